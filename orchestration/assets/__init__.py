"""The assets of the line: raw tables, models, published marts."""

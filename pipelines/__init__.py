"""Extract and load: one folder per source, on one dlt frame (loading)."""

"""The one Alembic environment of the control database, run by ``migrate`` and never by hand."""

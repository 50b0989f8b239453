"""A DuckDB file written anew: deleted rows otherwise stay in its free blocks until something takes their place."""

import os
from typing import TYPE_CHECKING

from omnitrackiq.warehouse.identifiers import literal, quoted
from omnitrackiq.warehouse.location import Warehouse, explain_duckdb_error

if TYPE_CHECKING:
    import duckdb

_COMMENTS = """
    select 'column', schema_name, table_name, column_name, comment from duckdb_columns() where database_name = $name
    union all
    select 'view', schema_name, view_name, null, comment from duckdb_views()
    where database_name = $name and not internal
"""


def write_anew(warehouse: Warehouse) -> None:
    """Put a fresh copy in the place of the warehouse's file, in one rename; on other engines nothing happens.

    The caller holds every lane. Raises WarehouseBusyError when somebody has the file open.
    """
    import duckdb

    path = warehouse.path
    if path is None or not path.exists():
        return
    fresh = path.with_name(f"{path.name}.anew")
    fresh.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        try:
            connection.execute(f"attach {literal(str(path))} (read_only)")
            query = "select database_name from duckdb_databases() where path is not null"
            (name,) = connection.execute(query).fetchall()[0]
            connection.execute(f"attach {literal(str(fresh))} as written_anew")
            connection.execute(f"copy from database {quoted(name)} to written_anew")
            _copy_comments(connection, name)
            connection.execute("checkpoint written_anew")
        except duckdb.IOException as error:
            raise explain_duckdb_error(path, str(error)) from error
    with fresh.open("rb") as file:
        os.fsync(file.fileno())
    fresh.replace(path)


def _copy_comments(connection: "duckdb.DuckDBPyConnection", name: str) -> None:
    """Say in the copy what the database ``name`` says of its columns and views, which copying leaves out."""
    for kind, schema, table, column, comment in connection.execute(_COMMENTS, {"name": name}).fetchall():
        if comment:
            parts = [part for part in (schema, table, column) if part]
            place = ".".join(quoted(part) for part in ("written_anew", *parts))
            connection.execute(f"comment on {kind} {place} is {literal(comment)}")

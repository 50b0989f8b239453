"""Removing a workspace from the warehouse: its BI login, its rows in every table, and its published files."""

from collections.abc import Callable

from omnitrackiq.warehouse.anew import write_anew
from omnitrackiq.warehouse.bi_logins import has_bi_login, revoke_bi_login
from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import checked_workspace_id, quoted
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.locks import lane_lock
from omnitrackiq.warehouse.postgres_locks import open_session
from omnitrackiq.warehouse.published_files import PublishedFiles

_LOCK_WAIT_SECONDS = 60
_DUCKDB_TABLES = """
    select schema_name, table_name from duckdb_columns()
    join duckdb_tables() using (database_name, schema_name, table_name)
    where column_name = 'workspace_id' and database_name = current_database() order by all
"""
_POSTGRES_TABLES = """
    select nspname, relname from pg_attribute
    join pg_class on pg_class.oid = attrelid
    join pg_namespace on pg_namespace.oid = relnamespace
    where attname = 'workspace_id' and not attisdropped and relkind in ('r', 'p') and not relispartition
        and nspname not like 'pg\\_%' order by nspname, relname
"""


def withdraw_workspace(warehouse: Warehouse, workspace_id: str) -> None:
    """Take the marts of a workspace away from its readers: its published files, its BI login. Doing it again is fine.

    For a workspace that is reopened the next build publishes again; a new login has to be made.
    """
    checked_workspace_id(workspace_id)
    if warehouse.engine == "duckdb":
        with lane_lock(warehouse, "publish", _LOCK_WAIT_SECONDS):
            PublishedFiles(warehouse.published_folder, workspace_id).remove_all()
    elif has_bi_login(warehouse, workspace_id):
        revoke_bi_login(warehouse, workspace_id)


def erase_workspace(warehouse: Warehouse, workspace_id: str) -> int:
    """Remove rows, published files and BI login of a workspace; returns how many rows there were. Repeatable.

    The caller holds every lane of the warehouse, so that no sync or build brings rows back meanwhile.
    """
    if warehouse.engine == "spark":
        raise WarehouseError("A workspace cannot be erased from a Spark warehouse: its lake has to be rewritten.")
    withdraw_workspace(warehouse, workspace_id)
    if warehouse.engine == "duckdb":
        return _erase_duckdb(warehouse, workspace_id)
    return _erase_postgres(warehouse, workspace_id)


def _erase_duckdb(warehouse: Warehouse, workspace_id: str) -> int:
    if warehouse.path is None or not warehouse.path.exists():
        return 0
    with warehouse.connect_read_write() as connection:
        connection.execute("begin")
        tables = connection.execute(_DUCKDB_TABLES).fetchall()
        count = _erase(tables, lambda sql: connection.execute(sql, [workspace_id]).fetchall()[0][0], "?")
        connection.execute("commit")
        connection.execute("force checkpoint")
    write_anew(warehouse)
    return count


def _erase_postgres(warehouse: Warehouse, workspace_id: str) -> int:
    with open_session(warehouse) as session, session.transaction():
        tables = session.execute(_POSTGRES_TABLES.encode()).fetchall()
        return _erase(tables, lambda sql: session.execute(sql.encode(), (workspace_id,)).rowcount, "%s")


def _erase(tables: list[tuple[object, ...]], run: Callable[[str], int], mark: str) -> int:
    return sum(
        run(f"delete from {quoted(str(schema))}.{quoted(str(table))} where workspace_id = {mark}")
        for schema, table in tables
    )

"""Schemas of PostgreSQL in which edited models are built on trial, beside the live ones and closed to every reader."""

from typing import TYPE_CHECKING, Any

from omnitrackiq.warehouse.identifiers import literal, quoted
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.mart_tables import SCHEMA, Mart, MartColumn
from omnitrackiq.warehouse.postgres_locks import open_session

if TYPE_CHECKING:
    import psycopg

PREFIX = "omnitrackiq_trial_"
"""Stands before the name of each schema of a trial; models take it from OMNITRACKIQ_DBT_SCHEMA_PREFIX."""

TRIAL_MARTS = f"{PREFIX}{SCHEMA}"

_COLUMNS = """
    select relname, attname, format_type(atttypid, atttypmod), not attnotnull
    from pg_attribute inner join pg_class on pg_class.oid = attrelid
    where relnamespace = (select oid from pg_namespace where nspname = {schema})
        and relkind in ('r', 'v') and attnum > 0 and not attisdropped and relname not like '%\\_\\_dbt\\_%'
    order by relname, attnum
"""


def drop_trials(warehouse: Warehouse) -> None:
    """Take away what a trial built, or left when it was killed; other engines have no trial schemas."""
    if warehouse.engine != "postgres":
        return
    with open_session(warehouse) as session:
        pattern = PREFIX.replace("_", r"\_") + "%"
        for (name,) in _rows(session, f"select nspname from pg_namespace where nspname like {literal(pattern)}"):
            session.execute(f"drop schema {quoted(name)} cascade".encode())


def read_postgres_marts(session: "psycopg.Connection[Any]", schema: str) -> list[Mart]:
    """Every table and view of a schema of marts, by name; raises WarehouseError when one lacks workspace_id."""
    found: dict[str, list[MartColumn]] = {}
    for table, column, kind, nullable in _rows(session, _COLUMNS.format(schema=literal(schema))):
        found.setdefault(table, []).append(MartColumn(column, kind, nullable, None))
    return [Mart(name, None, tuple(columns)) for name, columns in found.items()]


def _rows(session: "psycopg.Connection[Any]", query: str) -> list[tuple[Any, ...]]:
    return session.execute(query.encode()).fetchall()

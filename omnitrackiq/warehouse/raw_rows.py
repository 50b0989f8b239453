"""Raw tables in the hands of whoever mends what was loaded: one way to ask, on DuckDB and PostgreSQL."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import quoted
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_locks import open_session
from omnitrackiq.warehouse.statements import for_psycopg

_COLUMNS = """
    select columns.table_schema, columns.table_name, columns.column_name from information_schema.columns as columns
    join information_schema.tables as tables
        on columns.table_catalog = tables.table_catalog
            and columns.table_schema = tables.table_schema and columns.table_name = tables.table_name
    where tables.table_type = 'BASE TABLE' and columns.table_catalog = current_database()
    order by columns.table_schema, columns.table_name, columns.ordinal_position
"""


@dataclass(frozen=True, slots=True)
class WarehouseTable:
    """A table of the warehouse with its columns, in order."""

    schema: str
    name: str
    columns: tuple[str, ...]

    @property
    def sql(self) -> str:
        """Its quoted name."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def full_name(self) -> str:
        """Its name as people write it."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class OpenWarehouse:
    """A warehouse that is open for writing, in one transaction."""

    ask: Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
    """Runs a statement with ``?`` for its parameters and returns its rows, if it has any."""

    def tables(self, *, raw: bool | None = None, source: str | None = None) -> list[WarehouseTable]:
        """The tables with a workspace in every row; only raw ones, or all others, or those of one source."""
        found: dict[tuple[str, str], list[str]] = {}
        for schema, table, column in self.ask(_COLUMNS, []):
            found.setdefault((schema, table), []).append(column)
        return [
            WarehouseTable(schema, name, tuple(columns))
            for (schema, name), columns in found.items()
            if "workspace_id" in columns
            and (raw is None or schema.startswith("raw_") is raw)
            and (source is None or schema in (f"raw_{source}", f"raw_{source}_staging"))
        ]

    def has_table(self, schema: str, name: str) -> bool:
        """Whether there is such a table."""
        query = "select count(*) from information_schema.tables where table_schema = ? and table_name = ?"
        return bool(self.ask(query, [schema, name])[0][0])


@contextmanager
def opened_for_mending(warehouse: Warehouse) -> Iterator[OpenWarehouse]:
    """The warehouse in one transaction: kept when the block ends, undone when it raises.

    The caller holds every lane. Raises WarehouseError for a lake, which would have to be rewritten.
    """
    if warehouse.engine == "spark":
        raise WarehouseError("Single rows cannot be mended in a Spark warehouse: its lake has to be rewritten.")
    if warehouse.engine == "postgres":
        with open_session(warehouse) as session, session.transaction():

            def ask(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
                cursor = session.execute(for_psycopg(sql).encode(), parameters)
                return cursor.fetchall() if cursor.description else []

            yield OpenWarehouse(ask)
        return
    with warehouse.connect_read_write() as connection:
        connection.execute("begin")
        yield OpenWarehouse(lambda sql, parameters: connection.execute(sql, list(parameters)).fetchall())
        connection.execute("commit")
        connection.execute("force checkpoint")


def placeholders(values: Sequence[Any]) -> str:
    """``(?, ?, …)`` for a list of values; an empty one matches nothing."""
    return "(" + ", ".join("?" for _ in values) + ")" if values else "(null)"

"""Reading the marts of one workspace from PostgreSQL, as the dashboards' role with that workspace bound.

Every query is a read-only transaction of its own that first takes on the role ``app_role`` and names the workspace;
row policies do the rest. A connection given back to the pool has forgotten both.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from omnitrackiq.database import make_engine
from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import checked_workspace_id
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_roles import SETTING, app_role
from omnitrackiq.warehouse.readers import NotPublishedError, Publication
from omnitrackiq.warehouse.statements import for_psycopg

_TIMEOUT = "30s"
_BIND = (
    "select set_config('transaction_read_only', 'on', true), set_config('statement_timeout', %s, true), "
    "set_config('TimeZone', 'UTC', true), set_config(%s, %s, true), set_config('role', %s, true)"
)
_PUBLICATION = "select workspace_id, workspace_name, currency, timezone, build_id, published_at from meta.publication"


class UnansweredError(WarehouseError):
    """The PostgreSQL warehouse does not answer, or refuses the dashboards."""


class PostgresSnapshot:
    """The marts of one workspace as of a build. Each answer is consistent in itself; a build may come between two."""

    def __init__(self, reader: "PostgresReader", publication: Publication) -> None:
        self._reader = reader
        self.publication = publication

    def fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as mappings by column name; amounts as Decimal, moments aware in UTC."""
        return self._reader.fetch(sql, parameters)

    def stream(self, sql: str, rows: int) -> Iterator[list[dict[str, Any]]]:
        """The rows of a query, at most ``rows`` at once."""
        yield from self._reader.stream(sql, rows)


class PostgresReader:
    """Reads the marts of the one workspace it was made for; safe to share between threads."""

    def __init__(self, warehouse: Warehouse, workspace_id: str) -> None:
        """Nothing is connected yet; raises InvalidNameError for an impossible id."""
        self.workspace_id = checked_workspace_id(workspace_id)
        self._warehouse = warehouse
        self._snapshot: PostgresSnapshot | None = None

    def snapshot(self) -> PostgresSnapshot:
        """What is published right now; the same object until the next publish.

        Raises NotPublishedError or UnansweredError.
        """
        rows = self.fetch(_PUBLICATION)
        if not rows:
            raise NotPublishedError(f"Nothing is published for {self.workspace_id} yet.")
        publication = Publication(**rows[0])
        if self._snapshot is None or self._snapshot.publication != publication:
            self._snapshot = PostgresSnapshot(self, publication)
        return self._snapshot

    def fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """One query on what is published right now; see ``PostgresSnapshot.fetch``."""
        given = dict(parameters) if isinstance(parameters, Mapping) else tuple(parameters)
        try:
            with _engine(self._warehouse).connect() as connection:
                connection.exec_driver_sql(_BIND, self._binding())
                found = connection.exec_driver_sql(for_psycopg(sql), given)
                return [{name: _in_utc(value) for name, value in row.items()} for row in found.mappings()]
        except DBAPIError as error:
            raise self._explained(error) from error.orig

    def stream(self, sql: str, rows: int) -> Iterator[list[dict[str, Any]]]:
        """The rows of a query on what is published right now, at most ``rows`` at once."""
        try:
            with _engine(self._warehouse).connect() as connection:
                connection.exec_driver_sql(_BIND, self._binding())
                found = connection.execution_options(stream_results=True).exec_driver_sql(for_psycopg(sql))
                for some in found.mappings().partitions(rows):
                    yield [{name: _in_utc(value) for name, value in row.items()} for row in some]
        except DBAPIError as error:
            raise self._explained(error) from error.orig

    def _binding(self) -> tuple[str, str, str, str]:
        return (_TIMEOUT, SETTING, self.workspace_id, app_role(self._warehouse))

    def _explained(self, error: DBAPIError) -> Exception:
        """What a person can act on; a statement that is wrong in itself stays the defect that it is."""
        import psycopg

        if isinstance(error.orig, psycopg.errors.UndefinedTable | psycopg.errors.InvalidSchemaName):
            return NotPublishedError(f"Nothing is published for {self.workspace_id} yet.")
        if "role" in str(error.orig) and isinstance(error.orig, psycopg.errors.InvalidParameterValue):
            return NotPublishedError(f"Nothing is published for {self.workspace_id} yet.")
        if isinstance(error.orig, psycopg.ProgrammingError) and not isinstance(
            error.orig, psycopg.errors.InsufficientPrivilege
        ):
            return error
        lines = str(error.orig).strip().splitlines()
        return UnansweredError(f"The warehouse does not answer: {lines[0] if lines else 'no reason was given'}.")


@lru_cache(maxsize=8)
def _engine(warehouse: Warehouse) -> Engine:
    """The process's pool of sessions in a warehouse."""
    return make_engine(make_url(warehouse.url).set(drivername="postgresql+psycopg"))


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value

"""Reading the published marts of one workspace, and of nobody else."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.published_files import Pointer, PublishedFiles

if TYPE_CHECKING:
    import duckdb

_ATTEMPTS = 3
_SETTINGS: Mapping[str, str] = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "lock_configuration": "true",
    "threads": "2",
}


class NotPublishedError(WarehouseError):
    """Nothing was published for this workspace: it is new, unknown, or was never built."""


class UnreadablePublicationError(WarehouseError):
    """A published file is damaged or gone."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Whose numbers these are: name, currency and zone of the workspace, the build, and when it was published."""

    workspace_id: str
    workspace_name: str
    currency: str
    timezone: str
    build_id: str
    published_at: datetime


class MartSnapshot(Protocol):
    """What readers get: a workspace's marts as of a build, on any engine."""

    @property
    def publication(self) -> Publication:
        """Whose numbers these are, and as of when."""

    def fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """Rows by column name; placeholders are ``?`` or ``$name``, on every engine."""

    def stream(self, sql: str, rows: int) -> Iterator[list[dict[str, Any]]]:
        """The rows of a query without parameters as ``fetch`` gives them, at most ``rows`` at once."""


class MartReader(Protocol):
    """Reads one workspace, on any engine; safe to share between threads."""

    @property
    def workspace_id(self) -> str:
        """The only workspace it can read."""

    def snapshot(self) -> MartSnapshot:
        """What is published right now; the same object until the next publish; raises NotPublishedError."""

    def fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """One query on what is published right now."""


def open_reader(warehouse: Warehouse, workspace_id: str) -> MartReader:
    """A reader of ``workspace_id``: of its published file, or on PostgreSQL of its rows.

    Raises InvalidNameError for an impossible id.
    """
    if warehouse.engine == "postgres":
        from omnitrackiq.warehouse.postgres_reader import PostgresReader

        return PostgresReader(warehouse, workspace_id)
    return Reader(warehouse.published_folder, workspace_id)


class Snapshot:
    """One published state of a workspace. It never changes: a page that asks twice gets the same answers."""

    def __init__(self, connection: "duckdb.DuckDBPyConnection", file: str) -> None:
        self._connection = connection
        self.file = file
        rows = self.fetch(
            "select workspace_id, workspace_name, currency, timezone, build_id, published_at from meta.publication"
        )
        self.publication = Publication(**rows[0])

    def fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as mappings by column name; for the reporting package only.

        Amounts come as Decimal, moments as aware datetimes in UTC.
        """
        with self._connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, map(_in_utc, row), strict=True)) for row in cursor.fetchall()]

    def stream(self, sql: str, rows: int) -> Iterator[list[dict[str, Any]]]:
        """The rows of a query, at most ``rows`` at once."""
        with self._connection.cursor() as cursor:
            cursor.execute(sql)
            names = [column[0] for column in cursor.description or ()]
            while some := cursor.fetchmany(rows):
                yield [dict(zip(names, map(_in_utc, row), strict=True)) for row in some]


class Reader:
    """Reads the published marts of the one workspace it was made for; safe to share between threads."""

    def __init__(self, published_folder: Path, workspace_id: str) -> None:
        """``published_folder`` is ``Warehouse.published_folder``; raises InvalidNameError for an impossible id."""
        self._files = PublishedFiles(published_folder, workspace_id)
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None

    @property
    def workspace_id(self) -> str:
        return self._files.workspace_id

    def snapshot(self) -> Snapshot:
        """What is published right now; the same object until the next publish.

        Raises NotPublishedError or UnreadablePublicationError.
        """
        reason = ""
        for _ in range(_ATTEMPTS):
            pointer = self._files.pointer()
            if pointer is None:
                raise NotPublishedError(f"Nothing is published for {self.workspace_id} yet.")
            with self._lock:
                if self._snapshot and self._snapshot.file == pointer.file:
                    return self._snapshot
                try:
                    self._snapshot = self._open(pointer)
                    return self._snapshot
                except UnreadablePublicationError as error:
                    # The file may have been replaced between the two reads: look again.
                    reason = str(error)
        raise UnreadablePublicationError(reason)

    def fetch(self, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> list[dict[str, Any]]:
        """One query on what is published right now; see ``Snapshot.fetch``."""
        return self.snapshot().fetch(sql, parameters)

    def _open(self, pointer: Pointer) -> Snapshot:
        import duckdb

        try:
            connection = duckdb.connect(str(self._files.path(pointer)), read_only=True, config=dict(_SETTINGS))
            snapshot = Snapshot(connection, pointer.file)
        except (duckdb.Error, OSError, IndexError) as error:
            raise UnreadablePublicationError(
                f"The published file of {self.workspace_id} cannot be read: "
                f"run `omnitrackiq publish --workspace {self.workspace_id}`."
            ) from error
        if snapshot.publication.workspace_id != self.workspace_id:
            raise UnreadablePublicationError(f"The published file of {self.workspace_id} belongs to somebody else.")
        return snapshot


def _in_utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else value

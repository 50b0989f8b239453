"""A Google source between a served sandbox and a warehouse of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from omnitrackiq.warehouse.location import Warehouse
from pipelines.loading.connection import Connection
from pipelines.loading.fetch import Outcome
from pipelines.loading.request import SyncWindow
from pipelines.loading.runner import run_source
from pipelines.loading.source import Source
from tests.pipelines.loading.imaginary_source import Silence
from tests.sandbox_server import SandboxServer


def secrets_of(server: SandboxServer, source: str, workspace_id: str) -> dict[str, str]:
    """What a user's sign-in leaves in a connection."""
    known = server.context.credentials
    return {
        "refresh_token": known.token(source, workspace_id),
        "client_id": known.google_client_id,
        "client_secret": known.google_client_secret,
        "developer_token": known.developer_token,
    }


@dataclass(frozen=True, slots=True)
class GoogleLine:
    """``source`` reading ``server`` into the warehouse of ``home``; every connection has ``settings``."""

    source: Source
    server: SandboxServer
    home: Path
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse.parse(f"duckdb:///{self.home / 'warehouse.duckdb'}", self.home)

    def connection(self, workspace_id: str = "north", **config: Any) -> Connection:
        """The connection of a workspace's user: its own property, a month back, unless ``config`` says otherwise."""
        secrets = secrets_of(self.server, self.source.name, workspace_id)
        if self.source.name == "ga4":
            config = {"property_id": self.server.market.property(workspace_id).property_id, **config}
        config = {"backfill_days": 30, **self.settings, **config}
        name = f"{workspace_id}-{self.source.name}"
        return Connection(workspace_id, name, self.source.name, config, secrets, self.server.url, b"key")

    def sync(
        self,
        *connections: Connection,
        since: date | None = None,
        until: date | None = None,
        elapsed: timedelta = timedelta(0),
    ) -> list[Outcome]:
        """A run that began at the sandbox's now, ``elapsed`` ago."""
        window = SyncWindow(self.server.context.clock.now(), since, until, elapsed=lambda: elapsed)
        return run_source(self.source, connections or [self.connection()], window, self.warehouse, Silence())

    def sync_at(self, moment: datetime, *connections: Connection) -> list[Outcome]:
        self.server.set_now(moment)
        return self.sync(*connections)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the raw dataset, whose tables need no schema in ``query``."""
        with duckdb.connect(str(self.warehouse.path), read_only=True) as database:
            database.execute(f"set schema = 'raw_{self.source.name}'; set TimeZone = 'UTC'")
            return database.execute(query).fetchall()

    def table(self, name: str) -> list[dict[str, Any]]:
        """All rows of a raw table by column name."""
        columns = [row[0] for row in self.rows(f"select column_name from (describe {name})")]
        return [dict(zip(columns, row, strict=True)) for row in self.rows(f"select * from {name}")]

    def requests(self, part: str) -> int:
        """How many requests went to paths that contain ``part``."""
        return sum(count for path, count in self.server.context.faults.requests.items() if part in path)

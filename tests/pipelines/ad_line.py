"""An ad source between a served sandbox and a warehouse of its own."""

from dataclasses import dataclass
from datetime import date, timedelta
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


@dataclass(frozen=True, slots=True)
class AdLine:
    """``source`` reading ``server`` for workspaces whose accounts are under ``setting`` of the config."""

    source: Source
    server: SandboxServer
    home: Path
    setting: str

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse.parse(f"duckdb:///{self.home / 'warehouse.duckdb'}", self.home)

    def connection(self, workspace_id: str = "alpha", *accounts: str, **config: Any) -> Connection:
        """The workspace's connection, to all of its accounts unless some are named."""
        token = self.server.context.credentials.token(self.source.name, workspace_id)
        own = [
            account.account_id
            for account in self.server.market.ad_accounts(workspace_id, self.source.name)  # type: ignore[arg-type]
        ]
        return Connection(
            workspace_id,
            f"{workspace_id}-{self.source.name}",
            self.source.name,
            {self.setting: list(accounts) or own, **config},
            {"access_token": token},
            self.server.url,
            b"key",
        )

    def sync(
        self,
        *connections: Connection,
        since: date | None = None,
        until: date | None = None,
        elapsed: timedelta = timedelta(0),
    ) -> list[Outcome]:
        """A run that began at the sandbox's now, ``elapsed`` ago; of all of alpha's accounts unless some are given."""
        window = SyncWindow(self.server.context.clock.now(), since, until, elapsed=lambda: elapsed)
        return run_source(self.source, connections or [self.connection()], window, self.warehouse, Silence())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Rows of the raw dataset, whose tables need no schema in ``query``."""
        with duckdb.connect(str(self.warehouse.path), read_only=True) as database:
            database.execute(f"set schema = 'raw_{self.source.name}'")
            return database.execute(query).fetchall()

    def table(self, name: str) -> list[dict[str, Any]]:
        """All rows of a raw table by column name."""
        columns = [row[0] for row in self.rows(f"select column_name from (describe {name})")]
        return [dict(zip(columns, row, strict=True)) for row in self.rows(f"select * from {name}")]

    def requests(self, part: str) -> int:
        """How many requests went to paths that contain ``part``."""
        return sum(count for path, count in self.server.context.faults.requests.items() if part in path)

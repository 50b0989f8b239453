"""An imaginary platform held in memory, so that the loading frame is tested without any HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from pipelines.loading.connection import Connection
from pipelines.loading.errors import ReauthorizeError
from pipelines.loading.fetch import Outcome
from pipelines.loading.progress import Progress
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import LoadWindow, Slice
from pipelines.loading.source import ConnectionReport, Cursors, Source
from pipelines.loading.table import Column, Table

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)

AD_DAYS = Table(
    name="ad_days",
    columns=(
        Column("account_id"),
        Column("date_day", "date"),
        Column("ad_id", nullable=True),
        Column("spend", "decimal"),
        Column("seen_at", "timestamp"),
    ),
    key=("workspace_id", "account_id", "date_day"),
    unique=("workspace_id", "account_id", "date_day", "ad_id"),
)
ACCOUNTS = Table("accounts", (Column("account_id"), Column("name")), ("workspace_id", "account_id"))


@dataclass
class Platform:
    """Rows by workspace and day; a workspace in ``dead`` has a revoked token."""

    days: dict[str, dict[date, list[dict[str, Any]]]] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    cursors_seen: dict[str, Cursors] = field(default_factory=dict)
    before_slice: Callable[[str], None] = lambda _: None

    def source(self) -> Source:
        return Source("imaginary", (AD_DAYS, ACCOUNTS), "http://imaginary", self._extract, self._check)

    def _extract(self, connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
        self.cursors_seen[connection.connection_id] = {name: dict(cursor) for name, cursor in cursors.items()}
        if connection.workspace_id in self.dead:
            raise ReauthorizeError("The token is dead; sign in again.")
        for day, rows in self.days.get(connection.workspace_id, {}).items():
            self.before_slice(connection.workspace_id)
            yield Slice(
                stream="ad_days",
                rows={"ad_days": [{"account_id": "1", "date_day": day.isoformat(), **row} for row in rows]},
                covers={"ad_days": [("1", day)]},
                cursor={"done_until": day.isoformat()},
                windows=[LoadWindow("1", day, len(rows))],
            )

    def _check(self, connection: Connection, now: datetime) -> ConnectionReport:
        return ConnectionReport()


class Silence:
    """An observer that remembers outcomes."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []

    def fetched(self, connection: Connection, stream: str, rows: int) -> None:
        return None

    def progressed(self, connection: Connection, progress: Progress) -> None:
        return None

    def finished(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)


def connection(workspace_id: str) -> Connection:
    return Connection(workspace_id, f"{workspace_id}-imaginary", "imaginary", hash_key=b"k")

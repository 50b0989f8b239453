"""Our side of a loading case: one run of a source into a fresh DuckDB warehouse."""

from collections.abc import Sequence
from datetime import UTC, datetime, time
from pathlib import Path

from benchmarks.served.tiktok import UNTIL
from omnitrackiq.warehouse.location import Warehouse
from pipelines.loading.connection import Connection
from pipelines.loading.fetch import Outcome
from pipelines.loading.progress import Progress
from pipelines.loading.request import SyncWindow
from pipelines.loading.runner import run_source
from pipelines.loading.source import Source

NOW = datetime.combine(UNTIL, time(15), UTC)


class Silence:
    """An observer that need not know."""

    def fetched(self, connection: Connection, stream: str, rows: int) -> None:
        return None

    def progressed(self, connection: Connection, progress: Progress) -> None:
        return None

    def finished(self, outcome: Outcome) -> None:
        return None


def warehouse_in(folder: Path) -> Warehouse:
    """The warehouse of a contestant."""
    return Warehouse.parse(f"duckdb:///{folder / 'warehouse.duckdb'}", folder)


def sync(source: Source, connections: Sequence[Connection], folder: Path, window: SyncWindow) -> int:
    """The rows that ``connections`` brought into the warehouse in ``folder``; raises when one of them fared badly.

    Without connections it makes the tables, as a release does once.
    """
    outcomes = run_source(source, connections, window, warehouse_in(folder), Silence())
    for outcome in outcomes:
        if outcome.status != "ok":
            raise RuntimeError(f"{outcome.connection_id}: {outcome.message}")
    return sum(outcome.rows for outcome in outcomes)

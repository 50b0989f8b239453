"""One reading of a connection by the very code of a run, up to what would be loaded; no warehouse is needed for it."""

import itertools
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.loading.connection import Connection
from pipelines.loading.fetch import Fetch, Outcome
from pipelines.loading.request import SyncWindow
from pipelines.loading.source import Source
from pipelines.loading.spool import Spool
from pipelines.loading.table import LOAD_WINDOWS
from tests.fault_matrix.platforms import NOW
from tests.pipelines.loading.imaginary_source import Silence

# Exchange rates are fetched once per moment for all connections: every reading has a moment of its own.
_moments = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run would load of one connection, table by table without markers, and how its part ended."""

    outcome: Outcome
    tables: dict[str, list[dict[str, Any]]]
    began: datetime

    @property
    def status(self) -> str:
        return self.outcome.status

    @property
    def message(self) -> str:
        return self.outcome.message

    @property
    def wait(self) -> timedelta | None:
        """How long the connection is parked."""
        return self.outcome.retry_at - self.began if self.outcome.retry_at else None


def read(source: Source, connection: Connection, **window: Any) -> Reading:
    """Reads everything that is new for a connection without cursors."""
    now = NOW + timedelta(microseconds=next(_moments))
    fetch = Fetch(source, SyncWindow(now, elapsed=lambda: timedelta(0), **window), Silence(), {})
    fetch.start([connection], {})
    tables: dict[str, list[dict[str, Any]]] = {table.name: [] for table in source.all_tables}
    while not fetch.done:
        for name, row in _round(source, fetch):
            tables[name].append(row)
    (outcome,) = fetch.outcomes
    return Reading(outcome, tables, now)


def _round(source: Source, fetch: Fetch) -> Iterator[tuple[str, dict[str, Any]]]:
    with tempfile.TemporaryDirectory() as folder:
        spool = Spool(source, Path(folder), {})
        fetch.fill(spool)
        for table in source.all_tables:
            for batch in spool.batches(table.name):
                for row in batch.to_pylist():
                    if not row["_is_marker"]:
                        yield table.name, _comparable(table.name, row)


def _comparable(table: str, row: dict[str, Any]) -> dict[str, Any]:
    """A row without the day on which it was read."""
    return {**row, "observed_on": None} if table == LOAD_WINDOWS.name else row

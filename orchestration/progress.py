"""Observers of a sync: one for logs, one that draws progress in a terminal, and one that tells several."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as ProgressBars

from pipelines.loading.connection import Connection
from pipelines.loading.fetch import Observer, Outcome
from pipelines.loading.progress import Progress

logger = logging.getLogger(__name__)


class StepObserver(Observer, Protocol):
    """Also told what goes on beside syncing."""

    def step(self, name: str, detail: str = "") -> None:
        """``name`` is at work; ``detail`` says how far."""


class LogObserver:
    """Writes a line per finished connection to the log."""

    def fetched(self, connection: Connection, stream: str, rows: int) -> None:
        logger.debug("%s %s: %s rows", connection.connection_id, stream, rows)

    def progressed(self, connection: Connection, progress: Progress) -> None:
        logger.debug("%s: %s", connection.connection_id, progress)

    def finished(self, outcome: Outcome) -> None:
        logger.info("%s: %s, %s rows %s", outcome.connection_id, outcome.status, outcome.rows, outcome.message)

    def step(self, name: str, detail: str = "") -> None:
        logger.debug("%s: %s", name, detail)


class Observers:
    """Tells every one of ``observers``."""

    def __init__(self, observers: Sequence[Observer]) -> None:
        self._observers = observers

    def fetched(self, connection: Connection, stream: str, rows: int) -> None:
        for observer in self._observers:
            observer.fetched(connection, stream, rows)

    def progressed(self, connection: Connection, progress: Progress) -> None:
        for observer in self._observers:
            observer.progressed(connection, progress)

    def finished(self, outcome: Outcome) -> None:
        for observer in self._observers:
            observer.finished(outcome)


class TerminalObserver:
    """A line per source with the rows read so far; remembers outcomes for the closing report."""

    def __init__(self, progress: ProgressBars) -> None:
        self._progress = progress
        self._tasks: dict[str, TaskID] = {}
        self._rows: dict[str, int] = {}
        self.outcomes: list[Outcome] = []

    def fetched(self, connection: Connection, stream: str, rows: int) -> None:
        source = connection.source
        self._rows[source] = self._rows.get(source, 0) + rows
        self._progress.update(
            self._task(source), detail=f"{self._rows[source]:,} rows, {connection.workspace_id} {stream}"
        )

    def progressed(self, connection: Connection, progress: Progress) -> None:
        if progress.back_to:
            detail = f"{self._rows[connection.source]:,} rows, {connection.workspace_id} back to {progress.back_to}"
            self._progress.update(self._task(connection.source), detail=detail)

    def finished(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        source_rows = sum(each.rows for each in self.outcomes if each.source == outcome.source)
        count = sum(each.source == outcome.source for each in self.outcomes)
        self._progress.update(self._task(outcome.source), detail=f"{source_rows:,} rows, {count} connections")

    def step(self, name: str, detail: str = "") -> None:
        """Says what is going on beside syncing."""
        self._progress.update(self._task(name), detail=detail)

    def _task(self, name: str) -> TaskID:
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name.replace("_", " "), total=None, detail="")
        return self._tasks[name]


@contextmanager
def terminal_progress(console: Console) -> Iterator[TerminalObserver]:
    """Draws progress on ``console`` while the block runs; lines without animation where it is no terminal."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description:<16}"),
        TextColumn("{task.fields[detail]}"),
        BarColumn(bar_width=10),
        TimeElapsedColumn(),
    )
    with ProgressBars(*columns, console=console, refresh_per_second=4) as progress:
        yield TerminalObserver(progress)

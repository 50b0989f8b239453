"""Reads many connections at once, each on its own: one that fails ends alone."""

import errno
import logging
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from pipelines.loading.backfills import note_progress, resumed
from pipelines.loading.connection import Connection
from pipelines.loading.errors import RateLimitError, SourceError, Status
from pipelines.loading.fallen_days import KnownDays, fallen_days, read_twice
from pipelines.loading.limiter import Limiter
from pipelines.loading.progress import Progress, Reach
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors, Source
from pipelines.loading.spool import Spool
from pipelines.loading.turns import computing

logger = logging.getLogger(__name__)

WORKERS = 8
ROUND_ROWS = 100_000
ROUND_SECONDS = 60.0


@dataclass(slots=True)
class Outcome:
    """How one connection's part of a run ended; ``rows`` counts what was committed."""

    workspace_id: str
    connection_id: str
    source: str
    status: Status = "ok"
    rows: int = 0
    message: str = ""
    retry_at: datetime | None = None


class Observer(Protocol):
    """Told what happens, from several threads; the progress display and the ledger are observers."""

    def fetched(self, connection: Connection, stream: str, rows: int) -> None:
        """A slice of ``rows`` rows is complete (not yet committed)."""

    def progressed(self, connection: Connection, progress: Progress) -> None:
        """More of the connection is committed."""

    def finished(self, outcome: Outcome) -> None:
        """The connection's part is over and what it loaded is committed."""


@dataclass(slots=True)
class _Part:
    """One connection's part: its slices still to come, and how it fares."""

    connection: Connection
    window: SyncWindow
    slices: Iterator[Slice]
    outcome: Outcome
    held_back: Slice | None = None
    rows: int = 0
    slices_read: int = 0
    slices_committed: int = 0
    reaches: dict[tuple[str, str], Reach] = field(default_factory=dict)
    done: bool = False

    def share(self) -> "Share":
        """What was read since the last round."""
        share = Share(self, self.rows, self.slices_read, tuple(self.reaches.values()), is_last=self.done)
        self.rows = self.slices_read = 0
        return share


@dataclass(frozen=True, slots=True)
class Share:
    """What one connection brought to a round, and whether that was all; ``reaches`` hold once it is committed."""

    part: _Part
    rows: int
    slices: int
    reaches: Sequence[Reach]
    is_last: bool

    def note_backfill(self, cursors: dict[str, dict[str, Any]]) -> None:
        """Notes in ``cursors`` whether the connection is still at the days that were asked for."""
        own = cursors.setdefault(self.part.connection.connection_id, {})
        note_progress(self.part.window, own, is_finished=self.is_last and self.part.outcome.status == "ok")


class Fetch:
    """The reading side of a run: ``fill`` a spool per round until ``done``, or until ``stopping`` is set.

    ``known`` holds the days as stored.

    The next round may be filled while the last is being loaded.
    """

    def __init__(
        self,
        source: Source,
        window: SyncWindow,
        observer: Observer,
        known: KnownDays,
        stopping: threading.Event | None = None,
    ) -> None:
        self._source = source
        self._window = window
        self._observer = observer
        self._known = known
        self._parts: list[_Part] = []
        self._stopping = stopping or threading.Event()
        self._is_stopped = False

    def start(self, connections: Sequence[Connection], cursors: Mapping[str, Cursors]) -> None:
        """Sets off from the committed cursors, by connection and stream; all connections share one limiter."""
        limiter = Limiter()
        for connection in connections:
            known = cursors.get(connection.connection_id, {})
            window = resumed(self._window, known)
            slices = self._source.extract(replace(connection, limiter=limiter), known, window)
            outcome = Outcome(connection.workspace_id, connection.connection_id, self._source.name)
            self._parts.append(_Part(connection, window, slices, outcome))

    @property
    def done(self) -> bool:
        return all(part.done for part in self._parts)

    def fill(self, spool: Spool) -> list[Share]:
        """Reads until every connection is through or the round is full; returns what each brought that was not."""
        ends_at = time.monotonic() + ROUND_SECONDS
        parts = [part for part in self._parts if not part.done]
        with ThreadPoolExecutor(WORKERS, thread_name_prefix=self._source.name) as pool:
            list(pool.map(lambda part: self._read_in_turn(part, spool, ends_at), parts))
        spool.close()
        return [part.share() for part in parts]

    def stop(self) -> None:
        """Lets a round that is being filled end with the slices that are under way."""
        self._is_stopped = True

    def committed(self, shares: Iterable[Share]) -> None:
        """Says that the round of ``shares`` is in the warehouse: counts its rows and reports who is through."""
        for share in shares:
            part = share.part
            if share.slices:
                part.outcome.rows += share.rows
                part.slices_committed += share.slices
                progress = Progress.of(part.outcome.rows, part.slices_committed, share.reaches)
                self._observer.progressed(part.connection, progress)
            if share.is_last:
                self._observer.finished(part.outcome)

    @property
    def outcomes(self) -> list[Outcome]:
        return [part.outcome for part in self._parts]

    def _read_in_turn(self, part: _Part, spool: Spool, ends_at: float) -> None:
        with computing():
            self._read(part, spool, ends_at)

    def _read(self, part: _Part, spool: Spool, ends_at: float) -> None:
        while spool.row_count < ROUND_ROWS and time.monotonic() < ends_at and not self._is_over():
            piece = part.held_back or self._next_slice(part)
            part.held_back = None
            if piece is None:
                return
            if not spool.accepts(part.connection, piece):
                part.held_back = piece
                return
            try:
                rows = spool.add(part.connection, piece, self._window)
            except OSError:
                # Not the connection's fault, and half a slice may stand in the round: it must not be loaded.
                raise
            except Exception as error:
                self._end(part, self._fault(part.connection, error))
                return
            part.rows += rows
            part.slices_read += 1
            part.reaches |= {(piece.stream, account_id): reach for account_id, reach in piece.reach.items()}
            self._observer.fetched(part.connection, piece.stream, rows)

    def _is_over(self) -> bool:
        return self._is_stopped or self._stopping.is_set()

    def _next_slice(self, part: _Part) -> Slice | None:
        try:
            piece = next(part.slices, None)
            if piece is not None:
                piece = self._confirmed(part.connection, piece)
        except Exception as error:
            self._end(part, self._fault(part.connection, error))
            return None
        part.done = piece is None
        return piece

    def _fault(self, connection: Connection, error: Exception) -> SourceError:
        """What ends a part: a defect in one source's reading must not end the other connections' parts.

        A full disk is nobody's part and ends the run.
        """
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise error
        if isinstance(error, SourceError):
            return error
        logger.error("%s failed for connection %s", self._source.name, connection.connection_id, exc_info=error)
        return SourceError(
            f"Unexpected {type(error).__name__} while reading {self._source.name}; the log has the details."
        )

    def _confirmed(self, connection: Connection, piece: Slice) -> Slice:
        """``piece``, or a second reading of it where closed days have fallen sharply; that one counts."""
        fallen = fallen_days(self._known, connection, piece)
        if not fallen or piece.again is None:
            return piece
        days = ", ".join(sorted(day.isoformat() for _, day in fallen))
        logger.warning(
            "%s %s: %s fell by more than half and is read again.", connection.connection_id, piece.stream, days
        )
        return read_twice(piece.again(), fallen)

    def _end(self, part: _Part, error: SourceError) -> None:
        part.done = True
        part.outcome.status = error.status
        part.outcome.message = str(error)
        if isinstance(error, RateLimitError):
            part.outcome.retry_at = self._window.moment() + error.wait

"""The sync ledger: what was tried, how far it came and why it stopped; resume, freshness and the sync page read it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from omnitrackiq.database import Database
from omnitrackiq.warehouse.sync_runs import State, Status, SyncRun, SyncRunRow


@dataclass(frozen=True, slots=True)
class PlannedSync:
    """What is about to be tried: a stream of a connection ("all" for all of them) and, in a backfill, its days."""

    workspace_id: str
    connection_id: str
    source: str
    stream: str = "all"
    since: date | None = None
    until: date | None = None
    cursor_before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SyncOutcome:
    """How one try ended: its status, the rows that were committed and, unless ok, the error's class and sentence."""

    workspace_id: str
    sync_run_id: str
    status: Status
    rows: int
    cursor_after: Mapping[str, Any] = field(default_factory=dict)
    error_class: str | None = None
    error: str | None = None
    throttled_until: datetime | None = None


_DIED = "The process that ran this sync ended before it finished; the next sync goes on from there."


@dataclass(frozen=True, slots=True)
class SyncLedger:
    """The ledger in a control database. Every call is one transaction of its own, for any number of connections."""

    database: Database

    def start(
        self, plans: Sequence[PlannedSync], *, batch_id: str, now: datetime, state: State = "planned"
    ) -> list[SyncRun]:
        """Open one row per plan, in their order; ``batch_id`` names the run that they share.

        Attempts of the same connection, stream and window count up from 1 until one is ok.
        """
        with self.database.writing() as session:
            latest = _latest_rows(session, ((plan.workspace_id, plan.connection_id) for plan in plans))
            rows = [
                SyncRunRow(
                    workspace_id=plan.workspace_id,
                    sync_run_id=uuid.uuid4().hex,
                    connection_id=plan.connection_id,
                    source=plan.source,
                    stream=plan.stream,
                    since=plan.since,
                    until=plan.until,
                    attempt=_attempt(plan, latest.get((plan.workspace_id, plan.connection_id, plan.stream))),
                    batch_id=batch_id,
                    state=state,
                    rows=0,
                    slices=0,
                    cursor_before=dict(plan.cursor_before),
                    started_at=now,
                    is_latest=False,
                )
                for plan in plans
            ]
            session.add_all(rows)
            session.flush()
            return [row.value() for row in rows]

    def advance(self, workspace_id: str, sync_run_id: str, state: State) -> None:
        """Say how far an open row is; a row that is closed already stays as it is."""
        self._change_open(workspace_id, sync_run_id, state=state)

    def progress(
        self,
        workspace_id: str,
        sync_run_id: str,
        *,
        rows: int,
        slices: int,
        days: int | None = None,
        wanted_days: int | None = None,
        back_to: date | None = None,
    ) -> None:
        """Say what an open row has committed; its state becomes "extracting"."""
        self._change_open(
            workspace_id,
            sync_run_id,
            state="extracting",
            rows=rows,
            slices=slices,
            days=days,
            wanted_days=wanted_days,
            back_to=back_to,
        )

    def _change_open(self, workspace_id: str, sync_run_id: str, **values: Any) -> None:
        with self.database.writing() as session:
            session.execute(
                update(SyncRunRow)
                .where(
                    SyncRunRow.workspace_id == workspace_id,
                    SyncRunRow.sync_run_id == sync_run_id,
                    SyncRunRow.finished_at.is_(None),
                )
                .values(**values)
            )

    def under_way(self, workspace_id: str) -> list[SyncRun]:
        """The open rows of a workspace, the oldest first."""
        running = select(SyncRunRow).where(SyncRunRow.workspace_id == workspace_id, SyncRunRow.finished_at.is_(None))
        with self.database.reading() as session:
            return [row.value() for row in session.scalars(running.order_by(SyncRunRow.started_at))]

    def finish(self, outcomes: Iterable[SyncOutcome], *, now: datetime) -> None:
        """Close rows opened by ``start``; a row that is closed already stays as it is."""
        by_run = {(outcome.workspace_id, outcome.sync_run_id): outcome for outcome in outcomes}
        with self.database.writing() as session:
            open_rows = session.scalars(
                select(SyncRunRow).where(
                    SyncRunRow.sync_run_id.in_([run for _, run in by_run]), SyncRunRow.finished_at.is_(None)
                )
            )
            _close(session, [(row, by_run.get((row.workspace_id, row.sync_run_id))) for row in open_rows], now)

    def close_abandoned(self, source: str, *, now: datetime) -> int:
        """Close the rows of ``source`` whose process died; call it only while holding its lane. Says how many."""
        with self.database.writing() as session:
            rows = session.scalars(
                select(SyncRunRow).where(SyncRunRow.source == source, SyncRunRow.finished_at.is_(None))
            ).all()
            died = [
                SyncOutcome(row.workspace_id, row.sync_run_id, "failed", row.rows, {}, "ProcessDied", _DIED)
                for row in rows
            ]
            _close(session, list(zip(rows, died, strict=True)), now)
            return len(rows)

    def history(
        self,
        *,
        workspace_id: str | None = None,
        connection_id: str | None = None,
        source: str | None = None,
        batch_id: str | None = None,
        limit: int = 100,
    ) -> list[SyncRun]:
        """The newest ``limit`` rows that match, newest first, open ones included."""
        wanted = {
            SyncRunRow.workspace_id: workspace_id,
            SyncRunRow.connection_id: connection_id,
            SyncRunRow.source: source,
            SyncRunRow.batch_id: batch_id,
        }
        query = select(SyncRunRow).where(*(column == value for column, value in wanted.items() if value is not None))
        newest = query.order_by(SyncRunRow.started_at.desc(), SyncRunRow.sync_run_id).limit(limit)
        with self.database.reading() as session:
            return [row.value() for row in session.scalars(newest)]

    def latest(self, *, workspace_id: str | None = None) -> list[SyncRun]:
        """The newest finished row of every connection and stream, of one workspace or of all: what freshness reads."""
        query = select(SyncRunRow).where(SyncRunRow.is_latest)
        if workspace_id is not None:
            query = query.where(SyncRunRow.workspace_id == workspace_id)
        ordered = query.order_by(
            SyncRunRow.workspace_id, SyncRunRow.source, SyncRunRow.connection_id, SyncRunRow.stream
        )
        with self.database.reading() as session:
            return [row.value() for row in session.scalars(ordered)]


def _latest_rows(session: Session, connections: Iterable[tuple[str, str]]) -> dict[tuple[str, str, str], SyncRunRow]:
    """The latest rows by (workspace, connection, stream) of the given (workspace, connection) pairs."""
    pairs = set(connections)
    rows = session.scalars(
        select(SyncRunRow).where(
            SyncRunRow.workspace_id.in_({workspace for workspace, _ in pairs}),
            SyncRunRow.connection_id.in_({connection for _, connection in pairs}),
            SyncRunRow.is_latest,
        )
    )
    return {(row.workspace_id, row.connection_id, row.stream): row for row in rows}


def _attempt(plan: PlannedSync, latest: SyncRunRow | None) -> int:
    goes_on = latest is not None and latest.status != "ok" and (latest.since, latest.until) == (plan.since, plan.until)
    return latest.attempt + 1 if latest is not None and goes_on else 1


def _close(session: Session, rows: Sequence[tuple[SyncRunRow, SyncOutcome | None]], now: datetime) -> None:
    """Write the outcomes and hand on the mark of the latest row."""
    closed = [(row, outcome) for row, outcome in rows if outcome is not None]
    before = _latest_rows(session, ((row.workspace_id, row.connection_id) for row, _ in closed))
    newest = {(row.workspace_id, row.connection_id, row.stream): row for row, _ in closed}
    for key in newest.keys() & before.keys():
        before[key].is_latest = False
    session.flush()
    for row, outcome in closed:
        key = (row.workspace_id, row.connection_id, row.stream)
        row.state = "loaded" if outcome.status == "ok" else "failed"
        row.status = outcome.status
        row.rows = outcome.rows
        row.cursor_after = dict(outcome.cursor_after)
        row.error_class = outcome.error_class
        row.error = outcome.error
        row.throttled_until = outcome.throttled_until
        row.finished_at = now
        earlier_ok = before[key].last_ok_at if key in before else None
        row.last_ok_at = now if outcome.status == "ok" else earlier_ok
        row.is_latest = newest[key] is row

"""Syncs connections: who is due, one run per source for all of them, and what became of each in the ledger."""

import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from omnitrackiq.accounts.connections import due_connections, parked_connections, record_sync_status
from omnitrackiq.accounts.errors import SecretsError, UnknownConnectionError, UnknownWorkspaceError
from omnitrackiq.accounts.oauth.consent import ConsentError, PlatformAwayError
from omnitrackiq.accounts.privacy_requests import forgotten_in
from omnitrackiq.accounts.workspaces import get_workspace
from omnitrackiq.warehouse.ledger import PlannedSync, SyncOutcome
from orchestration.installation import Installation
from orchestration.progress import Observers
from orchestration.renewed_secrets import keeper_of
from orchestration.sources import connection_value, find_source
from orchestration.token_renewal import renewer_of, usable_secrets
from pipelines.loading.connection import Connection
from pipelines.loading.errors import Status
from pipelines.loading.fetch import Observer, Outcome
from pipelines.loading.holding import Holding
from pipelines.loading.progress import Progress
from pipelines.loading.request import SyncWindow
from pipelines.loading.runner import run_source


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """What to sync: all workspaces unless some are named; the given days (account days) instead of what is new.

    With ``newest_days`` history goes back so far at most and is left to a later sync.
    """

    workspace_ids: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    newest_days: int | None = None


def sync_source(
    installation: Installation,
    source_name: str,
    request: SyncRequest,
    observer: Observer,
    holding: Holding | None = None,
    stopping: threading.Event | None = None,
) -> list[Outcome]:
    """Syncs the due connections of one source and returns how each fared, also those that failed or are parked.

    ``holding`` is the warehouse where the caller holds it; once ``stopping`` is set the sync ends with an exception.
    """
    source = find_source(source_name)
    now = installation.now()
    connections, unreadable = _due(installation, source_name, request, now)
    parked = _parked(installation, source_name, request, now)
    keeper = _LedgerKeeper(installation, [*connections, *unreadable], request, source_name)
    observers = Observers([keeper, observer])
    outcomes = run_source(
        source,
        connections,
        SyncWindow(now, request.since, request.until, newest_days=request.newest_days),
        installation.warehouse,
        observers,
        starting=keeper.start,
        holding=holding,
        stopping=stopping,
    )
    for outcome in unreadable:
        observers.finished(outcome)
    return [*outcomes, *unreadable, *parked]


def _parked(installation: Installation, source_name: str, request: SyncRequest, now: datetime) -> list[Outcome]:
    """The connections that are left out until their platform lets them in again."""
    with installation.database.reading() as session:
        waiting = parked_connections(session, source=source_name, workspace_ids=request.workspace_ids or None)
    return [
        Outcome(
            record.workspace_id,
            record.connection_id,
            source_name,
            "throttled_until",
            message="Left out: an earlier sync reached a limit of the platform.",
            retry_at=record.throttled_until,
        )
        for record in waiting
        if record.throttled_until is not None and record.throttled_until > now
    ]


def _due(
    installation: Installation, source_name: str, request: SyncRequest, now: datetime
) -> tuple[list[Connection], list[Outcome]]:
    """The connections to read, and those whose secrets no key opens, with what to do about them.

    One that is removed, or whose workspace is deleted, while the others are made ready is in neither.
    """
    readable: list[Connection] = []
    unreadable: list[Outcome] = []
    with installation.database.reading() as session:
        for workspace_id in request.workspace_ids:
            get_workspace(session, workspace_id)
        due = due_connections(session, now=now, source=source_name, workspace_ids=request.workspace_ids or None)
        forgotten = {name: forgotten_in(session, name) for name in {record.workspace_id for record in due}}
    for record in due:
        try:
            secrets = usable_secrets(installation, record)
        except (UnknownConnectionError, UnknownWorkspaceError):
            continue
        except (SecretsError, ConsentError) as error:
            status: Status = "failed" if isinstance(error, PlatformAwayError) else "reauth"
            unreadable.append(
                Outcome(record.workspace_id, record.connection_id, source_name, status, message=str(error))
            )
        else:
            value = connection_value(installation.settings, record, secrets, forgotten[record.workspace_id])
            keep, renew = keeper_of(installation, record), renewer_of(installation, record)
            readable.append(replace(value, keep_secrets=keep, renew_secrets=renew))
    return readable, unreadable


class _LedgerKeeper:
    """Opens a ledger row per connection when the lane is ours, closes it when the connection's part is committed."""

    def __init__(
        self,
        installation: Installation,
        connections: Sequence[Connection | Outcome],
        request: SyncRequest,
        source_name: str,
    ) -> None:
        self._installation = installation
        self._connections = connections
        self._request = request
        self._source_name = source_name
        self._runs: dict[str, str] = {}

    def start(self) -> None:
        ledger, now = self._installation.ledger, self._installation.wall_clock()
        ledger.close_abandoned(self._source_name, now=now)
        plans = [
            PlannedSync(
                connection.workspace_id,
                connection.connection_id,
                connection.source,
                since=self._request.since,
                until=self._request.until,
            )
            for connection in self._connections
        ]
        runs = ledger.start(plans, batch_id=uuid.uuid4().hex, now=now) if plans else []
        self._runs = {run.connection_id: run.sync_run_id for run in runs}

    def fetched(self, connection: Connection, stream: str, rows: int) -> None:
        """Nothing to note before the rows are committed."""

    def progressed(self, connection: Connection, progress: Progress) -> None:
        self._installation.ledger.progress(
            connection.workspace_id,
            self._runs[connection.connection_id],
            rows=progress.rows,
            slices=progress.slices,
            days=progress.days,
            wanted_days=progress.wanted_days,
            back_to=progress.back_to,
        )

    def finished(self, outcome: Outcome) -> None:
        now = self._installation.wall_clock()
        entry = SyncOutcome(
            workspace_id=outcome.workspace_id,
            sync_run_id=self._runs[outcome.connection_id],
            status=outcome.status,
            rows=outcome.rows,
            error_class=None if outcome.status == "ok" else outcome.status,
            error=outcome.message or None,
            throttled_until=outcome.retry_at,
        )
        self._installation.ledger.finish([entry], now=now)
        with self._installation.database.writing() as session:
            record_sync_status(
                session,
                outcome.workspace_id,
                outcome.connection_id,
                outcome.status,
                now=now,
                throttled_until=outcome.retry_at,
            )

"""Connections: which account of which platform feeds which workspace. Values never carry secrets."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.connection_kinds import ConnectionKind, connection_kind
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.errors import ConnectionTakenError, UnknownConnectionError
from omnitrackiq.accounts.identifiers import may_be_id, new_id
from omnitrackiq.accounts.tables import ConnectionRow, ConnectionStatus, TestStatus, WorkspaceRow
from omnitrackiq.accounts.workspaces import checked_name, lock_workspace

_SYNCED: tuple[ConnectionStatus, ...] = ("active", "reauth", "config")
DRAFT_LIFE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """The outcome of a connection test at ``tested_at`` (UTC): a status, one sentence, and the accounts found."""

    tested_at: datetime
    status: TestStatus
    message: str
    report: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """A stored connection without its secrets; times are UTC."""

    workspace_id: str
    connection_id: str
    source: str
    name: str
    config: Mapping[str, Any]
    status: ConnectionStatus
    throttled_until: datetime | None
    last_test: ConnectionTest | None
    created_at: datetime
    access_ends_at: datetime | None = None


def add_connection(
    session: Session,
    box: SecretBox,
    *,
    workspace_id: str,
    source: str,
    config: Mapping[str, Any],
    secrets: Mapping[str, str],
    now: datetime,
    name: str | None = None,
    status: ConnectionStatus = "draft",
) -> ConnectionRecord:
    """Store a connection with its secrets sealed; a draft may still lack its accounts.

    Raises InvalidValueError, UnknownWorkspaceError, or ConnectionTakenError when a connection of this workspace has
    one of its accounts already (drafts do not count).
    """
    kind = connection_kind(source)
    cleaned = kind.config(config, complete=status != "draft")
    given = kind.secrets(secrets)
    lock_workspace(session, workspace_id)
    connection_id = new_id("cn")
    row = ConnectionRow(
        workspace_id=workspace_id,
        connection_id=connection_id,
        source=source,
        name=checked_name(name or _name(kind, cleaned)),
        config=cleaned,
        sealed_secrets=box.seal(workspace_id, connection_id, given) if given else None,
        status=status,
        created_at=now,
        updated_at=now,
    )
    _refuse_taken(session, row)
    session.add(row)
    session.flush()
    return _value(row)


def list_connections(
    session: Session,
    *,
    workspace_ids: Collection[str] | None = None,
    source: str | None = None,
    statuses: Collection[ConnectionStatus] | None = None,
) -> list[ConnectionRecord]:
    """The connections that match, ordered by workspace and source; removed ones and deleted workspaces are left out."""
    query = (
        select(ConnectionRow)
        .join(WorkspaceRow, WorkspaceRow.workspace_id == ConnectionRow.workspace_id)
        .where(ConnectionRow.removed_at.is_(None), WorkspaceRow.deleted_at.is_(None))
    )
    if workspace_ids is not None:
        query = query.where(ConnectionRow.workspace_id.in_(workspace_ids))
    if source is not None:
        query = query.where(ConnectionRow.source == source)
    if statuses is not None:
        query = query.where(ConnectionRow.status.in_(statuses))
    ordered = query.order_by(ConnectionRow.workspace_id, ConnectionRow.source, ConnectionRow.connection_id)
    return [_value(row) for row in session.scalars(ordered)]


def due_connections(
    session: Session,
    *,
    now: datetime,
    source: str | None = None,
    workspace_ids: Collection[str] | None = None,
) -> list[ConnectionRecord]:
    """The connections that a sync at ``now`` reads, ordered by workspace and source.

    Those that need a new sign-in or another setting are tried as well, for it may have been mended on the platform;
    drafts, paused and still throttled ones are not.
    """
    synced = list_connections(session, workspace_ids=workspace_ids, source=source, statuses=_SYNCED)
    return [one for one in synced if one.throttled_until is None or one.throttled_until <= now]


def parked_connections(
    session: Session, *, source: str | None = None, workspace_ids: Collection[str] | None = None
) -> list[ConnectionRecord]:
    """The connections that a platform made wait, ordered by workspace and source, also those whose wait is over."""
    synced = list_connections(session, workspace_ids=workspace_ids, source=source, statuses=_SYNCED)
    return [one for one in synced if one.throttled_until is not None]


def get_connection(session: Session, workspace_id: str, connection_id: str) -> ConnectionRecord:
    """One connection of a workspace; raises UnknownConnectionError when it does not exist or was removed."""
    return _value(_row(session, workspace_id, connection_id))


def find_connection(session: Session, connection_id: str) -> ConnectionRecord:
    """One connection of whichever workspace, for the operator only; raises UnknownConnectionError."""
    row = session.scalar(select(ConnectionRow).where(ConnectionRow.connection_id == connection_id))
    if row is None or row.removed_at is not None:
        raise UnknownConnectionError(connection_id)
    return _value(row)


def remove_connection(session: Session, workspace_id: str, connection_id: str, *, now: datetime) -> ConnectionRecord:
    """Remove a connection and destroy its secrets; what it loaded stays. Raises UnknownConnectionError."""
    row = _row(session, workspace_id, connection_id)
    row.removed_at = row.updated_at = now
    row.sealed_secrets = None
    session.flush()
    return _value(row)


def set_connection_status(
    session: Session, workspace_id: str, connection_id: str, status: ConnectionStatus, *, now: datetime
) -> ConnectionRecord:
    """Move a connection to ``status``.

    Raises UnknownConnectionError and, for a draft, InvalidValueError without accounts or ConnectionTakenError.
    """
    row = _row(session, workspace_id, connection_id)
    if row.status == "draft" and status != "draft":
        connection_kind(row.source).config(row.config)
        lock_workspace(session, row.workspace_id)
        _refuse_taken(session, row)
    row.status = status
    row.updated_at = now
    session.flush()
    return _value(row)


def configure_connection(
    session: Session, workspace_id: str, connection_id: str, config: Mapping[str, Any], *, now: datetime
) -> ConnectionRecord:
    """Give a connection the settings ``config`` in place of its own, such as the accounts chosen for a draft.

    Raises InvalidValueError, UnknownConnectionError, ConnectionTakenError.
    """
    row = _row(session, workspace_id, connection_id)
    lock_workspace(session, workspace_id)
    kind, before = connection_kind(row.source), row.config
    row.config = kind.config(config, complete=row.status != "draft")
    if row.name == _name(kind, before):
        row.name = _name(kind, row.config)
    _refuse_taken(session, row)
    row.updated_at = now
    session.flush()
    return _value(row)


def note_access_end(session: Session, workspace_id: str, connection_id: str, ends_at: datetime | None) -> None:
    """Keep until when the platform's access is good (None: it does not end); raises UnknownConnectionError."""
    _row(session, workspace_id, connection_id).access_ends_at = ends_at
    session.flush()


def record_test(session: Session, workspace_id: str, connection_id: str, test: ConnectionTest) -> ConnectionRecord:
    """Keep the outcome of a test; an ok ends ``reauth`` and ``config``, their failures begin them.

    A draft stays one until it is made active, a paused connection stays paused.
    """
    row = _row(session, workspace_id, connection_id)
    row.tested_at = test.tested_at
    row.test_status = test.status
    row.test_message = test.message
    row.test_report = None if test.report is None else dict(test.report)
    _follow(row, test.status, test.tested_at)
    session.flush()
    return _value(row)


def record_sync_status(
    session: Session,
    workspace_id: str,
    connection_id: str,
    status: TestStatus,
    *,
    now: datetime,
    throttled_until: datetime | None = None,
) -> None:
    """Let a connection follow how its sync ended; one that was removed meanwhile is left alone.

    ``throttled_until`` (UTC) keeps it out of syncs until then, and anything else ends that.
    """
    row = session.get(ConnectionRow, (workspace_id, connection_id))
    if row is None or row.removed_at is not None:
        return
    row.throttled_until = throttled_until
    _follow(row, status, now)
    session.flush()


def remove_stale_drafts(session: Session, *, now: datetime) -> int:
    """Delete drafts older than a day with their secrets; returns how many."""
    stale = delete(ConnectionRow).where(ConnectionRow.status == "draft", ConnectionRow.created_at < now - DRAFT_LIFE)
    return len(session.execute(stale.returning(ConnectionRow.connection_id)).all())


def _follow(row: ConnectionRow, outcome: TestStatus, now: datetime) -> None:
    """Let the status of a live connection follow an outcome; a passing fault changes nothing."""
    if row.status not in _SYNCED:
        return
    if outcome in ("reauth", "config"):
        row.status = outcome
    elif outcome == "ok":
        row.status = "active"
    row.updated_at = now


def _name(kind: ConnectionKind, config: Mapping[str, Any]) -> str:
    return f"{kind.title} {', '.join(kind.accounts(config))}".strip()[:200]


def _refuse_taken(session: Session, row: ConnectionRow) -> None:
    kind = connection_kind(row.source)
    mine = set(kind.accounts(row.config))
    for other in list_connections(session, workspace_ids=[row.workspace_id], source=row.source):
        both = mine.intersection(kind.accounts(other.config))
        if both and other.status != "draft" and other.connection_id != row.connection_id:
            raise ConnectionTakenError(
                f"{kind.title} {min(both)} is connected to {row.workspace_id} already, as {other.connection_id}."
            )


def _row(session: Session, workspace_id: str, connection_id: str) -> ConnectionRow:
    row = session.get(ConnectionRow, (workspace_id, connection_id)) if may_be_id(connection_id) else None
    if row is None or row.removed_at is not None:
        raise UnknownConnectionError(connection_id)
    return row


def _value(row: ConnectionRow) -> ConnectionRecord:
    last_test = None
    if row.tested_at is not None:
        last_test = ConnectionTest(
            row.tested_at, cast(TestStatus, row.test_status), row.test_message or "", row.test_report
        )
    return ConnectionRecord(
        workspace_id=row.workspace_id,
        connection_id=row.connection_id,
        source=row.source,
        name=row.name,
        config=row.config,
        status=cast(ConnectionStatus, row.status),
        throttled_until=row.throttled_until,
        last_test=last_test,
        created_at=row.created_at,
        access_ends_at=row.access_ends_at,
    )

"""Workspaces: created once, under an id that never changes and is never given again."""

import difflib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from omnitrackiq.accounts.errors import InvalidValueError, UnknownWorkspaceError, WorkspaceTakenError
from omnitrackiq.accounts.identifiers import new_id
from omnitrackiq.accounts.tables import ConnectionRow, WorkspaceRow
from omnitrackiq.warehouse.currencies import CURRENCIES
from omnitrackiq.warehouse.identifiers import InvalidNameError, checked_workspace_id

_NO_PLACE = frozenset({"Factory", "localtime", "posixrules"})


@dataclass(frozen=True, slots=True)
class Workspace:
    """A brand: its reporting currency (ISO 4217) and time zone (IANA); times are UTC."""

    workspace_id: str
    name: str
    currency: str
    timezone: str
    created_at: datetime
    deleted_at: datetime | None = None


def create_workspace(
    session: Session,
    *,
    workspace_id: str,
    name: str,
    currency: str,
    timezone: str,
    now: datetime,
    billing_account_id: str | None = None,
) -> Workspace:
    """Create a workspace and its connection to the exchange rates; raises InvalidValueError or WorkspaceTakenError.

    Without a billing account it is the operator's own.
    """
    try:
        checked_workspace_id(workspace_id)
    except InvalidNameError as error:
        raise InvalidValueError(str(error)) from None
    row = WorkspaceRow(
        workspace_id=workspace_id,
        name=checked_name(name),
        currency=checked_currency(currency),
        timezone=checked_timezone(timezone),
        created_at=now,
        billing_account_id=billing_account_id,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise WorkspaceTakenError(
            f"The id {workspace_id} is or was in use, and an id is never given twice: choose another."
        ) from None
    session.add(_exchange_rates(row))
    session.flush()
    return _value(row)


def list_workspaces(session: Session) -> list[Workspace]:
    """All workspaces that were not deleted, the oldest first."""
    query = select(WorkspaceRow).where(WorkspaceRow.deleted_at.is_(None))
    return [_value(row) for row in session.scalars(query.order_by(WorkspaceRow.created_at, WorkspaceRow.workspace_id))]


def list_all_workspace_ids(session: Session) -> list[str]:
    """The ids of all workspaces in order, deleted ones included and forgotten ones not."""
    query = select(WorkspaceRow.workspace_id).where(WorkspaceRow.purged_at.is_(None))
    return list(session.scalars(query.order_by(WorkspaceRow.workspace_id)))


def get_workspace(session: Session, workspace_id: str) -> Workspace:
    """One workspace; raises UnknownWorkspaceError when it does not exist or was deleted."""
    return _value(_row(session, workspace_id))


def change_workspace(
    session: Session, workspace_id: str, *, name: str, currency: str, timezone: str, now: datetime
) -> dict[str, tuple[str, str]]:
    """Give a workspace another name, currency or zone; returns what changed, each as it was and as it is.

    The next sync brings the rates into a new currency, the next build all amounts. Raises InvalidValueError or
    UnknownWorkspaceError.
    """
    lock_workspace(session, workspace_id)
    row = _row(session, workspace_id)
    wanted = {
        "name": checked_name(name),
        "currency": checked_currency(currency),
        "timezone": checked_timezone(timezone),
    }
    changes = {field: (getattr(row, field), value) for field, value in wanted.items() if getattr(row, field) != value}
    for field, (_, value) in changes.items():
        setattr(row, field, value)
    if "currency" in changes:
        _follow_currency(session, row, now)
    session.flush()
    return changes


def delete_workspace(session: Session, workspace_id: str, *, now: datetime) -> Workspace:
    """Mark a workspace as deleted: it is listed, synced and shown no more. Raises UnknownWorkspaceError."""
    lock_workspace(session, workspace_id)
    row = _row(session, workspace_id)
    row.deleted_at = now
    session.flush()
    return _value(row)


def lock_workspace(session: Session, workspace_id: str) -> None:
    """Make other writers of this workspace wait until the transaction ends; raises UnknownWorkspaceError."""
    query = select(WorkspaceRow.workspace_id).where(
        WorkspaceRow.workspace_id == workspace_id, WorkspaceRow.deleted_at.is_(None)
    )
    if session.scalar(query.with_for_update()) is None:
        raise UnknownWorkspaceError(workspace_id)


def checked_name(name: str) -> str:
    """``name`` without outer blanks; raises InvalidValueError unless 1 to 200 printable characters are left."""
    cleaned = name.strip()
    if not 1 <= len(cleaned) <= 200 or not cleaned.isprintable():
        raise InvalidValueError("A name has 1 to 200 printable characters.")
    return cleaned


def checked_currency(currency: str) -> str:
    """``currency`` itself; raises InvalidValueError unless it is a code of ISO 4217."""
    if currency not in CURRENCIES:
        raise InvalidValueError(f"{currency!r} is not a currency code such as EUR or USD.")
    return currency


def checked_timezone(timezone: str) -> str:
    """``timezone`` itself; raises InvalidValueError unless it is a zone of the IANA database."""
    zones = _zones()
    if timezone not in zones:
        close = difflib.get_close_matches(timezone, zones, n=1, cutoff=0.7)
        hint = f"; did you mean {close[0]}?" if close else "."
        raise InvalidValueError(f"{timezone!r} is not a time zone such as Europe/Berlin or UTC{hint}")
    return timezone


@cache
def _zones() -> frozenset[str]:
    """The zones that this machine knows; finding them reads a folder."""
    return frozenset(available_timezones() - _NO_PLACE)


def _row(session: Session, workspace_id: str) -> WorkspaceRow:
    row = session.get(WorkspaceRow, workspace_id)
    if row is None or row.deleted_at is not None:
        raise UnknownWorkspaceError(workspace_id)
    return row


def _exchange_rates(workspace: WorkspaceRow) -> ConnectionRow:
    """Every workspace reads the rates into its own currency; nobody has to connect them."""
    return ConnectionRow(
        workspace_id=workspace.workspace_id,
        connection_id=new_id("cn"),
        source="exchange_rates",
        name="Exchange rates",
        config={"currency": workspace.currency},
        status="active",
        created_at=workspace.created_at,
        updated_at=workspace.created_at,
    )


def _follow_currency(session: Session, workspace: WorkspaceRow, now: datetime) -> None:
    query = select(ConnectionRow).where(
        ConnectionRow.workspace_id == workspace.workspace_id,
        ConnectionRow.source == "exchange_rates",
        ConnectionRow.removed_at.is_(None),
    )
    for connection in session.scalars(query):
        connection.config = {**connection.config, "currency": workspace.currency}
        connection.updated_at = now


def _value(row: WorkspaceRow) -> Workspace:
    return Workspace(
        workspace_id=row.workspace_id,
        name=row.name,
        currency=row.currency,
        timezone=row.timezone,
        created_at=row.created_at,
        deleted_at=row.deleted_at,
    )

"""The end of a workspace: closed at once, forgotten after a time of grace, and its id never given again."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, erase_chain, record
from omnitrackiq.accounts.errors import UnknownWorkspaceError
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.workspace_tables import TABLES_OF_A_WORKSPACE
from omnitrackiq.accounts.workspaces import delete_workspace

GRACE = timedelta(days=30)


def close_workspace(session: Session, workspace_id: str, *, actor: Actor, now: datetime) -> datetime:
    """Delete a workspace for everybody; returns from when on it can be forgotten. Raises UnknownWorkspaceError."""
    delete_workspace(session, workspace_id, now=now)
    record(session, actor, "workspace.deleted", workspace_id, now=now, workspace_id=workspace_id)
    return now + GRACE


def reopen_workspace(session: Session, workspace_id: str, *, actor: Actor, now: datetime) -> None:
    """Undo a deletion that was not made final yet; raises UnknownWorkspaceError."""
    row = _closed_row(session, workspace_id)
    row.deleted_at = None
    session.flush()
    record(session, actor, "workspace.restored", workspace_id, now=now, workspace_id=workspace_id)


def closed_workspaces(session: Session, *, deleted_before: datetime) -> list[str]:
    """The ids of workspaces that were deleted before a moment and are not forgotten yet, in order."""
    query = select(WorkspaceRow.workspace_id).where(
        WorkspaceRow.deleted_at <= deleted_before, WorkspaceRow.purged_at.is_(None)
    )
    return list(session.scalars(query.order_by(WorkspaceRow.workspace_id)))


def require_closed(session: Session, workspace_id: str) -> None:
    """Return for a workspace that was deleted and is not forgotten yet; raises UnknownWorkspaceError."""
    _closed_row(session, workspace_id)


def forget_workspace(session: Session, workspace_id: str, *, actor: Actor, now: datetime) -> None:
    """Remove all that the control database knows of a deleted workspace but its id; raises UnknownWorkspaceError.

    Its audit log goes as a whole; one event of the installation keeps how long it was and the digest it ended with.
    """
    row = _closed_row(session, workspace_id)
    row.purged_at, row.name, row.billing_account_id = now, workspace_id, None
    session.flush()
    for table in TABLES_OF_A_WORKSPACE:
        session.execute(delete(table).where(table.__table__.c.workspace_id == workspace_id))
    events, digest = erase_chain(session, workspace_id)
    record(session, actor, "workspace.purged", workspace_id, now=now, details={"events": events, "digest": digest})


def _closed_row(session: Session, workspace_id: str) -> WorkspaceRow:
    row = session.get(WorkspaceRow, workspace_id, with_for_update=True)
    if row is None or row.deleted_at is None or row.purged_at is not None:
        raise UnknownWorkspaceError(workspace_id)
    return row

"""The demo: one workspace that everybody who is signed in may look at, and nobody may change, its members included."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.workspaces import Workspace, get_workspace, lock_workspace


def demo_workspace(session: Session) -> Workspace | None:
    """The demo of this installation, if it has one."""
    query = select(WorkspaceRow.workspace_id).where(
        WorkspaceRow.demo_since.is_not(None), WorkspaceRow.deleted_at.is_(None)
    )
    workspace_id = session.scalar(query.order_by(WorkspaceRow.demo_since.desc()).limit(1))
    return None if workspace_id is None else get_workspace(session, workspace_id)


def make_demo(session: Session, workspace_id: str, *, actor: Actor, now: datetime) -> None:
    """Make a workspace the demo, in place of any other; raises UnknownWorkspaceError."""
    lock_workspace(session, workspace_id)
    present = demo_workspace(session)
    if present is not None and present.workspace_id == workspace_id:
        return
    if present is not None:
        end_demo(session, present.workspace_id, actor=actor, now=now)
    session.execute(update(WorkspaceRow).where(WorkspaceRow.workspace_id == workspace_id).values(demo_since=now))
    record(session, actor, "workspace.demo_begun", workspace_id, now=now, workspace_id=workspace_id)


def end_demo(session: Session, workspace_id: str, *, actor: Actor, now: datetime) -> None:
    """Give a workspace back to its members alone; one that is no demo stays as it is."""
    lock_workspace(session, workspace_id)
    ended = update(WorkspaceRow).where(WorkspaceRow.workspace_id == workspace_id, WorkspaceRow.demo_since.is_not(None))
    if session.execute(ended.values(demo_since=None).returning(WorkspaceRow.workspace_id)).first() is not None:
        record(session, actor, "workspace.demo_ended", workspace_id, now=now, workspace_id=workspace_id)

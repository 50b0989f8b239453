"""Deleted workspaces whose time of grace runs: their owners see them, and bring them back."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.errors import ForbiddenError
from omnitrackiq.accounts.people_tables import MembershipRow, Role
from omnitrackiq.accounts.permissions import allows
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.users import User
from omnitrackiq.accounts.workspace_deletion import GRACE, reopen_workspace


@dataclass(frozen=True, slots=True)
class ClosedWorkspace:
    """A deleted workspace, and when (UTC) it will be forgotten for good."""

    workspace_id: str
    name: str
    forgotten_at: datetime


def closed_workspaces_of(session: Session, user_id: str) -> list[ClosedWorkspace]:
    """The deleted workspaces that a user may bring back, by name."""
    query = (
        select(WorkspaceRow, MembershipRow.role)
        .join(MembershipRow, MembershipRow.workspace_id == WorkspaceRow.workspace_id)
        .where(MembershipRow.user_id == user_id, WorkspaceRow.deleted_at.is_not(None), WorkspaceRow.purged_at.is_(None))
    )
    return [
        ClosedWorkspace(row.workspace_id, row.name, cast(datetime, row.deleted_at) + GRACE)
        for row, role in session.execute(query.order_by(WorkspaceRow.name, WorkspaceRow.workspace_id))
        if allows(cast(Role, role), "delete_workspace")
    ]


def restore_workspace(session: Session, workspace_id: str, *, by: User, actor: Actor, now: datetime) -> None:
    """Undo a deletion; raises ForbiddenError for everybody but an owner, and once it is forgotten for good."""
    if workspace_id not in {closed.workspace_id for closed in closed_workspaces_of(session, by.user_id)}:
        raise ForbiddenError
    reopen_workspace(session, workspace_id, actor=actor, now=now)

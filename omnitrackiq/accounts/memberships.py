"""Who belongs to which workspace, in which role. A workspace has an owner at every moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.billing_accounts import hand_over_bills
from omnitrackiq.accounts.credential_tables import ApiTokenRow
from omnitrackiq.accounts.errors import ForbiddenError, LastOwnerError, MembershipError
from omnitrackiq.accounts.people_tables import MembershipRow, Role, UserRow
from omnitrackiq.accounts.permissions import may_change_role, may_remove, require, role_of
from omnitrackiq.accounts.sessions import end_sessions_of
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.users import User
from omnitrackiq.accounts.workspaces import lock_workspace


@dataclass(frozen=True, slots=True)
class Membership:
    """A workspace of a user, with its display name and the user's role there."""

    workspace_id: str
    workspace_name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Member:
    """A user of a workspace, with the role there."""

    user_id: str
    email: str
    name: str
    role: Role
    since: datetime


def memberships_of(session: Session, user_id: str) -> list[Membership]:
    """The living workspaces of a user, by name."""
    query = (
        select(MembershipRow.workspace_id, WorkspaceRow.name, MembershipRow.role)
        .join(WorkspaceRow, WorkspaceRow.workspace_id == MembershipRow.workspace_id)
        .where(MembershipRow.user_id == user_id, WorkspaceRow.deleted_at.is_(None))
        .order_by(WorkspaceRow.name, MembershipRow.workspace_id)
    )
    return [Membership(workspace_id, name, cast(Role, role)) for workspace_id, name, role in session.execute(query)]


def members_of(session: Session, workspace_id: str) -> list[Member]:
    """The members of a workspace, the oldest first."""
    query = (
        select(UserRow.user_id, UserRow.email, UserRow.name, MembershipRow.role, MembershipRow.created_at)
        .join(MembershipRow, MembershipRow.user_id == UserRow.user_id)
        .where(MembershipRow.workspace_id == workspace_id)
        .order_by(MembershipRow.created_at, UserRow.user_id)
    )
    return [
        Member(user_id, email, name, cast(Role, role), since)
        for user_id, email, name, role, since in session.execute(query)
    ]


def add_member(session: Session, workspace_id: str, user_id: str, role: Role, *, actor: Actor, now: datetime) -> None:
    """Make a user a member; raises MembershipError for one who is. Whoever calls knows that ``actor`` may."""
    lock_workspace(session, workspace_id)
    if session.get(MembershipRow, (workspace_id, user_id)) is not None:
        raise MembershipError("You are a member of this workspace already.")
    session.add(MembershipRow(workspace_id=workspace_id, user_id=user_id, role=role, created_at=now))
    session.flush()
    record(session, actor, "member.added", user_id, now=now, workspace_id=workspace_id, details={"role": role})


def change_role(
    session: Session, workspace_id: str, user_id: str, role: Role, *, by: User, actor: Actor, now: datetime
) -> None:
    """Give a member another role and end their sessions; raises ForbiddenError or MembershipError."""
    lock_workspace(session, workspace_id)
    row = _row(session, workspace_id, user_id)
    mine, before = role_of(session, by.user_id, workspace_id), cast(Role, row.role)
    if mine is None or not may_change_role(mine, before, role):
        raise ForbiddenError
    if before == role:
        return
    _set_role(session, row, role, actor, now)


def remove_member(session: Session, workspace_id: str, user_id: str, *, by: User, actor: Actor, now: datetime) -> None:
    """Remove a member, or let one leave; sessions and tokens end at once, the audit log stays.

    Raises ForbiddenError, LastOwnerError or MembershipError.
    """
    lock_workspace(session, workspace_id)
    row = _row(session, workspace_id, user_id)
    mine, role = role_of(session, by.user_id, workspace_id), cast(Role, row.role)
    leaves = by.user_id == user_id and mine is not None
    if mine is None or not (leaves or may_remove(mine, role)):
        raise ForbiddenError
    if role == "owner" and _owners(session, workspace_id) == 1:
        raise LastOwnerError
    session.delete(row)
    session.execute(
        update(ApiTokenRow)
        .where(
            ApiTokenRow.workspace_id == workspace_id, ApiTokenRow.user_id == user_id, ApiTokenRow.revoked_at.is_(None)
        )
        .values(revoked_at=now)
    )
    end_sessions_of(session, user_id, because="removed", now=now)
    record(session, actor, "member.removed", user_id, now=now, workspace_id=workspace_id, details={"role": role})


def transfer_ownership(
    session: Session, workspace_id: str, to_user_id: str, *, by: User, actor: Actor, now: datetime
) -> None:
    """Hand a workspace over to another member; the owner becomes an admin, and pays for it no more.

    Raises ForbiddenError, MembershipError.
    """
    lock_workspace(session, workspace_id)
    require(session, by.user_id, "transfer_ownership", workspace_id)
    target = _row(session, workspace_id, to_user_id)
    if target.role == "owner":
        raise MembershipError("This member is an owner already.")
    _set_role(session, target, "owner", actor, now)
    _set_role(session, _row(session, workspace_id, by.user_id), "admin", actor, now)
    hand_over_bills(session, workspace_id, from_user_id=by.user_id, to_user_id=to_user_id, now=now)


def _set_role(session: Session, row: MembershipRow, role: Role, actor: Actor, now: datetime) -> None:
    before, row.role = row.role, role
    session.flush()
    end_sessions_of(session, row.user_id, because="role changed", now=now)
    changed = {"before": before, "after": role}
    record(session, actor, "member.role_changed", row.user_id, now=now, workspace_id=row.workspace_id, details=changed)


def _owners(session: Session, workspace_id: str) -> int:
    query = select(func.count()).where(MembershipRow.workspace_id == workspace_id, MembershipRow.role == "owner")
    return session.scalar(query) or 0


def _row(session: Session, workspace_id: str, user_id: str) -> MembershipRow:
    row = session.get(MembershipRow, (workspace_id, user_id), populate_existing=True)
    if row is None:
        raise MembershipError("There is no such member.")
    return row

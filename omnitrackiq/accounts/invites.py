"""Invites: an address is asked to join a workspace in a role that is fixed when it is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.codes import code_hash, new_code
from omnitrackiq.accounts.email_addresses import checked_email
from omnitrackiq.accounts.errors import ForbiddenError, InvalidCodeError, MembershipError, UnknownWorkspaceError
from omnitrackiq.accounts.identifiers import new_id
from omnitrackiq.accounts.memberships import add_member
from omnitrackiq.accounts.people_tables import InviteRow, MembershipRow, Role
from omnitrackiq.accounts.permissions import may_invite, require, role_of
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.tries import INVITE_WORKSPACE, count_try
from omnitrackiq.accounts.users import User, find_user
from omnitrackiq.accounts.workspaces import lock_workspace

LIFETIME = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Invite:
    """An open invite; ``expires_at`` is UTC."""

    workspace_id: str
    workspace_name: str
    invite_id: str
    email: str
    role: Role
    expires_at: datetime


def invite(
    session: Session, workspace_id: str, email: str, role: Role, *, by: User, actor: Actor, now: datetime
) -> tuple[Invite, str]:
    """Invite an address; returns the invite and the code for its link. Asking again replaces the earlier code.

    Raises ForbiddenError, InvalidValueError, MembershipError for a member, or TooManyTriesError: invites are mails.
    """
    address = checked_email(email)
    lock_workspace(session, workspace_id)
    mine = role_of(session, by.user_id, workspace_id)
    if mine is None or not may_invite(mine, role):
        raise ForbiddenError
    count_try(session, INVITE_WORKSPACE, workspace_id, now=now)
    known = find_user(session, address)
    if known is not None and session.get(MembershipRow, (workspace_id, known.user_id)) is not None:
        raise MembershipError(f"{address} is a member of this workspace already.")
    row = _open_row(session, workspace_id, address)
    if row is None:
        row = InviteRow(workspace_id=workspace_id, invite_id=new_id("in"), email=address)
        session.add(row)
    code = new_code()
    row.role, row.code_hash, row.invited_by = role, code_hash(code), by.user_id
    row.created_at, row.expires_at = now, now + LIFETIME
    session.flush()
    record(session, actor, "invite.sent", address, now=now, workspace_id=workspace_id, details={"role": role})
    return _value(session, row), code


def open_invites(session: Session, workspace_id: str, *, now: datetime) -> list[Invite]:
    """The invites of a workspace that can still be accepted, by address."""
    query = select(InviteRow).where(
        InviteRow.workspace_id == workspace_id,
        InviteRow.accepted_at.is_(None),
        InviteRow.revoked_at.is_(None),
        InviteRow.expires_at > now,
    )
    return [_value(session, row) for row in session.scalars(query.order_by(InviteRow.email))]


def revoke_invite(
    session: Session, workspace_id: str, invite_id: str, *, by: User, actor: Actor, now: datetime
) -> None:
    """Take an open invite back; raises ForbiddenError, or MembershipError when there is none."""
    require(session, by.user_id, "manage_members", workspace_id)
    taken_back = session.scalar(
        update(InviteRow)
        .where(
            InviteRow.workspace_id == workspace_id,
            InviteRow.invite_id == invite_id,
            InviteRow.accepted_at.is_(None),
            InviteRow.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(InviteRow.email)
    )
    if taken_back is None:
        raise MembershipError("There is no such open invite.")
    record(session, actor, "invite.revoked", taken_back, now=now, workspace_id=workspace_id)


def find_invite(session: Session, code: str, *, now: datetime) -> Invite:
    """The open invite that a code belongs to, without accepting it; raises InvalidCodeError."""
    row = session.scalar(select(InviteRow).where(InviteRow.code_hash == code_hash(code)))
    closed = row is None or row.accepted_at is not None or row.revoked_at is not None or row.expires_at <= now
    if row is None or closed or _is_deleted(session, row.workspace_id):
        raise InvalidCodeError
    return _value(session, row)


def accept_invite(session: Session, code: str, user: User, *, actor: Actor, now: datetime) -> Invite:
    """Make ``user`` a member; of many who accept at once one succeeds.

    Raises InvalidCodeError, also when the invite is for another address, or MembershipError for a member.
    """
    found = find_invite(session, code, now=now)
    # The same order as in ``invite``: whoever sends an invite again while it is accepted must not hold what we need.
    _lock(session, found.workspace_id)
    accepted = session.execute(
        update(InviteRow)
        .where(
            InviteRow.workspace_id == found.workspace_id,
            InviteRow.code_hash == code_hash(code),
            InviteRow.email == user.email,
            InviteRow.accepted_at.is_(None),
            InviteRow.revoked_at.is_(None),
            InviteRow.expires_at > now,
        )
        .values(accepted_at=now, accepted_by=user.user_id)
        .returning(InviteRow.invite_id)
    ).first()
    if accepted is None:
        raise InvalidCodeError
    add_member(session, found.workspace_id, user.user_id, found.role, actor=actor, now=now)
    return found


def _lock(session: Session, workspace_id: str) -> None:
    try:
        lock_workspace(session, workspace_id)
    except UnknownWorkspaceError:
        # Deleted at this very moment, and its invites with it.
        raise InvalidCodeError from None


def _open_row(session: Session, workspace_id: str, email: str) -> InviteRow | None:
    query = select(InviteRow).where(
        InviteRow.workspace_id == workspace_id,
        InviteRow.email == email,
        InviteRow.accepted_at.is_(None),
        InviteRow.revoked_at.is_(None),
    )
    return session.scalar(query)


def _is_deleted(session: Session, workspace_id: str) -> bool:
    workspace = session.get_one(WorkspaceRow, workspace_id)
    return workspace.deleted_at is not None


def _value(session: Session, row: InviteRow) -> Invite:
    workspace = session.get_one(WorkspaceRow, row.workspace_id)
    return Invite(
        workspace_id=row.workspace_id,
        workspace_name=workspace.name,
        invite_id=row.invite_id,
        email=row.email,
        role=cast(Role, row.role),
        expires_at=row.expires_at,
    )

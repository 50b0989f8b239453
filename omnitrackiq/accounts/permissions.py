"""Who may do what: one table of roles and actions, and one question for all. What is not listed is denied."""

from collections.abc import Mapping
from typing import Literal, cast, get_args

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.errors import ForbiddenError
from omnitrackiq.accounts.identifiers import may_be_id
from omnitrackiq.accounts.people_tables import BillingAccountRow, MembershipRow, Role, UserRow
from omnitrackiq.accounts.tables import WorkspaceRow

Access = Role | Literal["guest"]
"""What somebody is in a workspace; whoever is signed in is a guest of the demo, its members included."""

Action = Literal[
    "read_dashboards",
    "export",
    "save_views",
    "annotate",
    "acknowledge_anomalies",
    "connect",
    "sync",
    "change_settings",
    "edit_costs",
    "edit_alert_rules",
    "schedule_reports",
    "share_links",
    "manage_api_tokens",
    "manage_bi_logins",
    "read_audit_log",
    "export_everything",
    "manage_members",
    "manage_billing",
    "dismiss_checklist",
    "transfer_ownership",
    "delete_workspace",
]

_MEMBER: frozenset[Action] = frozenset({"read_dashboards", "export", "save_views", "annotate", "acknowledge_anomalies"})
_ADMIN: frozenset[Action] = _MEMBER | {
    "connect",
    "sync",
    "change_settings",
    "edit_costs",
    "edit_alert_rules",
    "schedule_reports",
    "share_links",
    "manage_api_tokens",
    "manage_bi_logins",
    "read_audit_log",
    "export_everything",
    "manage_members",
}
_OWNER: frozenset[Action] = _ADMIN | {
    "manage_billing",
    "dismiss_checklist",
    "transfer_ownership",
    "delete_workspace",
}
_GUEST: frozenset[Action] = frozenset({"read_dashboards"})

PERMISSIONS: Mapping[Access, frozenset[Action]] = {
    "owner": _OWNER,
    "admin": _ADMIN,
    "member": _MEMBER,
    "guest": _GUEST,
}

ROLES: tuple[Role, ...] = ("member", "admin", "owner")

_RANK: Mapping[Access, int] = {role: rank for rank, role in enumerate(ROLES)}


def allows(role: Access | None, action: Action) -> bool:
    """Whether ``role`` (None: a stranger) may do ``action``, as far as the role alone decides."""
    return role is not None and action in PERMISSIONS.get(role, ())


def role_of(session: Session, user_id: str, workspace_id: str) -> Access | None:
    """What a user is in a workspace right now; None for strangers, disabled users and deleted workspaces."""
    if not may_be_id(workspace_id):
        return None
    query = (
        select(MembershipRow.role, WorkspaceRow.demo_since)
        .select_from(WorkspaceRow)
        .join(UserRow, UserRow.user_id == user_id)
        .outerjoin(
            MembershipRow,
            and_(
                MembershipRow.workspace_id == WorkspaceRow.workspace_id,
                MembershipRow.user_id == UserRow.user_id,
            ),
        )
        .where(
            WorkspaceRow.workspace_id == workspace_id,
            WorkspaceRow.deleted_at.is_(None),
            UserRow.disabled_at.is_(None),
        )
    )
    found = session.execute(query).first()
    if found is None:
        return None
    role, demo_since = found
    if demo_since is not None:
        return "guest"
    return cast(Role, role) if role in get_args(Role) else None


def can(session: Session, user_id: str, action: Action, workspace_id: str) -> bool:
    """Whether a user may do ``action`` in a workspace right now.

    Money matters are for an owner who also owns the billing account that pays for the workspace.
    """
    if not allows(role_of(session, user_id, workspace_id), action):
        return False
    return action != "manage_billing" or _pays(session, user_id, workspace_id)


def require(session: Session, user_id: str, action: Action, workspace_id: str) -> None:
    """Return when ``can`` says yes; raises ForbiddenError, which tells a stranger no more than a member."""
    if not can(session, user_id, action, workspace_id):
        raise ForbiddenError


def may_change_role(actor: Access, current: Role, new: Role) -> bool:
    """Whether ``actor`` may move someone below from one role to another: never above oneself, never to owner."""
    return allows(actor, "manage_members") and _RANK[current] < _RANK[actor] and new != "owner"


def may_invite(actor: Access, role: Role) -> bool:
    """Whether ``actor`` may invite somebody as ``role``; ownership is handed over, never given by an invite."""
    return allows(actor, "manage_members") and role != "owner"


def may_remove(actor: Access, target: Role) -> bool:
    """Whether ``actor`` may remove a member with the role ``target``; owners leave by themselves."""
    return allows(actor, "manage_members") and target != "owner"


def _pays(session: Session, user_id: str, workspace_id: str) -> bool:
    query = (
        select(BillingAccountRow.owner_user_id)
        .join(WorkspaceRow, WorkspaceRow.billing_account_id == BillingAccountRow.billing_account_id)
        .where(WorkspaceRow.workspace_id == workspace_id)
    )
    return session.scalar(query) == user_id

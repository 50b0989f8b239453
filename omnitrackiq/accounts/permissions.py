"""Who may do what: one table of roles and actions, and one question for all. What is not listed is denied."""

from collections.abc import Mapping
from typing import Literal, cast, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.errors import ForbiddenError
from omnitrackiq.accounts.people_tables import BillingAccountRow, MembershipRow, Role, UserRow
from omnitrackiq.accounts.tables import WorkspaceRow

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
_OWNER: frozenset[Action] = _ADMIN | {"manage_billing", "transfer_ownership", "delete_workspace"}

PERMISSIONS: Mapping[Role, frozenset[Action]] = {"owner": _OWNER, "admin": _ADMIN, "member": _MEMBER}

ROLES: tuple[Role, ...] = ("member", "admin", "owner")

_RANK: Mapping[Role, int] = {role: rank for rank, role in enumerate(ROLES)}


def allows(role: Role | None, action: Action) -> bool:
    """Whether ``role`` (None: no member) may do ``action``, as far as the role alone decides."""
    return role is not None and action in PERMISSIONS.get(role, ())


def role_of(session: Session, user_id: str, workspace_id: str) -> Role | None:
    """The role of a user in a workspace right now; None for strangers, disabled users and deleted workspaces."""
    query = (
        select(MembershipRow.role)
        .join(UserRow, UserRow.user_id == MembershipRow.user_id)
        .join(WorkspaceRow, WorkspaceRow.workspace_id == MembershipRow.workspace_id)
        .where(
            MembershipRow.workspace_id == workspace_id,
            MembershipRow.user_id == user_id,
            UserRow.disabled_at.is_(None),
            WorkspaceRow.deleted_at.is_(None),
        )
    )
    role = session.scalar(query)
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


def may_change_role(actor: Role, current: Role, new: Role) -> bool:
    """Whether ``actor`` may move someone below from one role to another: never above oneself, never to owner."""
    return allows(actor, "manage_members") and _RANK[current] < _RANK[actor] and new != "owner"


def may_invite(actor: Role, role: Role) -> bool:
    """Whether ``actor`` may invite somebody as ``role``; ownership is handed over, never given by an invite."""
    return allows(actor, "manage_members") and role != "owner"


def may_remove(actor: Role, target: Role) -> bool:
    """Whether ``actor`` may remove a member with the role ``target``; owners leave by themselves."""
    return allows(actor, "manage_members") and target != "owner"


def _pays(session: Session, user_id: str, workspace_id: str) -> bool:
    query = (
        select(BillingAccountRow.owner_user_id)
        .join(WorkspaceRow, WorkspaceRow.billing_account_id == BillingAccountRow.billing_account_id)
        .where(WorkspaceRow.workspace_id == workspace_id)
    )
    return session.scalar(query) == user_id

"""Billing accounts: who pays for which workspaces. Money itself moves only where billing is switched on."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.identifiers import new_id
from omnitrackiq.accounts.people_tables import BillingAccountRow, Plan
from omnitrackiq.accounts.tables import WorkspaceRow

TRIAL = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class BillingAccount:
    """An account with its plan; ``trial_ends_at`` is UTC."""

    billing_account_id: str
    owner_user_id: str
    plan: Plan
    trial_ends_at: datetime | None
    workspace_ids: tuple[str, ...]


def open_billing_account(session: Session, *, owner_user_id: str, now: datetime) -> BillingAccount:
    """Open an account on the smallest plan with a trial of 14 days."""
    row = BillingAccountRow(
        billing_account_id=new_id("ba"),
        owner_user_id=owner_user_id,
        plan="starter",
        trial_ends_at=now + TRIAL,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return _value(session, row)


def billing_account_of(session: Session, user_id: str) -> BillingAccount | None:
    """The oldest account that a user owns, if any."""
    query = select(BillingAccountRow).where(BillingAccountRow.owner_user_id == user_id)
    row = session.scalars(query.order_by(BillingAccountRow.created_at).limit(1)).first()
    return None if row is None else _value(session, row)


def hand_over_bills(session: Session, workspace_id: str, *, from_user_id: str, to_user_id: str, now: datetime) -> None:
    """Let another user pay for a workspace that ``from_user_id`` pays for; one that somebody else pays for stays."""
    workspace = session.get_one(WorkspaceRow, workspace_id)
    payer = session.get(BillingAccountRow, workspace.billing_account_id) if workspace.billing_account_id else None
    if payer is None or payer.owner_user_id != from_user_id:
        return
    account = billing_account_of(session, to_user_id) or open_billing_account(
        session, owner_user_id=to_user_id, now=now
    )
    workspace.billing_account_id = account.billing_account_id
    session.flush()


def _value(session: Session, row: BillingAccountRow) -> BillingAccount:
    paid = select(WorkspaceRow.workspace_id).where(WorkspaceRow.billing_account_id == row.billing_account_id)
    return BillingAccount(
        billing_account_id=row.billing_account_id,
        owner_user_id=row.owner_user_id,
        plan=cast(Plan, row.plan),
        trial_ends_at=row.trial_ends_at,
        workspace_ids=tuple(session.scalars(paid.order_by(WorkspaceRow.workspace_id))),
    )

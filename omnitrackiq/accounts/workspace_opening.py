"""The beginning of a workspace: somebody opens it, owns it, and pays for it with their billing account."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.billing_accounts import billing_account_of, open_billing_account
from omnitrackiq.accounts.identifiers import random_letters
from omnitrackiq.accounts.memberships import add_member
from omnitrackiq.accounts.users import User
from omnitrackiq.accounts.workspaces import Workspace, create_workspace

_LONGEST_SLUG = 30


def open_workspace(
    session: Session, owner: User, *, name: str, currency: str, timezone: str, actor: Actor, now: datetime
) -> Workspace:
    """Make a workspace that ``owner`` owns, and a billing account if they have none. Raises InvalidValueError."""
    account = billing_account_of(session, owner.user_id) or open_billing_account(
        session, owner_user_id=owner.user_id, now=now
    )
    workspace = create_workspace(
        session,
        workspace_id=workspace_id_for(name),
        name=name,
        currency=currency,
        timezone=timezone,
        now=now,
        billing_account_id=account.billing_account_id,
    )
    record(session, actor, "workspace.created", workspace.workspace_id, now=now, workspace_id=workspace.workspace_id)
    add_member(session, workspace.workspace_id, owner.user_id, "owner", actor=actor, now=now)
    return workspace


def workspace_id_for(name: str) -> str:
    """A readable id for a workspace called ``name``, with enough letters of chance to be new."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-")[:_LONGEST_SLUG].strip("-") or "brand"
    return f"{slug}-{random_letters(6)}"

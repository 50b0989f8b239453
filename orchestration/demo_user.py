"""Somebody to sign in as where a demo is served: the owner of its workspaces, with a password made at each start."""

import secrets
from collections.abc import Sequence

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.demo_workspace import make_demo
from omnitrackiq.accounts.memberships import add_member, memberships_of
from omnitrackiq.accounts.passwords import PasswordHasher
from omnitrackiq.accounts.users import create_user, find_user, replace_password_hash
from orchestration.installation import Installation

EMAIL = "demo@example.com"
_DEMO = Actor("operator", "demo")


def demo_user(installation: Installation, workspace_ids: Sequence[str]) -> str:
    """Make or renew the demo user, owner of ``workspace_ids``; returns the password, which is stored nowhere."""
    password = secrets.token_urlsafe(9)
    password_hash = PasswordHasher(installation.settings.password_cost).hash(password)
    now = installation.wall_clock()
    with installation.database.writing() as session:
        user = find_user(session, EMAIL)
        if user is None:
            user = create_user(session, email=EMAIL, name="Demo", password_hash=password_hash, now=now, verified=True)
            record(session, _DEMO, "user.created", user.user_id, now=now)
        else:
            replace_password_hash(session, user.user_id, password_hash)
            record(session, _DEMO, "password.changed", user.user_id, now=now)
        mine = {each.workspace_id for each in memberships_of(session, user.user_id)}
        for workspace_id in workspace_ids:
            if workspace_id not in mine:
                add_member(session, workspace_id, user.user_id, "owner", actor=_DEMO, now=now)
    return password


def show_to_everybody(installation: Installation, workspace_id: str) -> None:
    """Make a workspace the demo that everybody who signs in may look at."""
    with installation.database.writing() as session:
        make_demo(session, workspace_id, actor=_DEMO, now=installation.wall_clock())

"""``omnitrackiq user create|list|reset-password|reset-second-factor|disable|enable``."""

import os
from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from orchestration.cli.given_secrets import given_secrets
from orchestration.cli.opening import opened_installation
from orchestration.cli.operator import operator
from orchestration.cli.output import print_json, print_table

app = typer.Typer(help="The people who may sign in.", no_args_is_help=True, add_completion=False)

Email = Annotated[str, typer.Argument(metavar="EMAIL", help="The person's address.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
PasswordFrom = typer.Option(metavar="-|@FILE|env:VARIABLE", help="Where the password is; asked for unless given.")


@app.command()
def create(
    email: Email,
    name: Annotated[str, typer.Option(help="What people call them.")],
    workspace: Annotated[list[str] | None, typer.Option(metavar="W", help="A member of it; may be repeated.")] = None,
    role: Annotated[Literal["owner", "admin", "member"], typer.Option(help="The role in these.")] = "owner",
    is_operator: Annotated[bool, typer.Option("--operator", help="Sees the installation's own pages too.")] = False,
    password: Annotated[str | None, PasswordFrom] = None,
    as_json: AsJson = False,
) -> None:
    """Create a user, whose address counts as confirmed, and make them a member of workspaces."""
    from omnitrackiq.accounts.audit import record
    from omnitrackiq.accounts.email_addresses import checked_email
    from omnitrackiq.accounts.memberships import add_member
    from omnitrackiq.accounts.passwords import PasswordHasher, checked_password
    from omnitrackiq.accounts.users import create_user

    address = checked_email(email)
    given = checked_password(_password(password), email=address)
    installation = opened_installation()
    password_hash = PasswordHasher(installation.settings.password_cost).hash(given)
    actor, now = operator(), datetime.now(UTC)
    with installation.database.writing() as session:
        user = create_user(
            session,
            email=address,
            name=name,
            password_hash=password_hash,
            now=now,
            verified=True,
            is_operator=is_operator,
        )
        record(session, actor, "user.created", user.user_id, now=now, details={"operator": is_operator})
        for workspace_id in dict.fromkeys(workspace or ()):
            add_member(session, workspace_id, user.user_id, role, actor=actor, now=now)
    if as_json:
        print_json(user)
    else:
        print(f"Created {user.email} ({user.user_id}).")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the users with their workspaces."""
    from omnitrackiq.accounts.memberships import memberships_of
    from omnitrackiq.accounts.users import list_users

    with opened_installation().database.reading() as session:
        users = [(user, memberships_of(session, user.user_id)) for user in list_users(session)]
    if as_json:
        print_json([{"user": user, "memberships": memberships} for user, memberships in users])
        return
    rows = []
    for user, memberships in users:
        state = "disabled" if user.disabled_at else "active" if user.email_verified_at else "unconfirmed"
        roles = ", ".join(f"{each.workspace_id} ({each.role})" for each in memberships)
        rows.append((user.email, user.name, state, "yes" if user.is_operator else "", roles))
    print_table(("e-mail", "name", "state", "operator", "workspaces"), rows)


@app.command("reset-password")
def reset_password(
    email: Email,
    password: Annotated[
        str | None, typer.Option(metavar="-|@FILE|env:VARIABLE", help="Set this one instead of mailing a link.")
    ] = None,
) -> None:
    """Mail a link for a new password, or set one; a set password ends every session of the user."""
    from omnitrackiq.accounts.audit import record
    from omnitrackiq.accounts.codes import issue_code
    from omnitrackiq.accounts.mail import open_postbox
    from omnitrackiq.accounts.mail_texts import reset_mail
    from omnitrackiq.accounts.password_resets import set_password
    from omnitrackiq.accounts.passwords import PasswordHasher
    from omnitrackiq.accounts.users import require_user

    installation = opened_installation()
    settings, actor, now = installation.settings, operator(), datetime.now(UTC)
    if password is not None:
        given, hasher = _password(password), PasswordHasher(settings.password_cost)
        with installation.database.writing() as session:
            set_password(session, hasher, require_user(session, email), given, actor=actor, now=now)
        print(f"The password of {email} is set, and they are signed out everywhere.")
        return
    smtp_url = settings.smtp_url.get_secret_value() if settings.smtp_url else None
    postbox = open_postbox(smtp_url, settings.mail_from, settings.home)
    with installation.database.writing() as session:
        user = require_user(session, email)
        code = issue_code(session, user.user_id, "reset_password", now=now)
        record(session, actor, "password.reset_asked", user.user_id, now=now)
    print(f"A link for {user.email} went to {postbox.send(reset_mail(settings.public_url, user.email, code))}.")


@app.command("reset-second-factor")
def reset_second_factor(email: Email) -> None:
    """Let the password do again for somebody who lost their phone and their recovery codes."""
    from omnitrackiq.accounts.audit import record
    from omnitrackiq.accounts.second_factors import turn_off
    from omnitrackiq.accounts.users import require_user

    with opened_installation().database.writing() as session:
        user = require_user(session, email)
        was_on = turn_off(session, user.user_id)
        record(session, operator(), "second_factor.reset", user.user_id, now=datetime.now(UTC))
    print(f"{email} signs in with the password alone{'' if was_on else ', as before'}.")


@app.command()
def disable(email: Email) -> None:
    """Shut a user out at once: no sign-in, no session, no token."""
    _switch(email, disabled=True)
    print(f"{email} is shut out.")


@app.command()
def enable(email: Email) -> None:
    """Let a disabled user in again."""
    _switch(email, disabled=False)
    print(f"{email} may sign in again.")


def _switch(email: str, *, disabled: bool) -> None:
    from omnitrackiq.accounts.audit import record
    from omnitrackiq.accounts.sessions import end_sessions_of
    from omnitrackiq.accounts.users import require_user, set_disabled

    now = datetime.now(UTC)
    with opened_installation().database.writing() as session:
        user = require_user(session, email)
        set_disabled(session, user.user_id, disabled, now=now)
        if disabled:
            end_sessions_of(session, user.user_id, because="disabled", now=now)
        action = "user.disabled" if disabled else "user.enabled"
        record(session, operator(), action, user.user_id, now=now)


def _password(place: str | None) -> str:
    options = [] if place is None else [f"password={place}"]
    return given_secrets(options, os.environ, [["password"]], option="--password")["password"].rstrip("\r\n")

"""A new password for whoever can read the mail of the account."""

from datetime import datetime

from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.codes import code_owner, issue_code, use_code
from omnitrackiq.accounts.email_addresses import tries_subject
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.mail import Mail
from omnitrackiq.accounts.mail_texts import reset_mail
from omnitrackiq.accounts.passwords import PasswordHasher, checked_password
from omnitrackiq.accounts.sessions import end_sessions_of
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.tries import RESET_ACCOUNT, RESET_ADDRESS, SIGN_IN_ACCOUNT, count_try, forgive
from omnitrackiq.accounts.users import (
    User,
    find_user,
    get_user,
    mark_email_verified,
    replace_password_hash,
)


def ask_for_reset(desk: FrontDesk, *, email: str, address: str, now: datetime) -> Mail | None:
    """The mail to send, or None when the address has no user, which nobody is told. Raises TooManyTriesError."""
    with desk.database.writing() as session:
        count_try(session, RESET_ADDRESS, address, now=now)
        count_try(session, RESET_ACCOUNT, tries_subject(email), now=now)
    with desk.database.writing() as session:
        user = find_user(session, email)
        if user is None or user.disabled_at is not None:
            return None
        code = issue_code(session, user.user_id, "reset_password", now=now)
        record(session, Actor("visitor", "somebody", address=address), "password.reset_asked", user.user_id, now=now)
        return reset_mail(desk.public_url, user.email, code)


def owner_of_reset(desk: FrontDesk, code: str, *, now: datetime) -> User:
    """Whose password a code may change, without using it; raises InvalidCodeError."""
    with desk.database.reading() as session:
        return get_user(session, code_owner(session, code, "reset_password", now=now))


def reset_password(desk: FrontDesk, code: str, password: str, *, address: str, now: datetime) -> None:
    """Change the password, end every session and every wait; raises InvalidCodeError or InvalidValueError."""
    owner = owner_of_reset(desk, code, now=now)
    password_hash = desk.hasher.hash(checked_password(password, email=owner.email))
    with desk.database.writing() as session:
        user = get_user(session, use_code(session, code, "reset_password", now=now))
        mark_email_verified(session, user.user_id, now=now)
        _change(session, user, password_hash, actor_of(user, address), now)


def set_password(
    session: Session, hasher: PasswordHasher, user: User, password: str, *, actor: Actor, now: datetime
) -> None:
    """Change the password on the operator's word, and end every session and every wait. Raises InvalidValueError."""
    _change(session, user, hasher.hash(checked_password(password, email=user.email)), actor, now)


def _change(session: Session, user: User, password_hash: str, actor: Actor, now: datetime) -> None:
    replace_password_hash(session, user.user_id, password_hash)
    end_sessions_of(session, user.user_id, because="password changed", now=now)
    forgive(session, SIGN_IN_ACCOUNT, user.email)
    record(session, actor, "password.changed", user.user_id, now=now)

"""Signing up: a user, a billing account with a trial, and a first workspace, usable once the address is confirmed."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import record
from omnitrackiq.accounts.codes import issue_code, use_code
from omnitrackiq.accounts.email_addresses import checked_email
from omnitrackiq.accounts.errors import EmailTakenError, InvalidCodeError
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.invites import accept_invite, find_invite
from omnitrackiq.accounts.mail import Mail
from omnitrackiq.accounts.mail_texts import known_already_mail, verification_mail
from omnitrackiq.accounts.passwords import checked_password
from omnitrackiq.accounts.sessions import start_session
from omnitrackiq.accounts.signing_in import SignedIn, actor_of
from omnitrackiq.accounts.tries import SIGN_UP_ADDRESS, WELCOME_MAILBOX, count_try, may_try
from omnitrackiq.accounts.users import create_user, find_user, get_user, mark_email_verified
from omnitrackiq.accounts.workspace_opening import open_workspace
from omnitrackiq.accounts.workspaces import checked_currency, checked_name, checked_timezone


@dataclass(frozen=True, slots=True)
class SignUp:
    """What somebody fills in; the brand becomes their first workspace."""

    name: str
    email: str
    password: str = field(repr=False)
    brand: str
    currency: str
    timezone: str


def sign_up(desk: FrontDesk, form: SignUp, *, address: str, now: datetime) -> Mail | None:
    """Make the account, if the address has none yet; the mail that is to be sent either way tells its owner which.

    There is none where the mailbox has had enough of them, which nobody is told.
    Raises InvalidValueError or TooManyTriesError.
    """
    email = checked_email(form.email)
    checked_name(form.name)
    checked_name(form.brand)
    checked_currency(form.currency)
    checked_timezone(form.timezone)
    checked_password(form.password, email=email)
    with desk.database.writing() as session:
        count_try(session, SIGN_UP_ADDRESS, address, now=now)
        may_mail = may_try(session, WELCOME_MAILBOX, email, now=now)
    password_hash = desk.hasher.hash(form.password)
    try:
        with desk.database.writing() as session:
            if find_user(session, email) is None:
                code = _make_account(session, form, password_hash, address, now)
                mail = verification_mail(desk.public_url, email, code)
            else:
                mail = known_already_mail(desk.public_url, email)
    except EmailTakenError:
        # Somebody else signed up with the address at the same moment.
        mail = known_already_mail(desk.public_url, email)
    return mail if may_mail else None


def verify_email(desk: FrontDesk, code: str, *, address: str, now: datetime) -> None:
    """Confirm the address that a code was mailed to; raises InvalidCodeError."""
    with desk.database.writing() as session:
        user = get_user(session, use_code(session, code, "verify_email", now=now))
        mark_email_verified(session, user.user_id, now=now)
        record(session, actor_of(user, address), "user.verified", user.user_id, now=now)


def join_as_new_user(
    desk: FrontDesk, code: str, *, name: str, password: str, address: str, now: datetime
) -> tuple[SignedIn, str]:
    """Make a user of the invited address, which the code proves, and a member; returns the session and workspace.

    Raises InvalidCodeError, InvalidValueError, or EmailTakenError when the address has a user.
    """
    with desk.database.reading() as session:
        email = find_invite(session, code, now=now).email
    checked_name(name)
    password_hash = desk.hasher.hash(checked_password(password, email=email))
    with desk.database.writing() as session:
        if find_invite(session, code, now=now).email != email:
            raise InvalidCodeError
        user = create_user(session, email=email, name=name, password_hash=password_hash, now=now, verified=True)
        actor = actor_of(user, address)
        record(session, actor, "user.created", user.user_id, now=now)
        joined = accept_invite(session, code, user, actor=actor, now=now)
        token = start_session(session, desk.signer, user.user_id, address=address, now=now)
        record(session, actor, "session.started", user.user_id, now=now)
        return SignedIn(user, token), joined.workspace_id


def _make_account(session: Session, form: SignUp, password_hash: str, address: str, now: datetime) -> str:
    user = create_user(session, email=form.email, name=form.name, password_hash=password_hash, now=now, verified=False)
    actor = actor_of(user, address)
    record(session, actor, "user.created", user.user_id, now=now)
    open_workspace(session, user, name=form.brand, currency=form.currency, timezone=form.timezone, actor=actor, now=now)
    return issue_code(session, user.user_id, "verify_email", now=now)

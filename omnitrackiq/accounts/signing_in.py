"""Signing in and out: one answer and one effort whether or not an account exists, and waits against guessing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from omnitrackiq.accounts.audit import Actor, record
from omnitrackiq.accounts.codes import issue_code
from omnitrackiq.accounts.email_addresses import tries_subject
from omnitrackiq.accounts.errors import AccountsError, WrongSecondStepError
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.mail import Mail
from omnitrackiq.accounts.mail_texts import verification_mail
from omnitrackiq.accounts.pending_sign_ins import begin_second_step, resume_second_step
from omnitrackiq.accounts.second_factors import has_second_factor, use_second_factor
from omnitrackiq.accounts.sessions import Visitor, end_session, forget_old_sessions, start_session
from omnitrackiq.accounts.tries import (
    SECOND_STEP_USER,
    SIGN_IN_ACCOUNT,
    SIGN_IN_ADDRESS,
    WELCOME_MAILBOX,
    count_try,
    forget_old_tries,
    forgive,
    may_try,
    take_back,
)
from omnitrackiq.accounts.users import User, find_user, password_hash_of, replace_password_hash


class WrongCredentialsError(AccountsError):
    """Address and password do not belong together, or there is no such account."""

    def __init__(self) -> None:
        super().__init__("This e-mail address and password do not belong together.")


class UnverifiedError(AccountsError):
    """The password is right, but the address was never confirmed; ``mail`` is to be sent, if there is one."""

    def __init__(self, mail: Mail | None) -> None:
        self.mail = mail
        super().__init__("Confirm your e-mail address first: the link is in your mailbox.")


class SecondStepNeededError(AccountsError):
    """The password is right; ``ticket`` and a code of the second step begin the session."""

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__("Enter the code of your authenticator app.")


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user and the token for the browser's cookie."""

    user: User
    token: str


def sign_in(desk: FrontDesk, *, email: str, password: str, address: str, now: datetime) -> SignedIn:
    """Begin a session. Slow on purpose; ``address`` is where the browser is.

    Raises WrongCredentialsError, TooManyTriesError, UnverifiedError or SecondStepNeededError.
    """
    subject = tries_subject(email)
    _count(desk, subject, address, now)
    with desk.database.reading() as session:
        user = find_user(session, email)
        stored = None if user is None else password_hash_of(session, user.user_id)
    right = desk.hasher.matches(password, stored)
    if user is None or stored is None or not right or user.disabled_at is not None:
        _note_failure(desk, user, address, now)
        raise WrongCredentialsError
    newer = desk.hasher.hash(password) if desk.hasher.is_outdated(stored) else None
    with desk.database.writing() as session:
        if password_hash_of(session, user.user_id) != stored:
            raise WrongCredentialsError
        # In the order in which they were counted, or two sign-ins of one person would wait for each other.
        take_back(session, SIGN_IN_ADDRESS, address, now=now)
        forgive(session, SIGN_IN_ACCOUNT, subject)
        if newer is not None:
            replace_password_hash(session, user.user_id, newer)
        if user.email_verified_at is None:
            ticket = None
        elif has_second_factor(session, user.user_id):
            ticket = begin_second_step(session, desk.signer, user, now=now)
        else:
            return _begin(session, desk, user, address, now)
    if ticket is None:
        raise UnverifiedError(_another_verification(desk, user, now))
    raise SecondStepNeededError(ticket)


def finish_sign_in(desk: FrontDesk, *, ticket: str, code: str, address: str, now: datetime) -> SignedIn:
    """Begin the session that ``sign_in`` gave a ticket for.

    Raises WrongSecondStepError, TooManyTriesError, or SecretsError where the key of the app's secret is gone.
    """
    with desk.database.reading() as session:
        user = resume_second_step(session, desk.signer, ticket, now=now)
    with desk.database.writing() as session:
        count_try(session, SECOND_STEP_USER, user.user_id, now=now)
    try:
        with desk.database.writing() as session:
            use_second_factor(session, desk.box, user.user_id, code, now=now)
            forgive(session, SECOND_STEP_USER, user.user_id)
            return _begin(session, desk, user, address, now)
    except WrongSecondStepError:
        _note_failure(desk, user, address, now)
        raise


def confirm_password(desk: FrontDesk, user: User, password: str) -> None:
    """Make sure that it is ``user`` who sits at an open session. Slow on purpose; raises WrongCredentialsError."""
    with desk.database.reading() as session:
        stored = password_hash_of(session, user.user_id)
    if not desk.hasher.matches(password, stored):
        raise WrongCredentialsError


def sign_out(desk: FrontDesk, visitor: Visitor, *, address: str, now: datetime) -> None:
    """End the session of ``visitor``; nothing that copied its cookie gets in any more."""
    with desk.database.writing() as session:
        end_session(session, visitor.session_id, because="signed out", now=now)
        record(session, actor_of(visitor.user, address), "session.ended", visitor.user.user_id, now=now)


def actor_of(user: User, address: str | None) -> Actor:
    """A user as the audit log names them."""
    return Actor("user", user.email, user.user_id, address)


def _another_verification(desk: FrontDesk, user: User, now: datetime) -> Mail | None:
    """A mail with one more link; None where the mailbox has had enough: the links that it has stay good."""
    with desk.database.writing() as session:
        if not may_try(session, WELCOME_MAILBOX, user.email, now=now):
            return None
        code = issue_code(session, user.user_id, "verify_email", now=now)
    return verification_mail(desk.public_url, user.email, code)


def _begin(session: Session, desk: FrontDesk, user: User, address: str, now: datetime) -> SignedIn:
    forget_old_sessions(session, now=now)
    token = start_session(session, desk.signer, user.user_id, address=address, now=now)
    record(session, actor_of(user, address), "session.started", user.user_id, now=now)
    return SignedIn(user, token)


def _count(desk: FrontDesk, subject: str, address: str, now: datetime) -> None:
    with desk.database.writing() as session:
        forget_old_tries(session, now=now)
        count_try(session, SIGN_IN_ADDRESS, address, now=now)
        count_try(session, SIGN_IN_ACCOUNT, subject, now=now)


def _note_failure(desk: FrontDesk, user: User | None, address: str, now: datetime) -> None:
    """An unknown address is not written down: it may be a password."""
    with desk.database.writing() as session:
        visitor = Actor("visitor", "somebody", address=address)
        record(session, visitor, "session.refused", user.user_id if user else "unknown", now=now)

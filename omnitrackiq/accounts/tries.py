"""How often something may be tried: a few times at once, then ever longer waits, per account, mailbox and address."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from omnitrackiq.accounts.credential_tables import TriesRow
from omnitrackiq.accounts.errors import TooManyTriesError


@dataclass(frozen=True, slots=True)
class Limit:
    """``free`` tries at once; from then on each is followed by a wait that doubles from ``first_wait`` to
    ``longest_wait``. Counting begins anew ``forgotten_after`` the last try.
    """

    kind: str
    free: int
    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(minutes=15)
    forgotten_after: timedelta = timedelta(hours=1)


SIGN_IN_ACCOUNT = Limit("sign_in_account", free=5)
SIGN_IN_ADDRESS = Limit("sign_in_address", free=30)
SECOND_STEP_USER = Limit("second_step_user", free=5)
SIGN_UP_ADDRESS = Limit("sign_up_address", free=10)
# No wait outlasts the code that began it: whoever may not ask for another has one that works.
RESET_ACCOUNT = Limit("reset_account", free=3, longest_wait=timedelta(minutes=45), forgotten_after=timedelta(hours=6))
RESET_ADDRESS = Limit("reset_address", free=20)
CODE_ADDRESS = Limit("code_address", free=20)
OPEN_WORKSPACE_USER = Limit("open_workspace_user", free=10, longest_wait=timedelta(hours=1))
INVITE_WORKSPACE = Limit("invite_workspace", free=50, longest_wait=timedelta(hours=1))
WELCOME_MAILBOX = Limit("welcome_mailbox", free=3, longest_wait=timedelta(hours=6), forgotten_after=timedelta(days=1))
CONNECTION_TEST_WORKSPACE = Limit("connection_test_workspace", free=30)

_KEPT = timedelta(days=1)
_MOST_DOUBLINGS = 20


def count_try(session: Session, limit: Limit, subject: str, *, now: datetime) -> None:
    """Count a try before it is made, so that tries at once cannot slip through together.

    Commit before the try itself. Raises TooManyTriesError, and then counts nothing.
    """
    row = _locked_row(session, limit, subject, now)
    if row.locked_until is not None and row.locked_until > now:
        raise TooManyTriesError(max(1, int((row.locked_until - now).total_seconds())))
    if now - row.last_at > limit.forgotten_after:
        row.count = 0
    row.count += 1
    row.last_at = now
    row.locked_until = now + _wait(limit, row.count) if row.count >= limit.free else None
    session.flush()


def may_try(session: Session, limit: Limit, subject: str, *, now: datetime) -> bool:
    """Count a try as ``count_try`` does; false, and nothing counted, where it is not to be made."""
    try:
        count_try(session, limit, subject, now=now)
    except TooManyTriesError:
        return False
    return True


def forgive(session: Session, limit: Limit, subject: str) -> None:
    """Begin anew for a subject that has shown who it is."""
    session.execute(delete(TriesRow).where(TriesRow.kind == limit.kind, TriesRow.subject == _key(subject)))


def take_back(session: Session, limit: Limit, subject: str, *, now: datetime) -> None:
    """Uncount one try that turned out to be rightful, and the wait that it began."""
    row = _locked_row(session, limit, subject, now)
    row.count = max(0, row.count - 1)
    row.locked_until = None if row.count < limit.free else row.locked_until
    session.flush()


def forget_old_tries(session: Session, *, now: datetime) -> None:
    """Remove what no limit asks for any more."""
    session.execute(delete(TriesRow).where(TriesRow.last_at < now - _KEPT))


def _wait(limit: Limit, count: int) -> timedelta:
    doublings = min(count - limit.free, _MOST_DOUBLINGS)
    return min(limit.first_wait * 2**doublings, limit.longest_wait)


def _key(subject: str) -> str:
    """Subjects are hashed: people type their password where their address belongs."""
    return hashlib.sha256(subject.encode("utf-8", "surrogatepass")).hexdigest()


def _locked_row(session: Session, limit: Limit, subject: str, now: datetime) -> TriesRow:
    key = _key(subject)
    query = select(TriesRow).where(TriesRow.kind == limit.kind, TriesRow.subject == key)
    held = query.with_for_update().execution_options(populate_existing=True)
    while (row := session.scalar(held)) is None:
        # Another try for the same subject may be counted at the same moment, and forgiven before it is seen.
        with suppress(IntegrityError), session.begin_nested():
            session.add(TriesRow(kind=limit.kind, subject=key, count=0, last_at=now))
    return row

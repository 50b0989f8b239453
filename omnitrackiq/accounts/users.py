"""Users: people who may sign in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from omnitrackiq.accounts.email_addresses import checked_email
from omnitrackiq.accounts.errors import EmailTakenError, InvalidValueError, UnknownUserError
from omnitrackiq.accounts.identifiers import new_id
from omnitrackiq.accounts.people_tables import UserRow
from omnitrackiq.accounts.workspaces import checked_name


@dataclass(frozen=True, slots=True)
class User:
    """A person; times are UTC. An operator also sees the pages of the installation itself."""

    user_id: str
    email: str
    name: str
    is_operator: bool
    created_at: datetime
    email_verified_at: datetime | None
    disabled_at: datetime | None


def create_user(
    session: Session,
    *,
    email: str,
    name: str,
    password_hash: str,
    now: datetime,
    verified: bool,
    is_operator: bool = False,
) -> User:
    """Create a user; raises InvalidValueError or EmailTakenError.

    ``verified`` says that mail to the address is known to reach the person.
    """
    address = checked_email(email)
    row = UserRow(
        user_id=new_id("us"),
        email=address,
        name=checked_name(name),
        password_hash=password_hash,
        is_operator=is_operator,
        created_at=now,
        email_verified_at=now if verified else None,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise EmailTakenError(f"{address} belongs to a user already.") from None
    return _value(row)


def list_users(session: Session) -> list[User]:
    """All users, the oldest first."""
    return [_value(row) for row in session.scalars(select(UserRow).order_by(UserRow.created_at, UserRow.user_id))]


def get_user(session: Session, user_id: str) -> User:
    """One user; raises UnknownUserError."""
    row = session.get(UserRow, user_id)
    if row is None:
        raise UnknownUserError(user_id)
    return _value(row)


def find_user(session: Session, email: str) -> User | None:
    """The user with this address, if there is one; what is no address belongs to nobody."""
    try:
        address = checked_email(email)
    except InvalidValueError:
        return None
    row = session.scalar(select(UserRow).where(UserRow.email == address))
    return None if row is None else _value(row)


def require_user(session: Session, email: str) -> User:
    """The user with this address; raises UnknownUserError."""
    user = find_user(session, email)
    if user is None:
        raise UnknownUserError(email)
    return user


def find_names(session: Session, user_ids: Collection[str]) -> dict[str, str]:
    """The e-mail addresses of those of ``user_ids`` that are users."""
    query = select(UserRow.user_id, UserRow.email).where(UserRow.user_id.in_(user_ids))
    return {found.user_id: found.email for found in session.execute(query)}


def password_hash_of(session: Session, user_id: str) -> str:
    """The stored hash of a user's password; raises UnknownUserError."""
    return _row(session, user_id).password_hash


def replace_password_hash(session: Session, user_id: str, password_hash: str) -> None:
    """Store another hash; whoever changes the password also ends the sessions. Raises UnknownUserError."""
    _row(session, user_id).password_hash = password_hash
    session.flush()


def mark_email_verified(session: Session, user_id: str, *, now: datetime) -> None:
    """Note that mail reaches the user; the first time counts. Raises UnknownUserError."""
    row = _row(session, user_id)
    row.email_verified_at = row.email_verified_at or now
    session.flush()


def set_disabled(session: Session, user_id: str, disabled: bool, *, now: datetime) -> None:
    """Shut a user out, sessions and tokens included, or let them in again. Raises UnknownUserError."""
    _row(session, user_id).disabled_at = now if disabled else None
    session.flush()


def _row(session: Session, user_id: str) -> UserRow:
    row = session.get(UserRow, user_id)
    if row is None:
        raise UnknownUserError(user_id)
    return row


def _value(row: UserRow) -> User:
    return User(
        user_id=row.user_id,
        email=row.email,
        name=row.name,
        is_operator=row.is_operator,
        created_at=row.created_at,
        email_verified_at=row.email_verified_at,
        disabled_at=row.disabled_at,
    )

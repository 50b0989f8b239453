"""Codes in mailed links: 256 random bits, stored by hash only; a user needs one, and using it ends the others.

Asking for another ends none: whoever asks in somebody's name must not take from them the one that they have.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from omnitrackiq.accounts.credential_tables import CodePurpose, OneTimeCodeRow
from omnitrackiq.accounts.errors import InvalidCodeError

LIFETIMES: dict[CodePurpose, timedelta] = {
    "verify_email": timedelta(days=2),
    "reset_password": timedelta(minutes=45),
}


def new_code() -> str:
    """A code for a link."""
    return secrets.token_urlsafe(32)


def code_hash(code: str) -> str:
    """What is stored of a code. It is random enough that a plain digest cannot be turned back."""
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()


def issue_code(session: Session, user_id: str, purpose: CodePurpose, *, now: datetime) -> str:
    """A fresh code for a user; earlier ones stay good for their time, expired ones are forgotten."""
    session.execute(delete(OneTimeCodeRow).where(OneTimeCodeRow.user_id == user_id, OneTimeCodeRow.expires_at <= now))
    code = new_code()
    session.add(
        OneTimeCodeRow(
            code_hash=code_hash(code),
            user_id=user_id,
            purpose=purpose,
            created_at=now,
            expires_at=now + LIFETIMES[purpose],
        )
    )
    session.flush()
    return code


def code_owner(session: Session, code: str, purpose: CodePurpose, *, now: datetime) -> str:
    """The user whose code this is, without using it; raises InvalidCodeError."""
    row = session.get(OneTimeCodeRow, code_hash(code))
    if row is None or row.purpose != purpose or row.used_at is not None or row.expires_at <= now:
        raise InvalidCodeError
    return row.user_id


def use_code(session: Session, code: str, purpose: CodePurpose, *, now: datetime) -> str:
    """Use a code up, and its user's others of the same purpose with it, and return whose it was.

    Of many who use them at once one succeeds. Raises InvalidCodeError.
    """
    user_id = code_owner(session, code, purpose, now=now)
    unused = update(OneTimeCodeRow).where(
        OneTimeCodeRow.user_id == user_id, OneTimeCodeRow.purpose == purpose, OneTimeCodeRow.used_at.is_(None)
    )
    ended = session.scalars(unused.values(used_at=now).returning(OneTimeCodeRow.code_hash)).all()
    if code_hash(code) not in ended:
        raise InvalidCodeError
    return user_id

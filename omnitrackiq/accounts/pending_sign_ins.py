"""A sign-in between its two steps: a signed ticket that says whose password was right, for five minutes."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

import jwt
from sqlalchemy.orm import Session

from omnitrackiq.accounts.errors import UnknownUserError, WrongSecondStepError
from omnitrackiq.accounts.sessions import SessionSigner
from omnitrackiq.accounts.users import User, get_user, password_hash_of

LIFETIME = timedelta(minutes=5)
_ALGORITHM, _AUDIENCE = "HS256", "omnitrackiq-second-step"
# The time is compared here, with the clock that the caller gives.
_OPTIONS: Any = {"require": ["sub", "aud", "exp", "pwd"], "verify_exp": False}


def begin_second_step(session: Session, signer: SessionSigner, user: User, *, now: datetime) -> str:
    """The ticket of a user whose password was right. It is worth nothing without a code, nor as a session."""
    claims = {
        "sub": user.user_id,
        "aud": _AUDIENCE,
        "exp": int((now + LIFETIME).timestamp()),
        "pwd": _password_mark(session, user.user_id),
    }
    return jwt.encode(claims, signer.key, algorithm=_ALGORITHM)


def resume_second_step(session: Session, signer: SessionSigner, ticket: str, *, now: datetime) -> User:
    """Whose ticket this is.

    Raises WrongSecondStepError where it is not ours or too old, the password was changed since or the user shut out.
    """
    try:
        claims = jwt.decode(ticket, signer.key, algorithms=[_ALGORITHM], audience=_AUDIENCE, options=_OPTIONS)
        user = get_user(session, str(claims["sub"]))
        is_same = claims["pwd"] == _password_mark(session, user.user_id)
        is_over = int(claims["exp"]) <= now.timestamp()
    except (jwt.PyJWTError, UnicodeError, ValueError, TypeError, UnknownUserError):
        raise WrongSecondStepError("Sign in again: this took too long.") from None
    if is_over or not is_same or user.disabled_at is not None:
        raise WrongSecondStepError("Sign in again: this took too long.")
    return user


def _password_mark(session: Session, user_id: str) -> str:
    return hashlib.sha256(password_hash_of(session, user_id).encode()).hexdigest()

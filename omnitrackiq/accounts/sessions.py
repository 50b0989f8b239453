"""Sessions: a signed token in a cookie, worth something only as long as its row says so. 24 hours, never longer."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from omnitrackiq.accounts.credential_tables import SessionRow
from omnitrackiq.accounts.errors import AccountsError
from omnitrackiq.accounts.users import User, get_user

LIFETIME = timedelta(hours=24)
_REMEMBERED = timedelta(days=30)
_ALGORITHM = "HS256"
_AUDIENCE, _TYPE = "omnitrackiq", "session"
_CLAIMS = ("exp", "iat", "sub", "aud", "jti", "typ")
_SHORTEST_KEY = 32
# Signature and shape are PyJWT's work; times are compared here, with the clock that the caller gives.
_OPTIONS: Any = {"require": list(_CLAIMS), "verify_exp": False, "verify_iat": False, "verify_nbf": False}


class WeakKeyError(AccountsError):
    """The key that signs sessions is too short."""


class ForgedSessionError(AccountsError):
    """A token was not made by us, or was altered."""


class EndedSessionError(AccountsError):
    """A genuine token whose session is over; its user has to sign in again."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is signed in, and in which session."""

    user: User
    session_id: str


@dataclass(frozen=True, slots=True)
class SessionSigner:
    """Signs and checks tokens with one key, of at least 32 bytes; raises WeakKeyError."""

    key: str = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.key.encode()) < _SHORTEST_KEY:
            raise WeakKeyError(f"OMNITRACKIQ_SECRET_KEY must have at least {_SHORTEST_KEY} bytes.")

    def sign(self, user_id: str, session_id: str, now: datetime) -> str:
        """The token of a session that begins ``now``."""
        issued = int(now.timestamp())
        claims = {
            "sub": user_id,
            "jti": session_id,
            "iat": issued,
            "exp": issued + int(LIFETIME.total_seconds()),
            "aud": _AUDIENCE,
            "typ": _TYPE,
        }
        return jwt.encode(claims, self.key, algorithm=_ALGORITHM)

    def read(self, token: str) -> Mapping[str, Any]:
        """The claims of a token that we made, whether it is still good or not; raises ForgedSessionError."""
        try:
            claims = jwt.decode(token, self.key, algorithms=[_ALGORITHM], audience=_AUDIENCE, options=_OPTIONS)
        except (jwt.PyJWTError, UnicodeError, ValueError) as error:
            raise ForgedSessionError("This session was not made here.") from error
        if not _well_formed(claims):
            raise ForgedSessionError("This session was not made here.")
        return claims


def start_session(session: Session, signer: SessionSigner, user_id: str, *, address: str, now: datetime) -> str:
    """Begin a session and return its token. ``address`` is where the browser is."""
    row = SessionRow(
        session_id=secrets.token_urlsafe(24),
        user_id=user_id,
        address=address,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    session.add(row)
    session.flush()
    return signer.sign(user_id, row.session_id, now)


def resume_session(session: Session, signer: SessionSigner, token: str, *, now: datetime) -> Visitor:
    """Who a token belongs to at this moment; raises ForgedSessionError or EndedSessionError."""
    claims = signer.read(token)
    row = session.get(SessionRow, claims["jti"])
    if row is None or row.user_id != claims["sub"]:
        raise EndedSessionError("You were signed out.")
    user = get_user(session, row.user_id)
    # A token counts in whole seconds, its row exactly: the earlier of both ends the session.
    over = row.expires_at <= now or claims["exp"] <= now.timestamp() or claims["iat"] > now.timestamp()
    if over or row.revoked_at is not None or user.disabled_at is not None:
        raise EndedSessionError("You were signed out.")
    return Visitor(user, row.session_id)


def end_session(session: Session, session_id: str, *, because: str, now: datetime) -> None:
    """End one session; ending it again changes nothing."""
    _revoke(session, SessionRow.session_id == session_id, because, now)


def end_sessions_of(session: Session, user_id: str, *, because: str, now: datetime) -> None:
    """End every session of a user: after a change of password or role, or a removal."""
    _revoke(session, SessionRow.user_id == user_id, because, now)


def forget_old_sessions(session: Session, *, now: datetime) -> None:
    """Remove the rows, and with them the addresses, of sessions that were over a month ago."""
    session.execute(delete(SessionRow).where(SessionRow.expires_at < now - _REMEMBERED))


def _revoke(session: Session, which: Any, because: str, now: datetime) -> None:
    running = update(SessionRow).where(which, SessionRow.revoked_at.is_(None))
    session.execute(running.values(revoked_at=now, revoked_because=because))


def _well_formed(claims: Mapping[str, Any]) -> bool:
    texts = all(isinstance(claims[name], str) for name in ("sub", "jti", "aud", "typ"))
    times = all(type(claims[name]) is int for name in ("iat", "exp"))
    if not (texts and times and set(claims) == set(_CLAIMS)):
        return False
    return claims["typ"] == _TYPE and claims["exp"] - claims["iat"] == int(LIFETIME.total_seconds())

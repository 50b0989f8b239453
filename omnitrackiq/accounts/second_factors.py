"""The second step at sign-in: codes of an authenticator app (RFC 6238), or one of ten recovery codes.

Every code works once. The app's secret is sealed for its user; of recovery codes only digests are stored.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

import pyotp
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from omnitrackiq.accounts.codes import code_hash
from omnitrackiq.accounts.credential_tables import RecoveryCodeRow, SecondFactorRow
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.errors import SecretsError, WrongSecondStepError
from omnitrackiq.accounts.users import User

ISSUER = "OmniTrackIQ"
_STEP_SECONDS = 30
# Clocks of phones go wrong, and people type slowly: the step before and the one after count as well.
_STEPS_OFF = (-1, 0, 1)
_RECOVERY_CODES = 10


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that nobody uses yet: for the app as ``address`` (otpauth:), for typing, and sealed for the form."""

    secret: str = field(repr=False)
    address: str = field(repr=False)
    sealed: str


def offer(box: SecretBox, user: User, sealed: str = "") -> Offer:
    """A fresh secret for ``user``, or the one that an earlier offer sealed.

    Raises SecretsError where ``sealed`` was made for somebody else.
    """
    secret = _opened(box, user.user_id, sealed) if sealed else pyotp.random_base32()
    address = pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)
    return Offer(secret, address, sealed or _sealed(box, user.user_id, secret))


def has_second_factor(session: Session, user_id: str) -> bool:
    """Whether the password alone does not let the user in."""
    return session.get(SecondFactorRow, user_id) is not None


def turn_on(session: Session, box: SecretBox, user: User, sealed: str, code: str, *, now: datetime) -> list[str]:
    """Ask for codes of the offered secret from now on, and return the recovery codes, which are never shown again.

    ``code`` proves that the app has the secret. Raises WrongSecondStepError or SecretsError.
    """
    step = _step_of(_opened(box, user.user_id, sealed), code, now)
    if step is None:
        raise WrongSecondStepError
    try:
        with session.begin_nested():
            session.add(SecondFactorRow(user_id=user.user_id, sealed_secret=sealed, last_step=step, created_at=now))
    except IntegrityError:
        raise WrongSecondStepError("Two-factor sign-in is on already.") from None
    codes = [f"{part[:5]}-{part[5:]}" for part in (secrets.token_hex(5) for _ in range(_RECOVERY_CODES))]
    session.add_all(RecoveryCodeRow(user_id=user.user_id, code_hash=_digest(each)) for each in codes)
    session.flush()
    return codes


def use_second_factor(session: Session, box: SecretBox, user_id: str, code: str, *, now: datetime) -> None:
    """Use a code of the app or a recovery code up; of many who use it at once one succeeds.

    Raises WrongSecondStepError, or SecretsError where the key of the secret is gone.
    """
    if not (_use_recovery_code(session, user_id, code, now) or _use_app_code(session, box, user_id, code, now)):
        raise WrongSecondStepError


def turn_off(session: Session, user_id: str) -> bool:
    """Let the password do again; false where it did already."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user_id))
    gone = delete(SecondFactorRow).where(SecondFactorRow.user_id == user_id).returning(SecondFactorRow.user_id)
    return session.scalar(gone) is not None


def seal_with_newest_key(session: Session, box: SecretBox) -> int:
    """Seal every secret again that an older key holds, so that the key can be retired; returns how many.

    The rows are held until the transaction ends: what is turned off meanwhile stays so.
    """
    held = session.scalars(select(SecondFactorRow).with_for_update())
    old = [row for row in held if not box.is_newest(row.sealed_secret)]
    for row in old:
        row.sealed_secret = _sealed(box, row.user_id, _opened(box, row.user_id, row.sealed_secret))
    session.flush()
    return len(old)


def _use_recovery_code(session: Session, user_id: str, code: str, now: datetime) -> bool:
    unused = update(RecoveryCodeRow).where(
        RecoveryCodeRow.user_id == user_id,
        RecoveryCodeRow.code_hash == _digest(code),
        RecoveryCodeRow.used_at.is_(None),
    )
    return session.scalar(unused.values(used_at=now).returning(RecoveryCodeRow.user_id)) is not None


def _use_app_code(session: Session, box: SecretBox, user_id: str, code: str, now: datetime) -> bool:
    row = session.get(SecondFactorRow, user_id, populate_existing=True)
    step = None if row is None else _step_of(_opened(box, user_id, row.sealed_secret), code, now)
    if step is None:
        return False
    unused = update(SecondFactorRow).where(SecondFactorRow.user_id == user_id, SecondFactorRow.last_step < step)
    return session.scalar(unused.values(last_step=step).returning(SecondFactorRow.user_id)) is not None


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    """The time step whose code this is; the latest one that fits."""
    app, given, moment = pyotp.TOTP(secret), "".join(code.split()), int(now.timestamp())
    fitting = [off for off in _STEPS_OFF if pyotp.utils.strings_equal(app.at(moment, counter_offset=off), given)]
    return moment // _STEP_SECONDS + max(fitting) if fitting else None


def _digest(code: str) -> str:
    return code_hash("".join(code.split()).replace("-", "").lower())


def _sealed(box: SecretBox, user_id: str, secret: str) -> str:
    return box.seal("", user_id, {"secret": secret})


def _opened(box: SecretBox, user_id: str, sealed: str) -> str:
    try:
        return box.open("", user_id, sealed)["secret"]
    except SecretsError:
        raise SecretsError(
            "This two-factor sign-in cannot be read here: ask whoever operates this installation."
        ) from None

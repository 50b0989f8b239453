"""Passwords: which are accepted, and how they are kept."""

import base64
import hashlib
import unicodedata
from dataclasses import dataclass

import bcrypt

from omnitrackiq.accounts.common_passwords import is_common
from omnitrackiq.accounts.errors import InvalidValueError

SHORTEST, LONGEST = 8, 1024
_SCHEME = "bcrypt-sha384:"
# A well-formed hash that belongs to nobody: comparing with it takes as long as comparing with a real one.
_NOBODY = "$2b${cost:02d}$KbQiAfJpTgZbOZ6hvUuSOe6kzQ4Yb6Zr4E6XH0pSg5n0Gm1kRkq6C"


def checked_password(password: str, *, email: str = "") -> str:
    """``password`` itself; raises InvalidValueError when it is too short, too long, common, or the person's address."""
    normal = _normal(password)
    if len(normal) < SHORTEST:
        raise InvalidValueError(f"A password has at least {SHORTEST} characters.")
    if len(normal) > LONGEST:
        raise InvalidValueError(f"A password has at most {LONGEST:,} characters.")
    if is_common(normal) or (email and normal.casefold() in (email, email.partition("@")[0])):
        raise InvalidValueError("This password is one of the first that attackers try: choose another.")
    return password


@dataclass(frozen=True, slots=True)
class PasswordHasher:
    """Makes and checks hashes with bcrypt; ``cost`` is the binary logarithm of its rounds. Slow on purpose.

    The text is digested first, so that all of it counts however long it is, and NUL is a character like any other.
    """

    cost: int

    def hash(self, password: str) -> str:
        """A new salted hash of ``password``."""
        return _SCHEME + bcrypt.hashpw(_digest(password), bcrypt.gensalt(self.cost)).decode()

    def matches(self, password: str, stored: str | None) -> bool:
        """Whether ``stored`` was made of ``password``; without a stored hash the same work is done for nothing."""
        if stored is None:
            bcrypt.checkpw(_digest(password), _NOBODY.format(cost=self.cost).encode())
            return False
        return bcrypt.checkpw(_digest(password), stored.removeprefix(_SCHEME).encode())

    def is_outdated(self, stored: str) -> bool:
        """Whether ``stored`` was made with another cost than this one."""
        return stored.removeprefix(_SCHEME).split("$")[2] != f"{self.cost:02d}"


def _normal(password: str) -> str:
    """The same characters however a keyboard composes them."""
    return unicodedata.normalize("NFC", password)


def _digest(password: str) -> bytes:
    return base64.b64encode(hashlib.sha384(_normal(password).encode("utf-8", "surrogatepass")).digest())

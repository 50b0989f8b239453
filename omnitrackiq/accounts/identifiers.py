"""Ids that this package gives: random, readable, never given twice."""

import re
import secrets
from typing import Literal

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
_ID = re.compile("[a-z0-9-]{1,40}")


def new_id(kind: Literal["us", "ba", "in", "at", "cn", "pr"]) -> str:
    """A fresh id: its kind and 60 random bits in letters and digits that cannot be mistaken for each other."""
    return f"{kind}-" + random_letters(12)


def may_be_id(text: str) -> bool:
    """Whether ``text`` looks like an id of anything; PostgreSQL cannot even be asked for some that do not."""
    return _ID.fullmatch(text) is not None


def random_letters(count: int) -> str:
    """``count`` random letters and digits, five bits each."""
    return "".join(secrets.choice(_LETTERS) for _ in range(count))

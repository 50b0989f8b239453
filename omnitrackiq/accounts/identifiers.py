"""Ids that this package gives: random, readable, never given twice."""

import secrets
from typing import Literal

_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def new_id(kind: Literal["us", "ba", "in", "at", "cn", "pr"]) -> str:
    """A fresh id: its kind and 60 random bits in letters and digits that cannot be mistaken for each other."""
    return f"{kind}-" + random_letters(12)


def random_letters(count: int) -> str:
    """``count`` random letters and digits, five bits each."""
    return "".join(secrets.choice(_LETTERS) for _ in range(count))

"""Passwords that are tried first: words that people choose, with what they put around them, and simple runs."""

import re
from functools import cache
from pathlib import Path

_LIST = Path(__file__).with_name("common_passwords.txt")
_AROUND = re.compile(r"^[\d\W_]*|[\d\W_]*$")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb")
_LONGEST_DECORATION = 5
# From here on even a dull text is further away than attackers go.
_LONG = 20
_LEET = str.maketrans("0134578@$!", "oieastbasi")


def is_common(password: str) -> bool:
    """Whether ``password`` is a listed word, such a word with a few digits or signs around it, or a simple run."""
    folded = password.casefold()
    return _is_listed(folded) or (len(folded) < _LONG and (_repeats(folded) or _runs(folded)))


def _is_listed(folded: str) -> bool:
    words = _words()
    if folded in words:
        return True
    bare = _AROUND.sub("", folded)
    if len(folded) - len(bare) > _LONGEST_DECORATION:
        return False
    return bool(bare) and any(form in words for form in (bare, bare.translate(_LEET), folded.translate(_LEET)))


def _repeats(folded: str) -> bool:
    """Whether it is one short piece said again and again, as in abcabcabc."""
    return any(folded == (folded[:size] * len(folded))[: len(folded)] for size in range(1, min(4, len(folded)) + 1))


def _runs(folded: str) -> bool:
    """Whether it is made of neighbours on the keyboard or in the alphabet, in at most two runs."""
    pieces, rest = 0, folded
    while rest and pieces < 3:
        rest = rest[_run_length(rest) :]
        pieces += 1
    return not rest and pieces <= 2


def _run_length(text: str) -> int:
    lines = [line for run in _RUNS for line in (run, run[::-1])]
    length = 1
    while length < len(text) and any(text[: length + 1] in line for line in lines):
        length += 1
    return length


@cache
def _words() -> frozenset[str]:
    return frozenset(_LIST.read_text(encoding="utf-8").split())

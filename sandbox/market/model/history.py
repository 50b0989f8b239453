"""Texts of the simulated market that change with time."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Dated:
    """A text that holds from a moment on, such as a name or a status."""

    since: datetime
    value: str


def value_at(history: tuple[Dated, ...], now: datetime) -> str:
    """The entry of ``history`` (oldest first, never empty) in force at ``now``; the first one before its time."""
    current = history[0].value
    for entry in history[1:]:
        if entry.since > now:
            break
        current = entry.value
    return current

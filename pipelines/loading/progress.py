"""How far one connection has come: its days of history, and what is committed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Reach:
    """A report is held from ``since`` to ``until`` and is to go back to ``goal``: days as its account labels them."""

    goal: date
    since: date
    until: date

    @property
    def is_complete(self) -> bool:
        return self.since <= self.goal

    @property
    def days(self) -> int:
        """The days held of those that are wanted."""
        return (self.until - max(self.since, self.goal)).days + 1

    @property
    def wanted_days(self) -> int:
        return (self.until - self.goal).days + 1


@dataclass(frozen=True, slots=True)
class Progress:
    """What a run has committed of one connection, and how far its reports reach.

    Days count once per account and report, those of earlier runs included. ``back_to`` is the day since which there is
    everything that is wanted; all three are None where nothing is read by days.
    """

    rows: int
    slices: int
    days: int | None = None
    wanted_days: int | None = None
    back_to: date | None = None

    @classmethod
    def of(cls, rows: int, slices: int, reaches: Collection[Reach]) -> "Progress":
        """By the reach of every report that has begun."""
        if not reaches:
            return cls(rows, slices)
        unfinished = [reach.since for reach in reaches if not reach.is_complete]
        back_to = max(unfinished) if unfinished else min(reach.goal for reach in reaches)
        days, wanted = (sum(getattr(reach, name) for reach in reaches) for name in ("days", "wanted_days"))
        return cls(rows, slices, days, wanted, back_to)

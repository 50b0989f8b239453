"""Asking for less: a range of days that the platform cannot answer in one piece is halved, down to single days."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from pipelines.loading.day_plan import DayRange
from pipelines.loading.errors import ShrinkError

T = TypeVar("T")


def read_shrinking(read: Callable[[DayRange], T], days: DayRange) -> Iterator[tuple[DayRange, T]]:
    """``read(days)``, or its halves where ``read`` raises ShrinkError, newest first; a single day's error is raised."""
    pending = [days]
    while pending:
        part = pending.pop()
        try:
            answer = read(part)
        except ShrinkError:
            if part.since == part.until:
                raise
            pending += part.halves()
            continue
        yield part, answer

"""Asking for less: a range of days that the platform cannot answer in one piece is halved, down to single days."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from pipelines.loading.day_plan import DayRange
from pipelines.loading.errors import PermanentError, ShrinkError

T = TypeVar("T")


class FailingError(ShrinkError):
    """The platform fails at the request and does not say why; a smaller one may come through."""


def read_shrinking(read: Callable[[DayRange], T], days: DayRange) -> Iterator[tuple[DayRange, T]]:
    """``read(days)``, or its halves where ``read`` raises ShrinkError, newest first.

    A single day's error is raised, as PermanentError where the platform failed and did not find the day too large.
    """
    pending = [days]
    while pending:
        part = pending.pop()
        try:
            answer = read(part)
        except ShrinkError as error:
            if part.since == part.until:
                if isinstance(error, FailingError):
                    raise PermanentError(
                        f"Even a single day was asked for in vain; try again later. {error}"
                    ) from error
                raise
            pending += part.halves()
            continue
        yield part, answer

"""Asking for less: a range of days that the platform cannot answer in one piece is halved, down to single days."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from pipelines.loading.day_plan import DayRange
from pipelines.loading.errors import PermanentError, ShrinkError, TooOldError

T = TypeVar("T")


class FailingError(ShrinkError):
    """The platform fails at the request and does not say why; a smaller one may come through."""


def read_shrinking(
    read: Callable[[DayRange], T], days: DayRange, kept_since: date = date.min
) -> Iterator[tuple[DayRange, T]]:
    """``read(days)``, or its halves where ``read`` raises ShrinkError, newest first.

    Where it raises TooOldError the days before ``kept_since`` are left out; it is raised where there are none.
    A single day's error is raised, as PermanentError where the platform failed and did not find the day too large.
    """
    pending = [days]
    while pending:
        part = pending.pop()
        try:
            answer = read(part)
        except TooOldError:
            if part.since >= kept_since:
                raise
            if part.until >= kept_since:
                pending.append(DayRange(kept_since, part.until))
            continue
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

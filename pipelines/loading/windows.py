"""How many days one query spans: halved when it is refused or cut, growing again while answers stay small."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from pipelines.loading.day_plan import DayRange, PlannedDays

START_DAYS = 14
LONGEST_DAYS = 112
BATCH_ROWS = 10_000
"""A batch of a stream holds at most so many rows; one batch per query is what windows aim at."""


class Window:
    """The span of one account's report, short at first, so that the newest days are there soon; then up to ``longest``.

    Each cut doubles the number of good answers that growing takes.
    """

    def __init__(self, longest: int | None = None) -> None:
        self._longest = longest or LONGEST_DAYS
        self._patience = 1
        self._good = 0
        self.days = min(START_DAYS, self._longest)

    def was_cut(self, days: DayRange) -> None:
        """A query over ``days`` did not come through: half of them is the most from now on."""
        self.days = max(min(self.days, _length(days)) // 2, 1)
        self._patience *= 2
        self._good = 0

    def came_through(self, days: DayRange, rows: int) -> None:
        """A query over ``days`` brought ``rows`` rows: more days next time where twice as many would fit a batch.

        Before the first cut as many as fill half of one, after it twice as many.
        """
        if rows > BATCH_ROWS:
            self.days = max(min(self.days, _length(days)) // 2, 1)
        elif 2 * rows <= BATCH_ROWS:
            self._good += 1
            if self._good >= self._patience and _length(days) >= self.days:
                self._good = 0
                filling = _length(days) * BATCH_ROWS // (2 * max(rows, 1)) if self._patience == 1 else 0
                self.days = min(max(self.days * 2, filling), self._longest)

    def spans(self, plan: Iterator[PlannedDays]) -> Iterator[PlannedDays]:
        """Single planned days, newest first, joined to spans of as many days as fit when each span is asked for.

        A span's cursor and reach are those of its oldest day. Days that are not neighbours never share a span.
        """
        waiting = next(plan, None)
        while waiting is not None:
            span, waiting = waiting, next(plan, None)
            while (
                waiting is not None
                and waiting.days.until == span.days.since - timedelta(days=1)
                and _length(span.days) < self.days
            ):
                span = replace(waiting, days=DayRange(waiting.days.since, span.days.until))
                waiting = next(plan, None)
            yield span


def _length(days: DayRange) -> int:
    return (days.until - days.since).days + 1

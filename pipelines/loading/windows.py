"""How many days one query spans: fewer when it is refused, cut or too much, growing again while answers stay small."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from pipelines.loading.day_plan import DayRange, PlannedDays
from pipelines.loading.errors import ShrinkError

START_DAYS = 14
LONGEST_DAYS = 112
BATCH_ROWS = 10_000
"""A batch of a stream holds at most so many rows; one batch per query is what windows aim at."""


class TooManyRowsError(ShrinkError):
    """The answer has more rows than are held at once; ``rows`` is their number, where the platform names it."""

    def __init__(self, rows: int | None = None) -> None:
        super().__init__("The report has more rows than are held at once; fewer days follow.")
        self.rows = rows


class Window:
    """The span of one account's report: ``start`` days, so that the newest are there soon; then up to ``longest``.

    Each cut doubles the number of good answers that growing takes.
    """

    def __init__(self, longest: int | None = None, start: int = START_DAYS) -> None:
        self._longest = longest or LONGEST_DAYS
        self._patience = 1
        self._good = 0
        self._most = self._longest
        self.days = max(min(start, self._longest), 1)

    def admit(self, days: DayRange) -> None:
        """Raises ShrinkError for more days than the last cut leaves: to ask for them would be in vain."""
        if _length(days) > self._most:
            raise ShrinkError("As many days did not come through before; fewer follow.")

    def was_cut(self, days: DayRange, error: ShrinkError) -> None:
        """A query over ``days`` ended with ``error``: the larger half of them is the most from now on.

        Where the number of rows is known it is as many days as hold a batch.
        """
        length = min(self.days, _length(days))
        if isinstance(error, TooManyRowsError) and error.rows:
            self.days = max(_length(days) * BATCH_ROWS // error.rows, 1)
        else:
            self.days = (length + 1) // 2
        self._most = self.days
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
                self._most = max(self._most, self.days)

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

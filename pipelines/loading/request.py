"""What a run asks of every source."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta


def _stopwatch() -> Callable[[], timedelta]:
    began = time.monotonic()
    return lambda: timedelta(seconds=time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class SyncWindow:
    """The run's *now* (aware, UTC) and, for an explicit backfill, the first and last day to read (account days).

    ``began`` is the *now* of the run that first asked for these days, where this one goes on with them. With
    ``newest_days`` history goes back so far at most; a later run reads what is older. ``elapsed`` tells how long the
    run has been under way.
    """

    now: datetime
    since: date | None = None
    until: date | None = None
    began: datetime | None = None
    newest_days: int | None = None
    elapsed: Callable[[], timedelta] = field(default_factory=_stopwatch, repr=False, compare=False)

    @property
    def is_backfill(self) -> bool:
        """Whether days were asked for."""
        return self.since is not None or self.until is not None

    @property
    def beginning(self) -> str:
        """When the reading of these days began (ISO 8601), by which streams know their own notes."""
        return (self.began or self.now).isoformat()

    def moment(self) -> datetime:
        """The present moment, from which a platform's waits count; days are planned by ``now``."""
        return self.now + self.elapsed()

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("SyncWindow.now needs a time zone")
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"--since {self.since} is after --until {self.until}")

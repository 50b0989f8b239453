"""What a run asks of every source."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class SyncWindow:
    """The run's *now* (aware, UTC) and, for an explicit backfill, the first and last day to read (account days)."""

    now: datetime
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("SyncWindow.now needs a time zone")
        if self.since and self.until and self.since > self.until:
            raise ValueError(f"--since {self.since} is after --until {self.until}")

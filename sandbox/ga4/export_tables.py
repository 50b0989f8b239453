"""Which tables an export has at a moment, and when each was written: daily ones, and the day that is still streaming.

A daily table is there from six in the morning after its day (property zone) and written again on the next three
mornings. Until then the day has an intraday table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.ga4.measurements import midnight

DELIVERED_AT = timedelta(hours=6)
REWRITTEN_TIMES = 3


@dataclass(frozen=True, slots=True)
class ExportTable:
    """One table; ``modified_at`` is also the moment by which its events had arrived."""

    name: str
    day: date
    created_at: datetime
    modified_at: datetime
    delivered_anew: int = 0


def export_tables(zone: str, since: date, now: datetime, delivered_anew: dict[date, int]) -> Iterator[ExportTable]:
    """The tables from ``since`` on, by name. ``delivered_anew`` counts how often a day came as a new table."""
    here = ZoneInfo(zone)
    day, today = since, now.astimezone(here).date()
    while day <= today:
        ready_at = midnight(day + timedelta(days=1), here) + DELIVERED_AT
        if ready_at <= now:
            times = min((now - ready_at) // timedelta(days=1), REWRITTEN_TIMES)
            again = delivered_anew.get(day, 0)
            created_at = ready_at + timedelta(seconds=again)
            written_at = ready_at + timedelta(days=times, seconds=again)
            yield ExportTable(f"events_{day:%Y%m%d}", day, created_at, written_at, again)
        else:
            yield ExportTable(f"events_intraday_{day:%Y%m%d}", day, midnight(day, here), now)
        day += timedelta(days=1)

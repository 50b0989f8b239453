"""When a run reads from and to, and what the next one has to repeat."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.loading.request import SyncWindow

OVERLAP = timedelta(minutes=10)
"""Shopify's search index lags, and stamps an order before its parts."""

SAFETY_LAG = timedelta(minutes=5)
"""What changed this shortly before a run may not be found yet."""

JOURNEY_PATIENCE = timedelta(hours=48)
"""A journey is ready within hours, or never."""


@dataclass(frozen=True, slots=True)
class ChangeWindow:
    """A half-open window of change times, and the watermark that holds once it is read."""

    since: datetime
    until: datetime
    watermark: datetime


def change_window(watermark: datetime, now: datetime) -> ChangeWindow:
    """What changed since the stored ``watermark``."""
    return ChangeWindow(watermark - OVERLAP, second_after(now), max(watermark, now - SAFETY_LAG))


def second_after(now: datetime) -> datetime:
    """The first whole second after ``now``: where what is known by now ends."""
    return now.replace(microsecond=0) + timedelta(seconds=1)


def time_filter(field: str, since: datetime | None, until: datetime) -> str:
    """The search syntax for ``since <= field < until``."""
    lower = f"{field}:>='{search_time(since)}' AND " if since else ""
    return f"{lower}{field}:<'{search_time(until)}'"


def search_time(moment: datetime) -> str:
    """A moment as searches understand it: whole seconds in UTC, rounded down."""
    return moment.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%SZ")


def asked_days(window: SyncWindow, timezone: str) -> tuple[datetime, datetime] | None:
    """The days of an explicit backfill as moments in the shop's zone (half-open), or None for a normal run."""
    if window.since is None and window.until is None:
        return None
    zone = ZoneInfo(timezone)
    first = window.since or window.until
    last = window.until or window.now.astimezone(zone).date()
    assert first is not None
    start = datetime(first.year, first.month, first.day, tzinfo=zone)
    end = datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)
    return start, end


def still_waited_for(unready: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Of the orders without a ready journey (id to creation time) those young enough to ask again."""
    return {
        order_id: created_at
        for order_id, created_at in unready.items()
        if now - datetime.fromisoformat(created_at) <= JOURNEY_PATIENCE
    }

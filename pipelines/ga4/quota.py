"""When a property's quotas run low or are used up, and when they are full again.

Hours are clock hours, days end at midnight Pacific time; both get a few minutes' grace.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
GRACE = timedelta(minutes=5)
SERVER_ERRORS_WAIT = timedelta(hours=1)
CONCURRENCY_WAIT = timedelta(seconds=30)

# Budgets of a standard property; a 360 property has more and so stops later, never too late.
DAY_BUDGETS: Mapping[str, int] = {"tokensPerDay": 200_000}
HOUR_BUDGETS: Mapping[str, int] = {"tokensPerHour": 40_000, "tokensPerProjectPerHour": 14_000}
LOW_SHARE = 0.1


def until_next_hour(now: datetime) -> timedelta:
    """Time until the hourly quotas start again."""
    start = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return start - now + GRACE


def until_next_day(now: datetime) -> timedelta:
    """Time until the daily quotas start again."""
    here = now.astimezone(PACIFIC)
    midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), PACIFIC)
    return midnight - now + GRACE


def wait_before_wall(quota: Mapping[str, Any], now: datetime) -> timedelta | None:
    """How long to wait when less than a tenth of a budget is left by a ``propertyQuota`` block; None while there is."""
    if _is_low(quota, DAY_BUDGETS):
        return until_next_day(now)
    return until_next_hour(now) if _is_low(quota, HOUR_BUDGETS) else None


def _is_low(quota: Mapping[str, Any], budgets: Mapping[str, int]) -> bool:
    return any(
        int(quota[name].get("remaining", 0)) < budget * LOW_SHARE for name, budget in budgets.items() if name in quota
    )

"""What a property's requests have used of its six quotas. Hours are clock hours, days end at midnight Pacific time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.ga4.failures import DataApiError

_PACIFIC = ZoneInfo("America/Los_Angeles")
_MORE = "https://developers.google.com/analytics/devguides/reporting/data/v1/quotas"


@dataclass(frozen=True, slots=True)
class Quota:
    """A quota of a standard property; ``message`` is what its refusal says, without any code of its own."""

    size: int
    message: str
    is_daily: bool = False
    counts_tokens: bool = False


QUOTAS: Mapping[str, Quota] = {
    "tokensPerDay": Quota(
        200_000,
        f"Exhausted property tokens per day. These quota tokens will return in under 24 hours. See {_MORE}",
        is_daily=True,
        counts_tokens=True,
    ),
    "tokensPerHour": Quota(
        40_000,
        f"Exhausted property tokens per hour. These quota tokens will return in under an hour. See {_MORE}",
        counts_tokens=True,
    ),
    "tokensPerProjectPerHour": Quota(
        14_000,
        "Exhausted property tokens for a project per hour. These quota tokens will return in under an hour. "
        f"To increase your property tokens for a project per hour, see {_MORE}",
        counts_tokens=True,
    ),
    "concurrentRequests": Quota(10, "Exhausted concurrent requests quota."),
    "serverErrorsPerProjectPerHour": Quota(10, "Exhausted server errors quota."),
    "potentiallyThresholdedRequestsPerHour": Quota(120, "Exhausted potentially thresholded requests quota."),
}


@dataclass(slots=True)
class PropertyQuota:
    """What is left to one property; each quota is full again when its hour or day is over."""

    _left: dict[str, int] = field(default_factory=lambda: {name: quota.size for name, quota in QUOTAS.items()})
    _day: str = ""
    _hour: str = ""

    def set_left(self, left: Mapping[str, int], now: datetime) -> None:
        """Leaves only so much of some quotas, until they are full again."""
        self._fill(now)
        self._left |= {name: int(value) for name, value in left.items()}

    def charge(self, tokens: int, now: datetime) -> dict[str, Any]:
        """Books ``tokens`` and returns the ``propertyQuota`` block; raises DataApiError when a quota is used up."""
        self._fill(now)
        for name, left in self._left.items():
            if left <= 0:
                raise DataApiError(429, QUOTAS[name].message)
        consumed = {name: tokens if quota.counts_tokens else 0 for name, quota in QUOTAS.items()}
        self._left = {name: max(left - consumed[name], 0) for name, left in self._left.items()}
        return {name: _status(consumed[name], left) for name, left in self._left.items()}

    def _fill(self, now: datetime) -> None:
        hour, day = now.strftime("%Y%m%d%H"), now.astimezone(_PACIFIC).strftime("%Y%m%d")
        is_over = {True: day != self._day, False: hour != self._hour}
        for name, quota in QUOTAS.items():
            if is_over[quota.is_daily]:
                self._left[name] = quota.size
        self._hour, self._day = hour, day


@dataclass(slots=True)
class QuotaBook:
    """The quotas of every property."""

    _properties: dict[str, PropertyQuota] = field(default_factory=dict)

    def of(self, property_id: str) -> PropertyQuota:
        return self._properties.setdefault(property_id, PropertyQuota())


def price(days: int, rows: int) -> int:
    """Tokens that a report costs: more for long ranges and many rows."""
    return 1 + days // 31 + rows // 1000


def _status(consumed: int, remaining: int) -> dict[str, int]:
    """A quota status as proto3 JSON writes it: zeros are left out."""
    return {name: value for name, value in (("consumed", consumed), ("remaining", remaining)) if value}

"""What a property's requests have used of its six quotas. Hours are clock hours, days end at midnight Pacific time."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.ga4.failures import DataApiError

TOKENS_PER_DAY, TOKENS_PER_HOUR, TOKENS_PER_PROJECT_HOUR = 200_000, 40_000, 14_000
_PACIFIC = ZoneInfo("America/Los_Angeles")


@dataclass(slots=True)
class PropertyQuota:
    """The running sums of one property; they start again when their hour or day is over."""

    _day: str = ""
    _hour: str = ""
    _used_today: int = 0
    _used_this_hour: int = 0

    def charge(self, tokens: int, now: datetime) -> dict[str, Any]:
        """Books ``tokens`` and returns the ``propertyQuota`` block; raises DataApiError when a quota is used up."""
        self._roll_over(now)
        if self._used_today >= TOKENS_PER_DAY:
            raise DataApiError(
                429,
                "Exhausted property tokens per day. These quota tokens will return in under 24 hours. To learn more, "
                "see https://developers.google.com/analytics/devguides/reporting/data/v1/quotas",
            )
        if self._used_this_hour >= TOKENS_PER_PROJECT_HOUR:
            raise DataApiError(
                429,
                "Exhausted property tokens for a project per hour. These quota tokens will return in under an hour. "
                "To increase your property tokens for a project per hour, see "
                "https://developers.google.com/analytics/devguides/reporting/data/v1/quotas",
            )
        self._used_today += tokens
        self._used_this_hour += tokens
        return {
            "tokensPerDay": _status(tokens, TOKENS_PER_DAY - self._used_today),
            "tokensPerHour": _status(tokens, TOKENS_PER_HOUR - self._used_this_hour),
            "concurrentRequests": {"remaining": 10},
            "serverErrorsPerProjectPerHour": {"remaining": 10},
            "potentiallyThresholdedRequestsPerHour": {"remaining": 120},
            "tokensPerProjectPerHour": _status(tokens, TOKENS_PER_PROJECT_HOUR - self._used_this_hour),
        }

    def _roll_over(self, now: datetime) -> None:
        hour, day = now.strftime("%Y%m%d%H"), now.astimezone(_PACIFIC).strftime("%Y%m%d")
        if hour != self._hour:
            self._hour, self._used_this_hour = hour, 0
        if day != self._day:
            self._day, self._used_today = day, 0


@dataclass(slots=True)
class QuotaBook:
    """The quotas of every property."""

    _properties: dict[str, PropertyQuota] = field(default_factory=dict)

    def charge(self, property_id: str, tokens: int, now: datetime) -> dict[str, Any]:
        return self._properties.setdefault(property_id, PropertyQuota()).charge(tokens, now)


def price(days: int, rows: int) -> int:
    """Tokens that a report costs: more for long ranges and many rows."""
    return 1 + days // 31 + rows // 1000


def _status(consumed: int, remaining: int) -> dict[str, int]:
    """A quota status as proto3 JSON writes it: zeros are left out."""
    return {name: value for name, value in (("consumed", consumed), ("remaining", max(remaining, 0))) if value}

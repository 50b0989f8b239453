"""A property's quotas: what each answer says is left of them, and when they are full again.

Hours are clock hours, days end at midnight Pacific time; both get a few minutes' grace.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pipelines.loading.limiter import Usage, Usages

PACIFIC = ZoneInfo("America/Los_Angeles")
GRACE = timedelta(minutes=5)
SERVER_ERRORS_WAIT = timedelta(hours=1)
CONCURRENCY_WAIT = timedelta(seconds=30)

RESERVE, OPTIONAL_RESERVE = 0.1, 0.25
"""The share of every quota that is never touched, and the one that optional reports leave to the others."""


def until_next_hour(now: datetime) -> timedelta:
    """Time until the hourly quotas start again."""
    start = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return start - now + GRACE


def until_next_day(now: datetime) -> timedelta:
    """Time until the daily quotas start again."""
    here = now.astimezone(PACIFIC)
    midnight = datetime.combine(here.date() + timedelta(days=1), datetime.min.time(), PACIFIC)
    return midnight - now + GRACE


@dataclass(frozen=True, slots=True)
class Bucket:
    """One quota: its size for a standard property, and how long it takes to fill again.

    A 360 property has ten times as much and so stops later, never too late.
    """

    size: int
    wait: Callable[[datetime], timedelta]


CONCURRENT = "concurrentRequests"
BUCKETS: Mapping[str, Bucket] = {
    "tokensPerDay": Bucket(200_000, until_next_day),
    "tokensPerHour": Bucket(40_000, until_next_hour),
    "tokensPerProjectPerHour": Bucket(14_000, until_next_hour),
    "potentiallyThresholdedRequestsPerHour": Bucket(120, until_next_hour),
    "serverErrorsPerProjectPerHour": Bucket(10, lambda _: SERVER_ERRORS_WAIT),
    CONCURRENT: Bucket(10, lambda _: CONCURRENCY_WAIT),
}


class _Left(NamedTuple):
    """The share of a quota that is left, and when it is full again."""

    share: float
    full_at: datetime


class QuotaBook:
    """What is left of one property's quotas, by the ``propertyQuota`` block of its latest answer.

    ``now`` tells the present moment (aware), from which waits count. What an answer said holds until its quota is full
    again.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._left: dict[str, _Left] = {}
        self._refusals = 0

    def note(self, block: Mapping[str, Any]) -> None:
        """An answer came with ``block``, in which what is used up is left out."""
        self._refusals = 0
        now = self._now()
        self._left |= {
            name: _Left(int(block[name].get("remaining", 0)) / bucket.size, now + bucket.wait(now))
            for name, bucket in BUCKETS.items()
            if name in block
        }

    def usages(self, key: str) -> Usages:
        """How far the limit ``key`` is used up, by each quota; requests at the same time are none of its."""
        now = self._now()
        return [
            Usage(key, 1 - left.share, left.full_at - now) for name, left in self._left.items() if name != CONCURRENT
        ]

    def wait_for(self, reserve: float) -> timedelta | None:
        """How long to wait until more than the share ``reserve`` of every quota is left; None while there is."""
        return self._wait_where({name: left for name, left in self._left.items() if name != CONCURRENT}, reserve)

    def refused(self) -> timedelta:
        """How long to wait after a refusal, which does not say by which quota.

        What was left nearly nothing of is to blame. Else it may be too many requests at once, of which others are; a
        second refusal in a row is taken for an hourly quota.
        """
        self._refusals += 1
        spent = self._wait_where(self._left, RESERVE)
        return spent or (CONCURRENCY_WAIT if self._refusals == 1 else until_next_hour(self._now()))

    def _wait_where(self, known: Mapping[str, _Left], most: float) -> timedelta | None:
        now = self._now()
        waits = (left.full_at - now for left in known.values() if left.share <= most)
        return max((wait for wait in waits if wait > timedelta(0)), default=None)

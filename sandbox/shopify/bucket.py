"""The leaky bucket of points that an app has at a shop."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sandbox.shopify.wire_errors import RefusedQueryError, wire_error

LARGEST_COST = 1000


@dataclass(slots=True)
class Bucket:
    """The points of one app at one shop, filled in real time."""

    maximum: float
    restore_rate: float
    clock: Callable[[], float] = time.monotonic
    available: float = field(init=False)
    filled_at: float = field(init=False)

    def __post_init__(self) -> None:
        self.available = self.maximum
        self.filled_at = self.clock()

    def take(self, requested: int) -> None:
        """Takes ``requested`` points; raises RefusedQueryError when the query is too dear or the bucket too low."""
        self._fill()
        if requested > LARGEST_COST:
            raise RefusedQueryError(
                wire_error(
                    f"Query cost is {requested}, which exceeds the single query max cost limit ({LARGEST_COST}).",
                    "MAX_COST_EXCEEDED",
                    cost=requested,
                    maxCost=LARGEST_COST,
                    documentation="https://shopify.dev/api/usage/limits",
                ),
                cost=self.report(requested, None),
            )
        if requested > self.available:
            raise RefusedQueryError(
                wire_error("Throttled", "THROTTLED", documentation="https://shopify.dev/api/usage/limits"),
                cost=self.report(requested, None),
            )
        self.available -= requested

    def settle(self, requested: int, actual: int) -> dict[str, Any]:
        """Gives back what ``requested`` took beyond ``actual``; returns the answer's cost block."""
        self.available = min(self.maximum, self.available + max(0, requested - actual))
        return self.report(requested, actual)

    def report(self, requested: int, actual: int | None) -> dict[str, Any]:
        """The ``cost`` block of an answer."""
        return {
            "requestedQueryCost": requested,
            "actualQueryCost": actual,
            "throttleStatus": {
                "maximumAvailable": float(self.maximum),
                "currentlyAvailable": int(self.available),
                "restoreRate": float(self.restore_rate),
            },
        }

    def _fill(self) -> None:
        now = self.clock()
        self.available = min(self.maximum, self.available + (now - self.filled_at) * self.restore_rate)
        self.filled_at = now

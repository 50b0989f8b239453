"""How deep a shop's history goes: what a connection wants of it, and what the history that was read had of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pipelines.loading.connection import Connection

SHOWN_DAYS = 60
"""What Shopify shows of the orders of an app without read_all_orders; older ones do not exist for it."""


@dataclass(frozen=True, slots=True)
class Depth:
    """Orders that changed within ``days`` (None: all), of all that there are or only those that Shopify shows."""

    days: int | None
    all_orders: bool

    @classmethod
    def wanted(cls, connection: Connection, shop: Mapping[str, Any]) -> "Depth":
        """By the connection's ``backfill_days`` and by what the token of its ``shop`` may read."""
        days = connection.config.get("backfill_days")
        return cls(int(days) if days else None, shop["has_full_history"])

    def lacks(self, other: "Depth") -> bool:
        """Whether ``other`` holds orders that this one does not."""
        if other.all_orders and not self.all_orders:
            return True
        return self.days is not None and (other.days is None or other.days > self.days)

    def since(self, now: datetime) -> str | None:
        """The first change that counts (ISO 8601); None for all."""
        days = self.days if self.all_orders else min(self.days or SHOWN_DAYS, SHOWN_DAYS)
        return (now - timedelta(days=days)).isoformat() if days else None

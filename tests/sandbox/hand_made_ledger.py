"""A market of one workspace written by hand, for sums that can be checked with a pencil.

The workspace counts in US dollars in New York, its shop in euros; an ad account pays in yen and keeps Tokyo's days.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sandbox.market.interface import PricedMarket, RatesByDay
from sandbox.market.model.ads import AdAccount, AdDay
from sandbox.market.model.brands import Workspace
from sandbox.market.model.kinds import Platform
from sandbox.market.model.sales import Order

CREATED = datetime(2025, 1, 1, tzinfo=UTC)
TOKYO = AdAccount("hand-1", "facebook_ads", "2120", "Tokyo", "JPY", "Asia/Tokyo", "active", CREATED)


@dataclass(frozen=True, slots=True)
class FixedRates:
    """Units of dollars per unit, by currency and day; the last day on or before the asked one counts."""

    by_day: dict[str, dict[date, Decimal]]

    def cross(self, original: str, wanted: str, day: date, now: datetime) -> Decimal:
        if original == wanted:
            return Decimal(1)
        return self.by_day[original][max(each for each in self.by_day[original] if each <= day)]


@dataclass
class HandMade:
    """As much of a market as the truth asks for."""

    placed: Sequence[Order] = ()
    spent: Sequence[tuple[date, str]] = ()
    fixings: RatesByDay = field(
        default_factory=lambda: FixedRates(
            {
                "EUR": {date(2026, 3, 1): Decimal("1.100000000000"), date(2026, 3, 4): Decimal("1.200000000000")},
                "JPY": {date(2026, 3, 1): Decimal("0.006543210987")},
            }
        )
    )

    @property
    def workspaces(self) -> Sequence[Workspace]:
        return [Workspace("hand-1", "Hand made", "USD", "America/New_York")]

    def orders(self, workspace_id: str, now: datetime) -> Sequence[Order]:
        assert workspace_id == "hand-1"
        return [order for order in self.placed if order.created_at <= now]

    def ad_accounts(self, workspace_id: str, platform: Platform) -> Sequence[AdAccount]:
        return [TOKYO] if platform == "facebook_ads" else []

    def ad_days(self, account_id: str, since: date, until: date, now: datetime) -> Sequence[AdDay]:
        return [
            AdDay("facebook_ads", "2120", "1", "2", str(place), day, 10, 9, 2, 1, 0, Decimal(amount))
            for place, (day, amount) in enumerate(self.spent)
            if since <= day <= until
        ]


def as_market(made: HandMade) -> PricedMarket:
    """The same object, for functions that ask for a whole market."""
    whole: Any = made
    return whole

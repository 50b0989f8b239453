"""A simulated market as it stands at a moment: what the marts must hold is added up from it alone.

No source, no warehouse and no model takes part. Facts stand by key, both as plain tuples. Money is in the workspace's
currency, except for the amounts of single orders, refunds and ads, which are in their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import add
from typing import Any

from sandbox.market.interface import PricedMarket
from sandbox.market.model.ads import AdDay
from sandbox.market.model.brands import Workspace
from sandbox.market.model.sales import Order, Sale
from sandbox.truth import PLATFORMS, order_day

Facts = dict[tuple[Any, ...], tuple[Any, ...]]
FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(frozen=True, slots=True)
class Told:
    """A market as it stands at ``now``."""

    market: PricedMarket
    now: datetime

    def orders(self) -> Iterator[tuple[Workspace, Order, Decimal]]:
        """Every order that counts, with what a unit of its currency is worth in the workspace's."""
        for workspace in self.market.workspaces:
            for order in self.market.orders(workspace.workspace_id, self.now):
                if not order.test:
                    day = order_day(order, workspace)
                    yield workspace, order, self.market.fixings.cross(order.currency, workspace.currency, day, self.now)

    def sales(self, order: Order) -> Iterator[tuple[datetime, Sale]]:
        """The entries of an order's sales ledger so far, with their moments."""
        for place, agreement in enumerate(order.agreements):
            if agreement.happened_at <= self.now:
                for sale in agreement.sales:
                    yield (order.processed_at if place == 0 else agreement.happened_at), sale

    def ad_days(self) -> Iterator[tuple[Workspace, AdDay]]:
        for workspace in self.market.workspaces:
            for platform in PLATFORMS:
                for account in self.market.ad_accounts(workspace.workspace_id, platform):
                    for row in self.market.ad_days(account.account_id, FIRST, LAST, self.now):
                        yield workspace, row


def added(rows: Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]]) -> Facts:
    """Facts by key, those of the same key added up."""
    sums: Facts = {}
    for key, values in rows:
        sums[key] = tuple(map(add, sums[key], values)) if key in sums else values
    return sums

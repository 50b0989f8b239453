"""The ledger of truth: what every workspace sold, gave back and spent per day, and what each channel caused.

Computed from the market alone. Order measures stand on the workspace's day and are in its currency, converted with
the last rate published on or before the order's day; spend keeps the ad account's day label and uses its own day's
rate. Test orders never count.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.market.interface import PricedMarket
from sandbox.market.model.brands import Workspace
from sandbox.market.model.kinds import Platform
from sandbox.market.model.sales import Order, Sale

PLATFORMS: tuple[Platform, ...] = ("facebook_ads", "google_ads", "tiktok_ads")
_GRAIN = Decimal("0.000001")
_EARLIEST, _LATEST = date(2000, 1, 1), date(2999, 12, 31)


@dataclass(slots=True)
class _Day:
    orders: int = 0
    new_customers: int = 0
    gross_revenue: Decimal = Decimal(0)
    discounts: Decimal = Decimal(0)
    refunds: Decimal = Decimal(0)
    spend: list[dict[str, str]] = field(default_factory=list)

    def record(self, day: date) -> dict[str, Any]:
        return {
            "date": day.isoformat(),
            "orders": self.orders,
            "gross_revenue": str(self.gross_revenue),
            "net_revenue": str(self.gross_revenue - self.discounts - self.refunds),
            "refunds": str(self.refunds),
            "new_customers": self.new_customers,
            "spend": self.spend,
        }


def truth(market: PricedMarket, now: datetime) -> dict[str, Any]:
    """The ledger at ``now``, with every amount as a decimal text."""
    return {"workspaces": [_workspace(market, workspace, now) for workspace in market.workspaces]}


def order_day(order: Order, workspace: Workspace) -> date:
    """The day of an order in the workspace's zone."""
    return order.processed_at.astimezone(ZoneInfo(workspace.timezone)).date()


def sale_amounts(sale: Sale) -> tuple[Decimal, Decimal, Decimal]:
    """(gross, discount, refund) of one ledger entry, in shop currency and without tax."""
    net = sale.total - sale.tax
    if sale.line_type == "ADJUSTMENT" or (sale.line_type == "PRODUCT" and sale.action_type == "RETURN"):
        return Decimal(0), Decimal(0), -net
    if sale.line_type == "PRODUCT":
        return net + sale.discount_before_taxes, sale.discount_before_taxes, Decimal(0)
    return Decimal(0), Decimal(0), Decimal(0)


def _workspace(market: PricedMarket, workspace: Workspace, now: datetime) -> dict[str, Any]:
    orders = [order for order in market.orders(workspace.workspace_id, now) if not order.test]
    days: dict[date, _Day] = defaultdict(_Day)
    for order in orders:
        _book(market, workspace, order, now, days)
    for order in _first_orders(orders):
        days[order_day(order, workspace)].new_customers += 1
    _book_spend(market, workspace, now, days)
    return {
        "workspace_id": workspace.workspace_id,
        "currency": workspace.currency,
        "timezone": workspace.timezone,
        "days": [days[day].record(day) for day in sorted(days)],
        "channels": _channels(market, workspace, orders, now),
    }


def _book(market: PricedMarket, workspace: Workspace, order: Order, now: datetime, days: dict[date, _Day]) -> None:
    placed = order_day(order, workspace)
    rate = market.fixings.cross(order.currency, workspace.currency, placed, now)
    days[placed].orders += 1
    zone = ZoneInfo(workspace.timezone)
    for place, agreement in enumerate(order.agreements):
        if agreement.happened_at > now:
            continue
        day = days[placed if place == 0 else agreement.happened_at.astimezone(zone).date()]
        for sale in agreement.sales:
            gross, discount, refund = sale_amounts(sale)
            day.gross_revenue += _converted(gross, rate)
            day.discounts += _converted(discount, rate)
            day.refunds += _converted(refund, rate)


def _first_orders(orders: Sequence[Order]) -> list[Order]:
    """Each customer's first order, and every order of nobody."""
    first: dict[tuple[str, object], Order] = {}
    for order in sorted(orders, key=lambda each: (each.processed_at, each.order_id)):
        first.setdefault(_customer(order), order)
    return list(first.values())


def _customer(order: Order) -> tuple[str, object]:
    if order.customer_id is not None:
        return "customer", order.customer_id
    if order.email is not None:
        return "email", order.email.strip().lower()
    return "order", order.order_id


def _book_spend(market: PricedMarket, workspace: Workspace, now: datetime, days: dict[date, _Day]) -> None:
    for platform in PLATFORMS:
        for account in market.ad_accounts(workspace.workspace_id, platform):
            spent: dict[date, Decimal] = defaultdict(Decimal)
            for row in market.ad_days(account.account_id, _EARLIEST, _LATEST, now):
                spent[row.day] += row.spend
            for day, amount in sorted(spent.items()):
                rate = market.fixings.cross(account.currency, workspace.currency, day, now)
                days[day].spend.append(
                    {
                        "platform": platform,
                        "account_id": account.account_id,
                        "currency": account.currency,
                        "spend_original": str(amount),
                        "spend": str(_converted(amount, rate)),
                    }
                )


def _channels(
    market: PricedMarket, workspace: Workspace, orders: Sequence[Order], now: datetime
) -> list[dict[str, Any]]:
    """Per channel the orders, and their net revenue to date, that would not exist without it."""
    caused: dict[str, list[Decimal]] = defaultdict(list)
    for order in orders:
        if order.caused_by:
            rate = market.fixings.cross(order.currency, workspace.currency, order_day(order, workspace), now)
            net = _converted(_net_to_date(order, now), rate)
            for channel in order.caused_by:
                caused[channel].append(net)
    return [
        {"channel": channel, "incremental_orders": len(nets), "incremental_revenue": str(sum(nets, Decimal(0)))}
        for channel, nets in sorted(caused.items())
    ]


def _net_to_date(order: Order, now: datetime) -> Decimal:
    net = Decimal(0)
    for agreement in order.agreements:
        if agreement.happened_at <= now:
            for sale in agreement.sales:
                gross, discount, refund = sale_amounts(sale)
                net += gross - discount - refund
    return net


def _converted(amount: Decimal, rate: Decimal) -> Decimal:
    return (amount * rate).quantize(_GRAIN, ROUND_HALF_EVEN)

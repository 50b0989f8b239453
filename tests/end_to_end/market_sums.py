"""What the marts must hold, added up from the simulated market alone: no source, no warehouse and no model takes part.

Each function returns facts by key, both as plain tuples. Money is in the workspace's currency, except for the amounts
of single orders, refunds and ads, which are in their own.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import add
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.market.interface import PricedMarket
from sandbox.market.model.ads import AdAccount, AdDay
from sandbox.market.model.brands import Workspace
from sandbox.market.model.history import value_at
from sandbox.market.model.sales import Order, Sale
from sandbox.truth import PLATFORMS, order_day, sale_amounts

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


@dataclass(frozen=True, slots=True)
class History:
    """The orders of one buyer: the first one and its day, and the net revenue of each."""

    workspace_id: str
    is_named: bool
    first_order_id: str
    first_day: date
    values: list[Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.values, Decimal(0))


def orders(told: Told) -> Facts:
    facts: Facts = {}
    for workspace, order, rate in told.orders():
        gross, discounts, refunds = _amounts(told, order)
        net = (gross - discounts - refunds) * rate
        facts[workspace.workspace_id, str(order.order_id)] = (
            order_day(order, workspace),
            gross,
            discounts,
            refunds,
            net,
        )
    return facts


def order_lines(told: Told) -> Facts:
    facts: dict[tuple[Any, ...], list[int]] = defaultdict(lambda: [0, 0])
    for workspace, order, _ in told.orders():
        for _, sale in told.sales(order):
            if sale.line_id is not None and sale.quantity is not None:
                key = workspace.workspace_id, str(order.order_id), str(sale.line_id)
                facts[key][sale.quantity < 0] += abs(sale.quantity) if sale.line_type == "PRODUCT" else 0
    return {key: tuple(quantities) for key, quantities in facts.items()}


def products(told: Told) -> Facts:
    sold: Counter[tuple[Any, ...]] = Counter()
    bought: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for workspace, order, _ in told.orders():
        product_of = {line.line_id: line.product_id for line in order.lines}
        for _, sale in told.sales(order):
            if sale.line_type == "PRODUCT" and sale.line_id is not None and (sale.quantity or 0) > 0:
                key = workspace.workspace_id, str(product_of[sale.line_id])
                sold[key] += sale.quantity or 0
                bought[key].add(order.order_id)
    return {key: (len(bought[key]), quantity) for key, quantity in sold.items()}


def refunds(told: Told) -> Facts:
    return {
        (workspace.workspace_id, str(refund.refund_id)): (
            refund.created_at.astimezone(ZoneInfo(workspace.timezone)).date(),
            refund.total,
        )
        for workspace, order, _ in told.orders()
        for refund in order.refunds
        if refund.created_at <= told.now
    }


def payments(told: Told) -> Facts:
    """Per transaction its day and what it moved."""
    sign = {"SALE": 1, "CAPTURE": 1, "REFUND": -1}
    return {
        (workspace.workspace_id, str(order.order_id), str(payment.transaction_id)): (
            payment.created_at.astimezone(ZoneInfo(workspace.timezone)).date(),
            payment.amount * sign.get(payment.kind, 0) if payment.status == "SUCCESS" else Decimal(0),
        )
        for workspace, order, _ in told.orders()
        for payment in order.transactions
        if payment.created_at <= told.now
    }


def order_discounts(told: Told) -> Facts:
    """Per order everything granted on the lines that it has so far."""
    return _added(
        ((workspace.workspace_id, str(order.order_id)), (sum(line.discounts, Decimal(0)),))
        for workspace, order, _ in told.orders()
        for line in order.lines
        if line.added_at <= told.now and any(line.discounts)
    )


def revenue_daily(told: Told) -> Facts:
    """By the day on which it happened: everything charged, and the tax in it."""
    return _added(
        (
            (workspace.workspace_id, moment.astimezone(ZoneInfo(workspace.timezone)).date()),
            (sale.total * rate, sale.tax * rate),
        )
        for workspace, order, rate in told.orders()
        for moment, sale in told.sales(order)
    )


def customers(told: Told) -> Facts:
    """By first order: when, how many orders followed (it included), and what all of them left."""
    return {
        (history.workspace_id, history.first_order_id): (history.first_day, len(history.values), history.total)
        for history in _histories(told)
        if history.is_named
    }


def customer_ltv(told: Told) -> Facts:
    """By day of the first order."""
    return _added(
        ((each.workspace_id, each.first_day), (1, len(each.values), each.total))
        for each in _histories(told)
        if each.is_named
    )


def customer_cohorts(told: Told) -> Facts:
    """By month of the first order, over all months since."""
    return _added(
        ((each.workspace_id, each.first_day.replace(day=1)), (len(each.values), each.total))
        for each in _histories(told)
    )


def ad_performance_daily(told: Told) -> Facts:
    return {
        (workspace.workspace_id, row.platform, row.campaign_id, row.ad_set_id, row.ad_id, row.day): (
            row.spend,
            row.impressions,
        )
        for workspace, row in told.ad_days()
        if row.spend or row.impressions
    }


def roas_daily(told: Told) -> Facts:
    """By campaign and day: what was spent, at the rate of the day."""
    return _added(
        ((workspace.workspace_id, row.platform, row.campaign_id, row.day), (spend,))
        for workspace, row, spend in _spent(told)
    )


def channel_spend(told: Told) -> Facts:
    """By day and channel of the campaign."""
    channels = {
        campaign.campaign_id: campaign.channel
        for account in _accounts(told)
        for campaign in told.market.campaigns(account.account_id, told.now)
    }
    return _added(
        ((workspace.workspace_id, row.day, channels[row.campaign_id]), (spend,))
        for workspace, row, spend in _spent(told)
    )


def creatives(told: Told) -> Facts:
    """How many ads show each creative, on Facebook."""
    return _added(
        ((account.workspace_id, ad.creative_id), (1,))
        for account in _accounts(told)
        if account.platform == "facebook_ads"
        for ad in told.market.ads(account.account_id, told.now)
    )


def last_channels(told: Told) -> Facts:
    """By order: the channel of the last visit, where Shopify knows the visits and the link says whose ad it was."""
    return {
        (workspace.workspace_id, str(order.order_id)): (order.journey[-1].channel,)
        for workspace, order, _ in told.orders()
        if order.journey and order.journey_ready_at <= told.now
        if order.journey[-1].utm_campaign or order.journey[-1].platform is None
    }


def names(told: Told, level: str) -> Facts:
    """What campaigns, ad sets or ads are called now, deleted ones included."""
    return {
        (account.workspace_id, account.platform, entity_id): (value_at(history, told.now),)
        for account in _accounts(told)
        for entity_id, history in _named(told, account.account_id, level)
    }


def sessions(told: Told) -> Facts:
    """By day: the visits that consented, of workspaces whose property exports its events."""
    counted: Counter[tuple[Any, ...]] = Counter()
    for workspace in told.market.workspaces:
        zone = ZoneInfo(told.market.property(workspace.workspace_id).timezone)
        seen = set()
        for touch in told.market.touches(workspace.workspace_id, datetime(2000, 1, 1, tzinfo=zone), told.now):
            if touch.kind == "click" and touch.consented and (touch.client_id, touch.session_id) not in seen:
                seen.add((touch.client_id, touch.session_id))
                counted[workspace.workspace_id, touch.at.astimezone(zone).date()] += 1
    return {key: (count,) for key, count in counted.items()}


def items_bought(told: Told) -> Facts:
    """By item: the units in orders whose last visit consented, so that Analytics saw them."""
    return _added(
        ((workspace.workspace_id, line.sku), (line.quantity,))
        for workspace, order, _ in told.orders()
        if order.journey and order.journey[-1].consented
        for line in order.lines
    )


def costs_of_goods(told: Told) -> Facts:
    """By order: what the units that stayed sold cost, at what each cost on the order's day."""
    facts: Facts = {}
    for workspace, order, rate in told.orders():
        variants = {
            variant.variant_id: variant
            for product in told.market.products(workspace.workspace_id, told.now)
            for variant in product.variants
        }
        cost = Decimal(0)
        lines = {line.line_id: line for line in order.lines}
        for _, sale in told.sales(order):
            if sale.line_id is not None and sale.quantity is not None and sale.line_type == "PRODUCT":
                variant = variants[lines[sale.line_id].variant_id]
                if variant.unit_cost is None or variant.later_costs:
                    break
                cost += variant.unit_cost * sale.quantity * rate
        else:
            facts[workspace.workspace_id, str(order.order_id)] = (cost,)
    return facts


def _accounts(told: Told) -> list[AdAccount]:
    return [
        account
        for workspace in told.market.workspaces
        for platform in PLATFORMS
        for account in told.market.ad_accounts(workspace.workspace_id, platform)
    ]


def _spent(told: Told) -> Iterator[tuple[Workspace, AdDay, Decimal]]:
    """Days that cost something, with their spend in the workspace's currency."""
    currencies = {account.account_id: account.currency for account in _accounts(told)}
    for workspace, row in told.ad_days():
        if row.spend:
            original = currencies[row.account_id]
            rate = told.market.fixings.cross(original, workspace.currency, row.day, told.now)
            yield workspace, row, row.spend * rate


def _amounts(told: Told, order: Order) -> tuple[Decimal, Decimal, Decimal]:
    amounts = [sale_amounts(sale) for _, sale in told.sales(order)]
    gross, discounts, refunds = (sum(column, Decimal(0)) for column in zip(*amounts, strict=True))
    return gross, discounts, refunds


def _histories(told: Told) -> list[History]:
    """What each buyer ordered; an order that names nobody is a buyer of its own."""
    by_buyer: dict[tuple[str, str, Any], list[tuple[datetime, int, date, Decimal]]] = defaultdict(list)
    for workspace, order, rate in told.orders():
        gross, discounts, refunds = _amounts(told, order)
        entry = order.processed_at, order.order_id, order_day(order, workspace), (gross - discounts - refunds) * rate
        if order.customer_id is not None:
            by_buyer[workspace.workspace_id, "customer", order.customer_id].append(entry)
        elif order.email is not None:
            by_buyer[workspace.workspace_id, "email", order.email.strip().lower()].append(entry)
        else:
            by_buyer[workspace.workspace_id, "order", order.order_id].append(entry)
    return [
        History(workspace_id, kind != "order", str(min(entries)[1]), min(entries)[2], [entry[3] for entry in entries])
        for (workspace_id, kind, _), entries in by_buyer.items()
    ]


def _added(rows: Iterable[tuple[tuple[Any, ...], tuple[Any, ...]]]) -> Facts:
    sums: Facts = {}
    for key, values in rows:
        sums[key] = tuple(map(add, sums[key], values)) if key in sums else values
    return sums


def _named(told: Told, account_id: str, level: str) -> Iterator[tuple[str, Any]]:
    if level == "campaigns":
        yield from ((each.campaign_id, each.names) for each in told.market.campaigns(account_id, told.now))
    elif level == "ad_sets":
        yield from ((each.ad_set_id, each.names) for each in told.market.ad_sets(account_id, told.now))
    else:
        yield from ((each.ad_id, each.names) for each in told.market.ads(account_id, told.now))

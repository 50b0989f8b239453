"""What marts of orders and customers must hold, added up from the simulated market (see told.py)."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.market.model.sales import Order
from sandbox.truth import order_day, sale_amounts
from tests.end_to_end.told import Facts, Told, added


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
    return added(
        ((workspace.workspace_id, str(order.order_id)), (sum(line.discounts, Decimal(0)),))
        for workspace, order, _ in told.orders()
        for line in order.lines
        if line.added_at <= told.now and any(line.discounts)
    )


def revenue_daily(told: Told) -> Facts:
    """By the day on which it happened: everything charged, and the tax in it."""
    return added(
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
    return added(
        ((each.workspace_id, each.first_day), (1, len(each.values), each.total))
        for each in _histories(told)
        if each.is_named
    )


def customer_cohorts(told: Told) -> Facts:
    """By month of the first order, over all months since."""
    return added(
        ((each.workspace_id, each.first_day.replace(day=1)), (len(each.values), each.total))
        for each in _histories(told)
    )


def last_channels(told: Told) -> Facts:
    """By order: the channel of the last visit, where Shopify knows the visits and the link says whose ad it was."""
    return {
        (workspace.workspace_id, str(order.order_id)): (order.journey[-1].channel,)
        for workspace, order, _ in told.orders()
        if order.journey and order.journey_ready_at <= told.now
        if order.journey[-1].utm_campaign or order.journey[-1].platform is None
    }


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

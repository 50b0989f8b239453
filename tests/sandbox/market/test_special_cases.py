"""Every rule about orders has its case in every workspace of every seed."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from sandbox.market.model.sales import Order
from tests.sandbox.market.worlds import NOW, SEEDS, world


def sales(order: Order, line_type: str, action: str | None = None) -> int:
    return sum(
        sale.line_type == line_type and action in (None, sale.action_type)
        for agreement in order.agreements
        for sale in agreement.sales
    )


def kinds(order: Order, kind: str, status: str = "SUCCESS") -> int:
    return sum((each.kind, each.status) == (kind, status) for each in order.transactions)


def is_discounted_return(order: Order) -> bool:
    discounted = {line.line_id for line in order.lines if len(line.discounts) > 1}
    return any(part.line_id in discounted for refund in order.refunds for part in refund.lines)


CASES: dict[str, Callable[[Order], object]] = {
    "test order": lambda order: order.test,
    "several lines": lambda order: len(order.lines) > 1,
    "sold at a till, to nobody": lambda order: order.source_name == "pos" and not order.email and not order.journey,
    "sold at a till, to a customer": lambda order: order.source_name == "pos" and order.customer_id,
    "draft order": lambda order: order.source_name == "shopify_draft_order" and not order.journey,
    "guest with e-mail": lambda order: order.customer_id is None and order.email,
    "back-dated": lambda order: order.processed_at < order.created_at,
    "free": lambda order: order.discount_codes and not sum(sale.total for sale in order.agreements[0].sales),
    "cancelled with full refund": lambda order: order.cancelled_at and kinds(order, "REFUND") == 1,
    "pending": lambda order: kinds(order, "SALE", "PENDING"),
    "voided": lambda order: kinds(order, "AUTHORIZATION") and kinds(order, "VOID"),
    "authorised, then captured": lambda order: kinds(order, "AUTHORIZATION") and kinds(order, "CAPTURE"),
    "edited": lambda order: any(each.reason == "ORDER_EDIT" for each in order.agreements) and sales(
        order, "PRODUCT", "UPDATE"
    ),
    "one refund": lambda order: len(order.refunds) == 1 and order.refunds[0].lines and order.refunds[0].total,
    "several refunds": lambda order: len(order.refunds) > 1,
    "late refund": lambda order: order.refunds and (order.refunds[0].created_at - order.created_at).days > 21,
    "return without money": lambda order: order.refunds and order.refunds[0].lines and not order.refunds[0].total
    and order.agreements[-1].reason == "RETURN",
    "money without return": lambda order: order.refunds and order.refunds[0].adjustments and sales(order, "ADJUSTMENT"),
    "gift card alone": lambda order: sales(order, "GIFT_CARD") and not sales(order, "PRODUCT"),
    "gift card and goods": lambda order: sales(order, "GIFT_CARD") and sales(order, "PRODUCT"),
    "tip": lambda order: sales(order, "TIP") and order.tip,
    "shipping": lambda order: sales(order, "SHIPPING", "ORDER"),
    "another currency shown to the buyer": lambda order: (
        order.presentment_currency != order.currency and abs(order.presentment_rate - 1) > Decimal("0.01")
    ),
    "no visits known": lambda order: order.source_name == "web" and not order.journey,
    "several visits": lambda order: len(order.journey) > 1,
    "order discount over several lines": lambda order: sum(bool(line.discounts) for line in order.lines) > 1,
    "line and order discount together": lambda order: any(len(line.discounts) > 1 for line in order.lines),
    "return of a discounted line": is_discounted_return,
}  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("case", CASES)
def test_every_workspace_has_the_case(case: str, seed: int) -> None:
    market = world(seed)
    for workspace in market.workspaces:
        orders = market.orders(workspace.workspace_id, NOW)
        assert any(CASES[case](order) for order in orders), workspace.workspace_id


@pytest.mark.parametrize("seed", SEEDS)
def test_a_guest_may_write_an_address_differently(seed: int) -> None:
    written = {order.email for order in world(seed).orders("demo-1", NOW) if order.email}
    assert any(address != address.lower() for address in written)


@pytest.mark.parametrize("seed", SEEDS)
def test_one_in_twenty_web_orders_at_most_never_has_visits(seed: int) -> None:
    for workspace in world(seed).workspaces:
        web = [order for order in world(seed).orders(workspace.workspace_id, NOW) if order.source_name == "web"]
        assert sum(not order.journey for order in web) <= len(web) * Decimal("0.05")


@pytest.mark.parametrize("seed", SEEDS)
def test_visits_are_known_minutes_to_hours_after_the_order_and_lie_before_it(seed: int) -> None:
    for workspace in world(seed).workspaces:
        for order in world(seed).orders(workspace.workspace_id, NOW):
            assert 0 < (order.journey_ready_at - order.created_at).total_seconds() <= 6 * 3600
            assert all(visit.kind == "click" and visit.at <= order.created_at for visit in order.journey)
            assert all((order.created_at - visit.at).days <= 30 for visit in order.journey)
            assert [visit.at for visit in order.journey] == sorted(visit.at for visit in order.journey)

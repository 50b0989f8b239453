"""Contribution margins: costs of the order's own day, unknown where nobody knows them, and sums of the workspace."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.dbt_project.shop_rows import (
    Booking,
    add_ad_day,
    add_goods,
    add_order,
    add_product,
    add_rate,
    add_visit,
    add_workspace,
    returned,
)
from tests.dbt_project.staged_warehouse import StagedWarehouse

DAY = datetime(2026, 3, 10, 9, tzinfo=UTC)
NEXT = DAY + timedelta(days=1)
LAST = DAY + timedelta(days=2)
CAMPAIGN = {"utm_source": "google", "utm_medium": "cpc", "utm_campaign": "Campaign"}


def fill(warehouse: StagedWarehouse) -> None:
    """A shop whose shipping rate changes overnight, and one of which no cost is known."""
    costed_shop(warehouse)
    unknown_costs(warehouse)
    uploaded_costs(warehouse)


def costed_shop(warehouse: StagedWarehouse) -> None:
    """Two orders of a campaign and one of nobody on the first day; a gift card and a cancelled order on the next.

    On the last day a candle goes out as a replacement, for nothing.
    """
    add_workspace(warehouse, "costed", "EUR", "UTC")
    add_product(warehouse, "costed", "candle", "10")
    rate(warehouse, "shipping", date(2026, 1, 1), valid_to=NEXT.date(), per_order="4")
    rate(warehouse, "shipping", NEXT.date(), per_order="5", share="0.1")
    rate(warehouse, "payment", date(2026, 1, 1), share="0.02")
    rate(warehouse, "payment", date(2026, 1, 1), gateway="paypal", per_order="0.35", share="0.03")
    rate(warehouse, "other", date(2026, 1, 1), share="0.05", per_day="7")
    sold(warehouse, "1", DAY, 50, back=True, from_campaign=True)
    sold(warehouse, "2", DAY, 100, from_campaign=True)
    sold(warehouse, "3", DAY, 20)
    paid(warehouse, "1", "shopify_payments", 55, fee="1.9")
    paid(warehouse, "2", "PayPal", 105)
    paid(warehouse, "3", "cash", 25)
    gift_card = [Booking(NEXT, 50, line_type="GIFT_CARD", line_id="A", quantity=1)]
    add_order(warehouse, "costed", "4", NEXT, "EUR", gift_card, financial_status="PENDING")
    sold(warehouse, "5", NEXT, 40, cancelled_at=NEXT, fulfillment_status="UNFULFILLED")
    replacement = [Booking(LAST, 0, line_id="A", quantity=1)]
    add_order(
        warehouse, "costed", "6", LAST, "EUR", replacement, financial_status="PAID", fulfillment_status="FULFILLED"
    )
    add_goods(warehouse, "costed", "6", {"A": "candle"})
    add_ad_day(warehouse, "costed", "google_ads", DAY.date(), 20, "EUR")
    add_ad_day(warehouse, "costed", "google_ads", NEXT.date(), 9, "EUR")


def unknown_costs(warehouse: StagedWarehouse) -> None:
    """A product without a cost next to one with; no rate at all."""
    add_workspace(warehouse, "unknown-costs", "EUR", "UTC")
    add_product(warehouse, "unknown-costs", "candle", "10")
    add_product(warehouse, "unknown-costs", "vase", None)
    for order_id, variant, net in (("1", "candle", 75), ("2", "vase", 25)):
        bookings = [Booking(DAY, net, line_id="A", quantity=1)]
        add_order(warehouse, "unknown-costs", order_id, DAY, "EUR", bookings, financial_status="PAID")
        add_goods(warehouse, "unknown-costs", order_id, {"A": variant})


def uploaded_costs(warehouse: StagedWarehouse) -> None:
    """Two candles a day in a shop that says 10: known by SKU from the second day on, by variant from the third on.

    The cost of the SKU is in dollars. The rug of the fourth day costs francs, for which nobody publishes a rate.
    """
    add_workspace(warehouse, "uploaded", "EUR", "UTC")
    add_product(warehouse, "uploaded", "candle", "10")
    add_product(warehouse, "uploaded", "rug", "10")
    for days, rate_ in ((1, "0.9"), (2, "0.8")):
        add_rate(warehouse, "uploaded", "USD", (DAY + timedelta(days=days)).date(), rate_, "EUR")
    third = (DAY + timedelta(days=2)).date()
    for name, since, until, currency, cost in (
        ({"sku": "CANDLE"}, NEXT.date(), None, "USD", "4.25"),
        ({"variant_id": "candle"}, third, None, "EUR", "3"),
        ({"sku": "RUG"}, date(2026, 1, 1), None, "CHF", "3"),
    ):
        warehouse.add(
            "stg_workspaces__product_costs",
            workspace_id="uploaded",
            **name,
            valid_from=since,
            valid_to=until,
            currency=currency,
            unit_cost_original=Decimal(cost),
        )
    for number in range(4):
        at, variant = DAY + timedelta(days=number), "candle" if number < 3 else "rug"
        bookings = [Booking(at, 100, line_id="A", quantity=2)]
        add_order(warehouse, "uploaded", str(number), at, "EUR", bookings, financial_status="PENDING")
        add_goods(warehouse, "uploaded", str(number), {"A": variant}, sku=variant.upper())


def test_an_uploaded_cost_goes_before_the_shops_from_its_day_on(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select order_id, cost_of_goods, contribution_margin_1 from marts.order_margins "
        "where workspace_id = 'uploaded' order by order_id"
    )
    assert {row[0]: row[1:] for row in rows} == {
        "0": numbers("20", "80"),
        "1": numbers("7.65", "92.35"),
        "2": numbers("6", "94"),
        "3": numbers(None, None),
    }
    sources = built.fetch("select cost_source from marts.order_lines where workspace_id = 'uploaded' order by order_id")
    assert [source for (source,) in sources] == ["shopify", "uploaded", "uploaded", "uploaded"]
    set_aside = built.fetch("select stream, example from quarantine.records where workspace_id = 'uploaded'")
    assert set_aside == [("product_costs", "CHF")]


def rate(warehouse: StagedWarehouse, kind: str, valid_from: date, **columns: Any) -> None:
    amounts = {name: Decimal(columns.pop(name, "0")) for name in ("per_order", "share", "per_day")}
    names = {"workspace_id": "costed", "kind": kind, "valid_from": valid_from, **columns}
    warehouse.add("stg_workspaces__cost_rates", **names, **amounts)


def sold(
    warehouse: StagedWarehouse,
    order_id: str,
    at: datetime,
    net: int,
    *,
    back: bool = False,
    from_campaign: bool = False,
    **columns: Any,
) -> None:
    """Two candles for ``net`` and 5 of shipping; one of them may come back."""
    bookings = [
        Booking(at, net, line_id="A", quantity=2),
        Booking(at, 5, line_type="SHIPPING"),
        *([returned(at + timedelta(days=1), net // 2, line_id="A", quantity=-1)] if back else []),
    ]
    columns = {"financial_status": "PAID", **columns}
    add_order(warehouse, "costed", order_id, at, "EUR", bookings, **columns)
    add_goods(warehouse, "costed", order_id, {"A": "candle"})
    if from_campaign:
        add_visit(warehouse, "costed", order_id, 1, at, **CAMPAIGN)


def paid(warehouse: StagedWarehouse, order_id: str, gateway: str, amount: int, fee: str | None = None) -> None:
    warehouse.add(
        "stg_shopify__transactions",
        workspace_id="costed",
        order_id=order_id,
        transaction_id=f"t{order_id}",
        kind="SALE",
        status="SUCCESS",
        gateway=gateway,
        amount_original=amount,
        fee_original=None if fee is None else Decimal(fee),
    )


def numbers(*texts: str | None) -> tuple[Decimal | None, ...]:
    return tuple(None if text is None else Decimal(text) for text in texts)


def test_an_order_pays_what_was_in_force_on_its_day(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select order_id, net_revenue, cost_of_goods, shipping_income, shipping_cost, payment_cost, "
        "contribution_margin_2, other_cost from marts.order_margins where workspace_id = 'costed' order by order_id"
    )
    assert {row[0]: row[1:] for row in rows} == {
        "1": numbers("25", "10", "5", "4", "1.9", "14.1", "1.25"),
        "2": numbers("100", "20", "5", "4", "3.5", "77.5", "5"),
        "3": numbers("20", "20", "5", "4", "0.5", "0.5", "1"),
        "4": numbers("0", "0", "0", "0", "0", "0", "0"),
        "5": numbers("40", "20", "5", "0", "0.9", "24.1", "2"),
        "6": numbers("0", "10", "0", "5", "0", "-15", "0"),
    }


def test_a_campaign_keeps_what_its_orders_leave_after_every_cost(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select date_day, platform, orders, contribution_margin_1, contribution_margin_2, contribution_margin_3, "
        "contribution_margin_4, poas, cost_coverage from marts.campaign_margins_daily where workspace_id = 'costed' "
        "order by date_day, platform"
    )
    first, second, third = DAY.date(), NEXT.date(), LAST.date()
    assert rows == [
        (first, "google_ads", 2, *numbers("95", "91.6", "71.6", "65.35"), pytest.approx(4.58), 1.0),
        (first, None, 1, *numbers("0", "0.5", "0.5", "-7.5"), None, 1.0),
        (second, "google_ads", 0, *numbers("0", "0", "-9", "-9"), 0.0, None),
        (second, None, 2, *numbers("20", "24.1", "24.1", "15.1"), None, 1.0),
        (third, None, 1, *numbers("-10", "-15", "-15", "-22"), None, None),
    ]


def test_an_unknown_cost_is_null_and_its_revenue_is_not_covered(built: StagedWarehouse) -> None:
    orders = built.fetch(
        "select order_id, contribution_margin_1, shipping_cost, payment_cost, contribution_margin_2, other_cost "
        "from marts.order_margins where workspace_id = 'unknown-costs' order by order_id"
    )
    assert orders == [("1", Decimal(65), None, None, None, None), ("2", None, None, None, None, None)]
    days = built.fetch(
        "select net_revenue, cost_of_goods, contribution_margin_1, contribution_margin_4, poas, goods_coverage, "
        "cost_coverage from marts.campaign_margins_daily where workspace_id = 'unknown-costs'"
    )
    assert days == [(Decimal(100), None, None, None, None, 0.75, 0.0)]

"""Rows of the shops made by hand, to the cent."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.pipelines.shopify.held_rows import HeldRows, assert_ledger_makes_totals, shop_connection
from tests.sandbox.shopify.shop_server import serve_shops


@pytest.fixture(scope="module")
def euro() -> Iterator[HeldRows]:
    with serve_shops() as server:
        held = HeldRows(shop_connection(server))
        held.sync(server)
        yield held


@pytest.fixture(scope="module")
def dollar() -> Iterator[HeldRows]:
    with serve_shops() as server:
        held = HeldRows(shop_connection(server, "dollar-shop"))
        held.sync(server)
        yield held


def picked(row: Any, *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_the_shop(euro: HeldRows) -> None:
    (shop,) = euro.rows("shops")
    assert picked(shop, "shop_id", "domain", "currency", "timezone", "taxes_included", "has_full_history") == (
        "501",
        "euro-shop.myshopify.com",
        "EUR",
        "Europe/Berlin",
        True,
        True,
    )


def test_an_order(euro: HeldRows) -> None:
    (order,) = euro.rows("orders", order_id="1001")
    assert picked(order, "gid", "order_name", "is_test", "created_at", "processed_at", "updated_at") == (
        "gid://shopify/Order/1001",
        "#1001",
        False,
        "2026-03-02T10:00:01Z",
        "2026-03-02T10:00:00Z",
        "2026-03-04T10:00:00Z",
    )
    assert picked(order, "total_price", "current_total_price", "total_refunded", "net_payment", "total_discounts") == (
        "196.40",
        "147.80",
        "48.60",
        "147.80",
        "27.60",
    )
    assert picked(order, "journey_ready", "journey_moments", "customer_order_index", "days_to_conversion") == (
        True,
        2,
        0,
        2,
    )
    assert order["custom_attributes"] == {"utm_source": "facebook"}
    assert order["landing_page"] == "https://euro.example/"


def test_the_money_of_the_designs_example(euro: HeldRows) -> None:
    sales = euro.rows("sales", order_id="1001")
    kinds = [picked(sale, "reason", "action_type", "line_type", "quantity", "order_line_id") for sale in sales]
    assert kinds == [
        ("ORDER", "ORDER", "PRODUCT", 2, "1"),
        ("ORDER", "ORDER", "PRODUCT", 1, "2"),
        ("ORDER", "ORDER", "GIFT_CARD", 1, "3"),
        ("ORDER", "ORDER", "SHIPPING", 1, None),
        ("REFUND", "RETURN", "PRODUCT", -1, "1"),
    ]
    money = [picked(sale, "total", "tax", "discount_before_taxes") for sale in sales]
    assert money[0] == ("97.20", "16.20", "19.00")
    assert money[-1] == ("-48.60", "-8.10", "-9.50")


def test_lines_know_what_is_left_of_them(euro: HeldRows) -> None:
    lines = euro.rows("order_lines", order_id="1001")
    assert [picked(line, "quantity", "current_quantity", "unit_price", "is_gift_card") for line in lines] == [
        (2, 1, "60.00", False),
        (1, 1, "48.00", False),
        (1, 1, "50.00", True),
    ]


def test_refunds_with_and_without_goods(euro: HeldRows) -> None:
    assert [picked(row, "order_id", "refund_id", "amount") for row in euro.rows("refunds")] == [
        ("1001", "91", "48.60"),
        ("1002", "92", "6.00"),
    ]
    assert [picked(row, "order_line_id", "quantity", "subtotal", "tax") for row in euro.rows("refund_lines")] == [
        ("1", 1, "48.60", "8.10")
    ]
    assert [picked(row, "reason", "amount", "tax") for row in euro.rows("refund_adjustments")] == [
        ("REFUND_DISCREPANCY", "-6.00", "-1.00")
    ]


def test_payments(euro: HeldRows) -> None:
    rows = euro.rows("transactions", order_id="1002")
    assert [picked(row, "kind", "status", "parent_transaction_id", "amount") for row in rows] == [
        ("AUTHORIZATION", "SUCCESS", None, "24.00"),
        ("CAPTURE", "SUCCESS", "3", "24.00"),
        ("REFUND", "SUCCESS", "4", "6.00"),
    ]


def test_visits_in_their_order(euro: HeldRows) -> None:
    rows = euro.rows("visits", order_id="1001")
    assert [picked(row, "position", "occurred_at", "source", "utm_campaign", "utm_content") for row in rows] == [
        (1, "2026-03-01T09:00:00Z", "Facebook", "Spring", "501"),
        (2, "2026-03-02T09:58:00Z", "direct", None, None),
    ]


def test_shop_money_and_presentment_money(dollar: HeldRows) -> None:
    (order,) = dollar.rows("orders")
    assert picked(order, "currency", "presentment_currency", "total_price", "total_price_presentment") == (
        "USD",
        "EUR",
        "53.90",
        "48.51",
    )


def test_products_with_costs(euro: HeldRows) -> None:
    assert [picked(row, "product_id", "shop_id", "is_gift_card") for row in euro.rows("products")] == [
        ("11", "501", False),
        ("12", "501", True),
    ]
    variants = euro.rows("product_variants")
    assert [picked(row, "variant_id", "price", "unit_cost", "unit_cost_currency") for row in variants] == [
        ("110", "60.00", "7.50", "EUR"),
        ("120", "60.00", None, None),
    ]


def test_a_customer_is_a_keyed_hash(euro: HeldRows) -> None:
    key = euro.connection.hash("1")
    assert [picked(row, "customer_key", "country_code", "province_code") for row in euro.rows("customers")] == [
        (key, "DE", "BE")
    ]
    keys = {row["order_id"]: row["customer_key"] for row in euro.rows("orders")}
    assert keys == {
        "1001": key,
        "1002": euro.connection.hash("canary9@example.com"),
        "1003": key,
        "1004": None,
    }


@pytest.mark.parametrize("canary", ["canar", "+4955500", "99c0a", "money back", "wants"])
def test_no_personal_data_is_in_any_row(euro: HeldRows, canary: str) -> None:
    assert canary not in json.dumps(euro.everything(), default=str).lower()


def test_totals_follow_from_the_ledger_and_the_payments(euro: HeldRows, dollar: HeldRows) -> None:
    for held in (euro, dollar):
        assert_ledger_makes_totals(held)

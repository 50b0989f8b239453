"""Recorded rows, replayed: every field ends in a column or in the JSON column, personal values in neither."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.loading.projection import project
from pipelines.shopify import SOURCE
from tests.pipelines.shopify.held_rows import HeldRows, shop_connection
from tests.sandbox.shopify.recorded_rows import write_rows
from tests.sandbox.shopify.shop_server import serve_shops
from tests.sandbox.shopify.test_replay import RECORDED, recorded_lines


@pytest.fixture
def held(tmp_path: Path) -> Iterator[HeldRows]:
    with serve_shops(replay=write_rows(tmp_path)) as server:
        rows = HeldRows(shop_connection(server))
        rows.sync(server)
        yield rows


def test_a_recorded_order_fills_its_tables(held: HeldRows) -> None:
    assert {table: len(rows) for table, rows in held.everything().items()} == {
        "shops": 1,
        "orders": 2,
        "order_lines": 1,
        "sales": 1,
        "refunds": 1,
        "refund_lines": 1,
        "refund_adjustments": 0,
        "transactions": 1,
        "discounts": 0,
        "visits": 1,
        "customers": 0,
        "products": 2,
        "product_variants": 1,
        "unit_costs": 0,
    }
    (order,) = held.rows("orders", order_id="21")
    assert (order["financial_status"], order["total_price"], order["journey_ready"]) == (
        "PARTIALLY_REFUNDED",
        "41.00",
        True,
    )
    assert order["customer_key"] == held.connection.hash("61")
    assert order["custom_attributes"] == {"utm_source": "newsletter"}


def test_old_names_and_unselected_fields_are_kept_beside_the_columns(held: HeldRows) -> None:
    (order,) = held.rows("orders", order_id="21")
    assert (order["order_number"], order["wire_total_price"], order["shop_url"]) == (1021, "41.00", "recorded")
    (line,) = held.rows("order_lines")
    assert (line["grams"], line["name"]) == (63, "Lamp - red")
    (payment,) = held.rows("transactions")
    assert payment["payment_details"] == {"credit_card_name": None, "credit_card_company": "Bogus"}
    (visit,) = held.rows("visits")
    assert visit["landingPageHtml"] == "It was <a>shop.example</a>"


def test_personal_values_are_gone_and_country_codes_stay(held: HeldRows) -> None:
    text = json.dumps(held.everything()).lower()
    assert not [canary for canary in ("canar", "192.0.2.7", "called") if canary in text]
    (order,) = held.rows("orders", order_id="21")
    assert order["shippingAddress"] == {"country_code": "DE", "province_code": "BE"}


def test_every_published_row_arrives_and_fits_its_table() -> None:
    with serve_shops(replay=RECORDED) as server:
        held = HeldRows(shop_connection(server))
        held.sync(server)
    for table, rows in held.everything().items():
        assert project(held.connection, SOURCE.table(table), rows).rejects == ()
    stored = json.dumps(held.everything())
    missing = [row["stream"] for row in recorded_lines() if str(identifier(row["data"])) not in stored]
    assert missing == []
    lost = {name for row in recorded_lines() for name in field_names(row["data"]) if not is_found(name, stored)}
    assert lost <= RENAMED


def identifier(data: dict[str, Any]) -> Any:
    return data.get("id") or data["order_id"]


def field_names(value: Any) -> set[str]:
    """The names of all fields that hold something, at every depth."""
    if isinstance(value, list):
        return set().union(*map(field_names, value))
    if isinstance(value, dict):
        held = {name for name, item in value.items() if item not in (None, "", [], {})}
        return held.union(*map(field_names, value.values()))
    return set()


def is_found(name: str, stored: str) -> bool:
    head, *rest = name.split("_")
    names = (name, head + "".join(part.capitalize() for part in rest), f"wire_{name}")
    return any(f'"{found}"' in stored for found in names)


RENAMED = {
    *(
        "admin_graphql_api_id",
        "agreements",
        "amount_set",
        "currency",
        "customer_journey_summary",
        "discount_application",
    ),
    *("first_visit", "last_visit", "line_items", "moments_count", "utm_parameters", "refund_line_items", "sales"),
    *("total_amount", "total_tax_amount", "total_discount_amount_before_taxes", "count", "ready", "happened_at"),
    *("fulfillment_status", "financial_status", "gift_card", "price_set", "presentment_currency", "test"),
    *(
        "total_price_set",
        "total_tax_set",
        "kind",
        "parent_id",
        "transactions",
        "source_description",
        "occurred_at",
        "id",
        "subtotal_set",
    ),
}
"""Fields that have a column, or a table, of another name."""

"""Recorded rows come back in wire form, whatever was selected of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.sandbox.shopify.recorded_rows import write_rows
from tests.sandbox.shopify.shop_server import ask, serve_shops
from tests.sandbox_server import SandboxServer

RECORDED = Path(__file__).resolve().parents[4] / "shared" / "fixtures"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SandboxServer]:
    with serve_shops(replay=write_rows(tmp_path)) as served:
        yield served


def recorded_order(server: SandboxServer) -> dict[str, Any]:
    query = 'query { order(id: "gid://shopify/Order/21") { id lineItems(first: 5) { nodes { id } } } }'
    found = ask(server, query)["order"]
    assert isinstance(found, dict)
    return found


def test_fields_come_in_wire_form_although_nobody_selected_them(server: SandboxServer) -> None:
    order = recorded_order(server)
    assert order["createdAt"] == "2023-04-13T12:09:44Z"
    assert order["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    assert order["displayFulfillmentStatus"] == "UNFULFILLED"
    money = {"amount": "41.00", "currencyCode": "USD"}
    assert order["totalPriceSet"] == {"shopMoney": money, "presentmentMoney": money}
    assert order["tags"] == ["vip", "returning"]
    assert order["discountCodes"] == ["TEN"]
    assert order["totalWeight"] == "63"


def test_fields_that_graphql_does_not_have_keep_their_old_names(server: SandboxServer) -> None:
    order = recorded_order(server)
    assert (order["order_number"], order["total_price"], order["total_tip_received"]) == (1021, "41.00", "0.00")
    assert "financial_status" not in order


def test_the_shop_has_the_currency_of_the_records(server: SandboxServer) -> None:
    assert ask(server, "{ shop { name currencyCode } }")["shop"] == {"name": "euro-shop", "currencyCode": "USD"}


def test_children_are_connections_with_global_ids(server: SandboxServer) -> None:
    order = recorded_order(server)
    (line,) = order["lineItems"]["nodes"]
    assert line["id"] == "gid://shopify/LineItem/31"
    assert line["product"] == {"id": "gid://shopify/Product/41"}
    assert line["originalUnitPriceSet"]["shopMoney"]["amount"] == "20.50"
    assert (line["taxLines"][0]["rate"], line["grams"]) == (0.2, 63)


def test_rows_about_one_order_are_laid_together(server: SandboxServer) -> None:
    query = """{ orders(first: 5) { nodes { id agreements(first: 5) { nodes { __typename sales(first: 5) { nodes {
      __typename totalAmount { shopMoney { amount } } } } } } refunds { totalRefundedSet { shopMoney { amount } }
      transactions(first: 5) { nodes { kind amountSet { shopMoney { amount } } } } }
      customerJourneySummary { ready firstVisit { source } lastVisit { id } } } } }"""
    nodes = {node["id"]: node for node in ask(server, query)["orders"]["nodes"]}
    assert set(nodes) == {"gid://shopify/Order/1", "gid://shopify/Order/21"}
    order = nodes["gid://shopify/Order/21"]
    (agreement,) = order["agreements"]["nodes"]
    assert agreement["__typename"] == "OrderAgreement"
    assert agreement["sales"]["nodes"][0]["totalAmount"]["shopMoney"]["amount"] == "41.00"
    (refund,) = order["refunds"]
    assert refund["totalRefundedSet"]["shopMoney"]["amount"] == "20.50"
    assert refund["transactions"]["nodes"][0]["kind"] == "REFUND"
    assert order["customerJourneySummary"]["firstVisit"]["source"] == "direct"
    assert order["customerJourneySummary"]["lastVisit"] is None


def test_of_bulk_lines_orders_products_and_variants_are_served(server: SandboxServer) -> None:
    query = "{ products(first: 5) { nodes { id variants(first: 5) { nodes { id price } } } } }"
    nodes = {node["id"]: node["variants"]["nodes"] for node in ask(server, query)["products"]["nodes"]}
    assert nodes["gid://shopify/Product/123"] == []
    (variant,) = nodes["gid://shopify/Product/222"]
    assert (variant["price"], variant["barcode"]) == ("113.00", "b")


def recorded_lines() -> list[Any]:
    """The published rows that lie beside the repository, if they do; the rows made by hand always."""
    path = RECORDED / "shopify" / "airbyte_expected_records.jsonl"
    return [orjson.loads(line) for line in path.read_bytes().splitlines()] if path.exists() else []


def test_every_published_row_is_served() -> None:
    with serve_shops(replay=RECORDED) as server:
        listed = ask(server, "{ orders(first: 50) { nodes { id refunds { id } } } }")["orders"]["nodes"]
    served = {node["id"] for node in listed} | {refund["id"] for node in listed for refund in node["refunds"]}
    expected = {
        row["data"].get("admin_graphql_api_id") or f"gid://shopify/Order/{row['data']['order_id']}"
        for row in recorded_lines()
    }
    assert expected <= served

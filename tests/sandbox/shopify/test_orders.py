"""Orders on the wire: money, the ledger, refunds, journeys, and a future that stays hidden."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.sandbox.shopify.order_parts import at
from tests.sandbox.shopify.shop_server import ask, serve_shops
from tests.sandbox.shopify.small_shops import NOON
from tests.sandbox_server import SandboxServer

FRAGMENT = "fragment m on MoneyBag { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with serve_shops() as served:
        yield served


def order(server: SandboxServer, number: int, fields: str, workspace_id: str = "euro-shop") -> dict[str, Any]:
    used = FRAGMENT if "...m" in fields else ""
    query = f"query($id: ID!) {{ order(id: $id) {{ {fields} }} }} {used}"
    found = ask(server, query, {"id": f"gid://shopify/Order/{number}"}, workspace_id=workspace_id)["order"]
    assert isinstance(found, dict)
    return found


def shop_amounts(node: dict[str, Any]) -> dict[str, str]:
    """The shop amounts of an order's money bags, by field."""
    return {name: bag["shopMoney"]["amount"] for name, bag in node.items()}


def test_totals_of_an_order_with_taxes_included(server: SandboxServer) -> None:
    names = (
        "totalPriceSet originalTotalPriceSet currentTotalPriceSet subtotalPriceSet totalTaxSet totalDiscountsSet "
        "totalShippingPriceSet totalRefundedSet netPaymentSet"
    )
    node = order(server, 1001, " ".join(f"{name} {{ ...m }}" for name in names.split()))
    assert shop_amounts(node) == {
        "totalPriceSet": "196.40",
        "originalTotalPriceSet": "196.40",
        "currentTotalPriceSet": "147.80",
        "subtotalPriceSet": "190.40",
        "totalTaxSet": "24.40",
        "totalDiscountsSet": "27.60",
        "totalShippingPriceSet": "6.00",
        "totalRefundedSet": "48.60",
        "netPaymentSet": "147.80",
    }


def test_totals_where_tax_comes_on_top(server: SandboxServer) -> None:
    names = "totalPriceSet subtotalPriceSet totalTaxSet totalShippingPriceSet"
    fields = " ".join(f"{name} {{ ...m }}" for name in names.split())
    node = order(server, 2001, fields, "dollar-shop")
    assert shop_amounts(node) == {
        "totalPriceSet": "53.90",
        "subtotalPriceSet": "45.00",
        "totalTaxSet": "4.90",
        "totalShippingPriceSet": "4.00",
    }
    assert node["totalPriceSet"] == {
        "shopMoney": {"amount": "53.90", "currencyCode": "USD"},
        "presentmentMoney": {"amount": "48.51", "currencyCode": "EUR"},
    }


def test_the_ledger_of_a_return(server: SandboxServer) -> None:
    node = order(
        server,
        1001,
        """agreements(first: 5) { nodes { __typename reason happenedAt sales(first: 9) { nodes {
          __typename actionType lineType quantity totalAmount { ...m } totalTaxAmount { ...m }
          totalDiscountAmountBeforeTaxes { ...m } totalDiscountAmountAfterTaxes { ...m }
          ... on ProductSale { lineItem { id } } } } } }""",
    )
    placed, returned = node["agreements"]["nodes"]
    assert (placed["__typename"], placed["reason"]) == ("OrderAgreement", "ORDER")
    assert [sale["__typename"] for sale in placed["sales"]["nodes"]] == [
        "ProductSale",
        "ProductSale",
        "GiftCardSale",
        "ShippingLineSale",
    ]
    assert (returned["__typename"], returned["happenedAt"]) == ("RefundAgreement", "2026-03-04T10:00:00Z")
    (sale,) = returned["sales"]["nodes"]
    assert (sale["actionType"], sale["quantity"], sale["lineItem"]["id"]) == ("RETURN", -1, "gid://shopify/LineItem/1")
    money = {name: value["shopMoney"]["amount"] for name, value in sale.items() if "otal" in name}
    assert money == {
        "totalAmount": "-48.60",
        "totalTaxAmount": "-8.10",
        "totalDiscountAmountBeforeTaxes": "-9.50",
        "totalDiscountAmountAfterTaxes": "-11.40",
    }


def test_a_refund_line_contains_its_tax_where_taxes_are_included(server: SandboxServer) -> None:
    node = order(
        server,
        1001,
        """refunds { id createdAt note totalRefundedSet { ...m } refundLineItems(first: 5) { nodes {
          quantity restockType restocked lineItem { id } subtotalSet { ...m } totalTaxSet { ...m } } } }""",
    )
    (refund,) = node["refunds"]
    (line,) = refund["refundLineItems"]["nodes"]
    assert refund["totalRefundedSet"]["shopMoney"]["amount"] == "48.60"
    assert (line["subtotalSet"]["shopMoney"]["amount"], line["totalTaxSet"]["shopMoney"]["amount"]) == ("48.60", "8.10")
    assert (line["quantity"], line["restockType"], line["restocked"]) == (1, "RETURN", True)


def test_an_amount_only_refund_is_an_adjustment_in_the_customers_favour(server: SandboxServer) -> None:
    node = order(
        server,
        1002,
        """displayFinancialStatus refundDiscrepancySet { ...m } refunds { refundLineItems(first: 1) { nodes { id } }
          orderAdjustments(first: 5) { nodes { reason amountSet { ...m } } } }
          transactions { kind status parentTransaction { id } }""",
    )
    (refund,) = node["refunds"]
    assert refund["refundLineItems"]["nodes"] == []
    (adjustment,) = refund["orderAdjustments"]["nodes"]
    assert (adjustment["reason"], adjustment["amountSet"]["shopMoney"]["amount"]) == ("REFUND_DISCREPANCY", "-6.00")
    assert node["refundDiscrepancySet"]["shopMoney"]["amount"] == "-6.00"
    assert node["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    assert [item["kind"] for item in node["transactions"]] == ["AUTHORIZATION", "CAPTURE", "REFUND"]
    assert node["transactions"][2]["parentTransaction"] == {"id": "gid://shopify/OrderTransaction/4"}


def test_what_has_not_happened_yet_is_hidden() -> None:
    fields = """updatedAt edited displayFinancialStatus returnStatus currentTotalPriceSet { ...m }
      lineItems(first: 5) { nodes { currentQuantity } } agreements(first: 5) { nodes { reason } } refunds { id }"""
    with serve_shops(now=at(3, 12)) as server:
        before = order(server, 1001, fields)
        assert before["updatedAt"] == "2026-03-02T10:00:01Z"
        assert before["refunds"] == []
        assert [node["reason"] for node in before["agreements"]["nodes"]] == ["ORDER"]
        assert [node["currentQuantity"] for node in before["lineItems"]["nodes"]] == [2, 1, 1]
        assert (before["displayFinancialStatus"], before["returnStatus"]) == ("PAID", "NO_RETURN")
        server.set_now(at(4))
        after = order(server, 1001, fields)
        assert after["updatedAt"] == "2026-03-04T10:00:00Z"
        assert [node["currentQuantity"] for node in after["lineItems"]["nodes"]] == [1, 1, 1]
        assert (after["displayFinancialStatus"], after["returnStatus"]) == ("PARTIALLY_REFUNDED", "RETURNED")


def test_an_edit_adds_its_line_when_it_happens() -> None:
    fields = "edited lineItems(first: 5) { nodes { id } } currentTotalPriceSet { ...m }"
    with serve_shops(now=at(7)) as server:
        before = order(server, 1003, fields)
        assert (before["edited"], len(before["lineItems"]["nodes"])) == (False, 1)
        server.set_now(at(9))
        after = order(server, 1003, fields)
        assert (after["edited"], len(after["lineItems"]["nodes"])) == (True, 2)
        assert after["currentTotalPriceSet"]["shopMoney"]["amount"] == "48.00"


JOURNEY = """customerJourneySummary { ready customerOrderIndex daysToConversion momentsCount { count precision }
  firstVisit { id utmParameters { campaign source } sourceType }
  lastVisit { source landingPage utmParameters { source } }
  moments(first: 5) { nodes { ... on CustomerVisit { id occurredAt } } } }"""


def test_a_journey_waits_until_it_is_ready() -> None:
    with serve_shops() as server:
        waiting = order(server, 1004, JOURNEY)["customerJourneySummary"]
        assert waiting == {
            "ready": False,
            "customerOrderIndex": None,
            "daysToConversion": None,
            "momentsCount": None,
            "firstVisit": None,
            "lastVisit": None,
            "moments": None,
        }
        server.set_now(NOON + timedelta(hours=1))
        ready = order(server, 1004, JOURNEY)["customerJourneySummary"]
        assert (ready["ready"], ready["momentsCount"]) == (True, {"count": 1, "precision": "EXACT"})


def test_a_journey_tells_its_visits(server: SandboxServer) -> None:
    journey = order(server, 1001, JOURNEY)["customerJourneySummary"]
    assert journey["daysToConversion"] == 2
    assert journey["customerOrderIndex"] == 0
    assert journey["firstVisit"] == {
        "id": "gid://shopify/CustomerVisit/701",
        "utmParameters": {"campaign": "Spring", "source": "facebook"},
        "sourceType": "AD",
    }
    assert (journey["lastVisit"]["source"], journey["lastVisit"]["utmParameters"]) == ("direct", None)
    assert [node["occurredAt"] for node in journey["moments"]["nodes"]] == [
        "2026-03-01T09:00:00Z",
        "2026-03-02T09:58:00Z",
    ]
    assert order(server, 1003, "customerJourneySummary { customerOrderIndex momentsCount { count } }") == {
        "customerJourneySummary": {"customerOrderIndex": 1, "momentsCount": {"count": 0}}
    }


def test_customers_and_products(server: SandboxServer) -> None:
    data = ask(
        server,
        """{ customers(first: 5) { nodes { numberOfOrders amountSpent { amount } lastOrder { name }
          defaultEmailAddress { emailAddress } defaultAddress { countryCodeV2 city } } }
          products(first: 5) { nodes { title variants(first: 5) { nodes {
            price inventoryItem { unitCost { amount } } } } } } }""",
    )
    (shopper,) = data["customers"]["nodes"]
    assert shopper == {
        "numberOfOrders": "2",
        "amountSpent": {"amount": "159.80"},
        "lastOrder": {"name": "#1003"},
        "defaultEmailAddress": {"emailAddress": "Canary1@Example.com"},
        "defaultAddress": {"countryCodeV2": "DE", "city": "Canaryville"},
    }
    costs = [node["variants"]["nodes"][0]["inventoryItem"]["unitCost"] for node in data["products"]["nodes"]]
    assert costs == [{"amount": "7.50"}, None]


def test_aliases_fragments_and_directives(server: SandboxServer) -> None:
    query = """query($yes: Boolean!) {
      a: orders(first: 1, sortKey: ID) { nodes { number: name ...more id @skip(if: $yes) } }
      b: shop { __typename ... on Shop @include(if: $yes) { currencyCode } } }
      fragment more on Order { taxesIncluded }"""
    assert ask(server, query, {"yes": True}) == {
        "a": {"nodes": [{"number": "#1001", "taxesIncluded": True}]},
        "b": {"__typename": "Shop", "currencyCode": "EUR"},
    }

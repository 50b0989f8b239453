"""Orders and products made whole: every nested connection that goes on is read to its end."""

from typing import Any

from pipelines.loading.page_trail import PageTrail
from pipelines.shopify.client import AdminClient
from pipelines.shopify.fields import Node
from pipelines.shopify.paging import drained, goes_on, next_cursor

_ORDER_PARTS = {
    "lineItems": "OrderLines",
    "discountApplications": "OrderDiscounts",
    "shippingLines": "OrderShipping",
}
_REFUND_PARTS = {
    "refundLineItems": "RefundLines",
    "refundShippingLines": "RefundShippingLines",
    "orderAdjustments": "OrderAdjustments",
}


def whole_order(client: AdminClient, order: Node) -> Node:
    """The order with all its lines, discounts, visits, sales and refund parts."""
    order_id = order["id"]
    whole = dict(order)
    for field, operation in _ORDER_PARTS.items():
        if goes_on(whole.get(field)):
            whole[field] = drained(whole[field], _order_reader(client, operation, order_id, field))
    journey = whole.get("customerJourneySummary")
    if journey and goes_on(journey.get("moments")):
        moments = drained(journey["moments"], _journey_reader(client, order_id))
        whole["customerJourneySummary"] = {**journey, "moments": moments}
    agreements = whole.get("agreements")
    if goes_on(agreements) or any(goes_on(item.get("sales")) for item in (agreements or {}).get("nodes", ())):
        whole["agreements"] = list(_agreements(client, order_id))
    whole["refunds"] = [_whole_refund(client, refund) for refund in whole.get("refunds") or ()]
    return whole


def whole_product(client: AdminClient, product: Node) -> Node:
    """The product with all its variants."""
    if not goes_on(product.get("variants")):
        return product

    def read_on(after: str) -> Any:
        found = client.run("ProductVariants", {"id": product["id"], "after": after})["product"]
        return found and found["variants"]

    return {**product, "variants": drained(product["variants"], read_on)}


def _whole_refund(client: AdminClient, refund: Node) -> Node:
    whole = dict(refund)
    for field, operation in _REFUND_PARTS.items():
        if goes_on(whole.get(field)):
            whole[field] = drained(whole[field], _refund_reader(client, operation, refund["id"], field))
    return whole


def _order_reader(client: AdminClient, operation: str, order_id: str, field: str) -> Any:
    def read_on(after: str) -> Any:
        order = client.run(operation, {"id": order_id, "after": after})["order"]
        return order and order[field]

    return read_on


def _journey_reader(client: AdminClient, order_id: str) -> Any:
    def read_on(after: str) -> Any:
        order = client.run("OrderVisits", {"id": order_id, "after": after})["order"]
        return order and order["customerJourneySummary"] and order["customerJourneySummary"]["moments"]

    return read_on


def _refund_reader(client: AdminClient, operation: str, refund_id: str, field: str) -> Any:
    def read_on(after: str) -> Any:
        refund = client.run(operation, {"id": refund_id, "after": after})["refund"]
        return refund and refund[field]

    return read_on


def _agreements(client: AdminClient, order_id: str) -> list[Node]:
    """The ledger agreement by agreement: an agreement cannot be asked for by its id, only by the cursor before it."""
    agreements: list[Node] = []
    before: str | None = None
    trail = PageTrail("Shopify")
    while True:
        page = _agreement(client, order_id, before, None)
        if not page or not page["nodes"]:
            return agreements
        agreement = page["nodes"][0]
        sales = drained(agreement["sales"], _sales_reader(client, order_id, before))
        agreements.append({**agreement, "sales": sales})
        following = next_cursor(page, trail)
        if following is None:
            return agreements
        before = following


def _sales_reader(client: AdminClient, order_id: str, before: str | None) -> Any:
    def read_on(after: str) -> Any:
        page = _agreement(client, order_id, before, after)
        return page and page["nodes"] and page["nodes"][0]["sales"]

    return read_on


def _agreement(client: AdminClient, order_id: str, before: str | None, sales_after: str | None) -> Any:
    order = client.run("OrderAgreement", {"id": order_id, "after": before, "salesAfter": sales_after})["order"]
    return order and order["agreements"]

"""What each column of the order tables is in Shopify's answer: of the part itself, or of the one around it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

Node = Mapping[str, Any]
Take = Callable[[Node, Node], Any]


def _plain(name: str) -> Take:
    return lambda node, _: node.get(name)


def _around(name: str) -> Take:
    return lambda _, around: around.get(name)


def _tail(name: str) -> Take:
    return lambda node, _: node[name].rpartition("/")[2]


def _tail_around(node: Node, around: Node) -> Any:
    return around["id"].rpartition("/")[2]


def _reference(name: str) -> Take:
    return lambda node, _: node[name]["id"].rpartition("/")[2] if node.get(name) else None


def _money(name: str, side: str = "shopMoney") -> Take:
    return lambda node, _: node[name][side]["amount"] if node.get(name) else None


def _inner(name: str, field: str) -> Take:
    return lambda node, _: node[name].get(field) if node.get(name) else None


def _fees(name: str) -> Take:
    return lambda node, _: str(sum(Decimal(fee[name]["amount"]) for fee in node["fees"])) if node["fees"] else None


def _discounted(node: Node, order: Node) -> str:
    shares = [
        Decimal(share["allocatedAmountSet"]["shopMoney"]["amount"])
        for line in [*order["lineItems"]["nodes"], *order["shippingLines"]["nodes"]]
        for share in line["discountAllocations"]
        if share["discountApplication"]["index"] == node["index"]
    ]
    return str(sum(shares))


COLUMNS: Mapping[str, Mapping[str, Take]] = {
    "orders": {
        "gid": _plain("id"),
        "order_name": _plain("name"),
        "is_test": _plain("test"),
        "created_at": _plain("createdAt"),
        "processed_at": _plain("processedAt"),
        "updated_at": _plain("updatedAt"),
        "cancelled_at": _plain("cancelledAt"),
        "cancel_reason": _plain("cancelReason"),
        "closed_at": _plain("closedAt"),
        "currency": _plain("currencyCode"),
        "presentment_currency": _plain("presentmentCurrencyCode"),
        "taxes_included": _plain("taxesIncluded"),
        "is_edited": _plain("edited"),
        "customer_key": _reference("customer"),
        "financial_status": _plain("displayFinancialStatus"),
        "fulfillment_status": _plain("displayFulfillmentStatus"),
        "return_status": _plain("returnStatus"),
        "source_name": _plain("sourceName"),
        "discount_codes": _plain("discountCodes"),
        "total_price": _money("totalPriceSet"),
        "total_price_presentment": _money("totalPriceSet", "presentmentMoney"),
        "subtotal_price": _money("subtotalPriceSet"),
        "total_tax": _money("totalTaxSet"),
        "total_discounts": _money("totalDiscountsSet"),
        "total_shipping": _money("totalShippingPriceSet"),
        "total_tip": _money("totalTipReceivedSet"),
        "total_refunded": _money("totalRefundedSet"),
        "current_total_price": _money("currentTotalPriceSet"),
        "net_payment": _money("netPaymentSet"),
        "journey_ready": _around("ready"),
        "journey_moments": lambda _, journey: journey["momentsCount"]["count"] if journey.get("momentsCount") else None,
        "customer_order_index": _around("customerOrderIndex"),
        "days_to_conversion": _around("daysToConversion"),
        "landing_page": _plain("landingPageUrl"),
        "referrer_url": _plain("referrerUrl"),
        "extra": lambda node, _: (
            {"shippingLines": node["shippingLines"]["nodes"]} if node["shippingLines"]["nodes"] else None
        ),
    },
    "order_lines": {
        "order_line_id": _tail("id"),
        "product_id": _reference("product"),
        "variant_id": _reference("variant"),
        "title": _plain("title"),
        "sku": _plain("sku"),
        "quantity": _plain("quantity"),
        "current_quantity": _plain("currentQuantity"),
        "is_gift_card": _plain("isGiftCard"),
        "unit_price": _money("originalUnitPriceSet"),
        "discount_allocations": _plain("discountAllocations"),
        "tax_lines": _plain("taxLines"),
    },
    "sales": {
        "agreement_id": _tail_around,
        "sale_id": _tail("id"),
        "happened_at": _around("happenedAt"),
        "reason": _around("reason"),
        "action_type": _plain("actionType"),
        "line_type": _plain("lineType"),
        "order_line_id": _reference("lineItem"),
        "quantity": _plain("quantity"),
        "total": _money("totalAmount"),
        "tax": _money("totalTaxAmount"),
        "discount_before_taxes": _money("totalDiscountAmountBeforeTaxes"),
    },
    "refunds": {
        "refund_id": _tail("id"),
        "created_at": _plain("createdAt"),
        "processed_at": _plain("processedAt"),
        "updated_at": _plain("updatedAt"),
        "amount": _money("totalRefundedSet"),
        "shipping_lines": _inner("refundShippingLines", "nodes"),
    },
    "refund_lines": {
        "refund_id": _tail_around,
        "refund_line_id": _tail("id"),
        "order_line_id": _reference("lineItem"),
        "quantity": _plain("quantity"),
        "restock_type": _plain("restockType"),
        "is_restocked": _plain("restocked"),
        "subtotal": _money("subtotalSet"),
        "tax": _money("totalTaxSet"),
    },
    "refund_adjustments": {
        "refund_id": _tail_around,
        "adjustment_id": _tail("id"),
        "reason": _plain("reason"),
        "amount": _money("amountSet"),
        "tax": _money("taxAmountSet"),
    },
    "transactions": {
        "transaction_id": _tail("id"),
        "parent_transaction_id": _reference("parentTransaction"),
        "kind": _plain("kind"),
        "status": _plain("status"),
        "gateway": _plain("gateway"),
        "is_test": _plain("test"),
        "created_at": _plain("createdAt"),
        "processed_at": _plain("processedAt"),
        "amount": _money("amountSet"),
        "currency": lambda node, _: node["amountSet"]["shopMoney"]["currencyCode"],
        "fee": _fees("amount"),
        "fee_tax": _fees("taxAmount"),
        "fee_currency": lambda node, _: node["fees"][0]["amount"]["currencyCode"] if node["fees"] else None,
        "fees": lambda node, _: node["fees"] or None,
    },
    "discounts": {
        "discount_index": _plain("index"),
        "discount_type": _plain("__typename"),
        "code": _plain("code"),
        "title": _plain("title"),
        "allocation_method": _plain("allocationMethod"),
        "target_selection": _plain("targetSelection"),
        "target_type": _plain("targetType"),
        "value_amount": _inner("value", "amount"),
        "value_currency": _inner("value", "currencyCode"),
        "value_percentage": _inner("value", "percentage"),
        "amount": _discounted,
    },
    "visits": {
        "visit_id": _tail("id"),
        "occurred_at": _plain("occurredAt"),
        "landing_page": _plain("landingPage"),
        "referrer_url": _plain("referrerUrl"),
        "referral_code": _plain("referralCode"),
        "source": _plain("source"),
        "source_type": _plain("sourceType"),
        "source_description": _plain("sourceDescription"),
        "utm_source": _inner("utmParameters", "source"),
        "utm_medium": _inner("utmParameters", "medium"),
        "utm_campaign": _inner("utmParameters", "campaign"),
        "utm_content": _inner("utmParameters", "content"),
        "utm_term": _inner("utmParameters", "term"),
    },
}
"""By table and column; a column that is not named here stays empty."""

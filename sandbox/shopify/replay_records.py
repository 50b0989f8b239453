"""Which REST field of orders, lines, refunds and transactions is which GraphQL field."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.shopify.replay_wire import (
    Renamed,
    Wire,
    amount,
    as_it_is,
    camel,
    connection,
    each,
    moment,
    reference,
    rest_record,
    upper,
)


def _discount_allocation(record: Mapping[str, Any]) -> Wire:
    known: Wire = {"allocatedAmountSet": camel(record["amount_set"])}
    if record.get("discount_application_index") is not None:
        known["discountApplication"] = {"index": record["discount_application_index"]}
    return known | {key: as_it_is(value) for key, value in record.items() if key != "amount_set"}


def _tax_line(record: Mapping[str, Any]) -> Wire:
    wire = {
        "title": record["title"],
        "rate": record["rate"],
        "channelLiable": record["channel_liable"],
        "priceSet": camel(record["price_set"]),
    }
    return wire | {"price": amount(record["price"])}


def _attribute(record: Mapping[str, Any]) -> Wire:
    return {"key": record["name"], "value": record["value"]}


def _same(*names: str) -> dict[str, Renamed]:
    return {name: Renamed(_camel(name), as_it_is) for name in names}


def _money(*names: str) -> dict[str, Renamed]:
    return {name: Renamed(_camel(name), camel) for name in names}


def _times(*names: str) -> dict[str, Renamed]:
    return {name: Renamed(_camel(name), moment) for name in names}


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


LINE_ITEM = {
    **_same("name", "title", "sku", "quantity", "vendor", "variant_title", "requires_shipping", "taxable"),
    "gift_card": Renamed("isGiftCard", as_it_is),
    "price_set": Renamed("originalUnitPriceSet", camel),
    "total_discount_set": Renamed("totalDiscountSet", camel),
    "product_id": Renamed("product", reference("Product")),
    "variant_id": Renamed("variant", reference("ProductVariant")),
    "tax_lines": Renamed("taxLines", each(_tax_line)),
    "discount_allocations": Renamed("discountAllocations", each(_discount_allocation)),
    "properties": Renamed("customAttributes", each(_attribute)),
}
line_item = rest_record("LineItem", LINE_ITEM)

REFUND_LINE_ITEM = {
    **_same("quantity"),
    **_money("subtotal_set", "total_tax_set"),
    "restock_type": Renamed("restockType", upper),
    "line_item": Renamed("lineItem", line_item),
}

ORDER_ADJUSTMENT = {
    **_money("amount_set"),
    "tax_amount_set": Renamed("taxAmountSet", camel),
    "kind": Renamed("reason", upper),
}

TRANSACTION = {
    **_same("gateway", "test", "payment_id"),
    **_times("created_at", "processed_at"),
    "kind": Renamed("kind", upper),
    "status": Renamed("status", upper),
    "parent_id": Renamed("parentTransaction", reference("OrderTransaction")),
}
_plain_transaction = rest_record("OrderTransaction", TRANSACTION)


def transaction(record: Mapping[str, Any]) -> Wire:
    """A transaction; REST gives amount and currency side by side, GraphQL a money bag."""
    wire = _plain_transaction(record)
    paid = {"amount": amount(wire.pop("amount")), "currencyCode": wire.pop("currency")}
    return wire | {"amountSet": {"shopMoney": paid, "presentmentMoney": paid}}


REFUND = {
    **_same("note"),
    **_times("created_at", "processed_at"),
    "refund_line_items": Renamed("refundLineItems", connection(rest_record("RefundLineItem", REFUND_LINE_ITEM))),
    "order_adjustments": Renamed("orderAdjustments", connection(rest_record("OrderAdjustment", ORDER_ADJUSTMENT))),
    "transactions": Renamed("transactions", connection(transaction)),
}
_plain_refund = rest_record("Refund", REFUND)


def refund(record: Mapping[str, Any]) -> Wire:
    """A refund; GraphQL says what went back in money, which is the sum of its successful transactions."""
    wire = _plain_refund(record)
    paid = [
        Decimal(item["amount"])
        for item in record["transactions"]
        if item["kind"] == "refund" and item["status"] == "success"
    ]
    currency = record["total_duties_set"]["shop_money"]["currency_code"]
    money = {"amount": amount(str(sum(paid, Decimal(0)))), "currencyCode": currency}
    return wire | {"totalRefundedSet": {"shopMoney": money, "presentmentMoney": money}}


customer = rest_record("Customer", {})

ORDER = {
    **_same(
        *("name", "number", "test", "confirmed", "note", "email", "phone", "billing_address"),
        *("shipping_address", "source_name", "source_identifier", "taxes_included", "estimated_taxes"),
        *("tax_exempt", "payment_gateway_names", "po_number", "customer_locale", "confirmation_number"),
        *("cart_token", "checkout_token", "payment_terms"),
    ),
    **_times("created_at", "processed_at", "updated_at", "cancelled_at", "closed_at"),
    **_money(
        *("total_price_set", "subtotal_price_set", "total_tax_set", "total_discounts_set"),
        *("total_shipping_price_set", "current_subtotal_price_set", "current_total_discounts_set"),
        *("current_total_price_set", "current_total_tax_set", "current_total_additional_fees_set"),
        *("current_total_duties_set", "original_total_additional_fees_set", "original_total_duties_set"),
    ),
    "customer": Renamed("customer", lambda record: record and customer(record)),
    "cancel_reason": Renamed("cancelReason", upper),
    "financial_status": Renamed("displayFinancialStatus", upper),
    "fulfillment_status": Renamed("displayFulfillmentStatus", lambda value: upper(value) or "UNFULFILLED"),
    "currency": Renamed("currencyCode", as_it_is),
    "presentment_currency": Renamed("presentmentCurrencyCode", as_it_is),
    "browser_ip": Renamed("clientIp", as_it_is),
    "landing_site": Renamed("landingPageUrl", as_it_is),
    "referring_site": Renamed("referrerUrl", as_it_is),
    "total_weight": Renamed("totalWeight", str),
    "tags": Renamed("tags", lambda text: [tag.strip() for tag in text.split(",") if tag.strip()]),
    "discount_codes": Renamed("discountCodes", each(lambda record: record["code"])),
    "note_attributes": Renamed("customAttributes", each(_attribute)),
    "tax_lines": Renamed("taxLines", each(_tax_line)),
    "line_items": Renamed("lineItems", connection(line_item)),
    "shipping_lines": Renamed("shippingLines", connection(camel)),
    "discount_applications": Renamed("discountApplications", connection(camel)),
    "refunds": Renamed("refunds", each(refund)),
}
order = rest_record("Order", ORDER)

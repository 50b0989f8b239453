"""An order node to the rows of its tables."""

from typing import Any

from pipelines.loading.connection import Connection
from pipelines.loading.personal_texts import clean_url
from pipelines.shopify import tables
from pipelines.shopify.discount_rows import discount_rows
from pipelines.shopify.fields import Fields, Node, Row, number_of
from pipelines.shopify.forgotten_orders import without_traces
from pipelines.shopify.journey_rows import journey_columns, visit_rows
from pipelines.shopify.ledger_rows import money_back_rows, sale_rows
from pipelines.shopify.personal_data import tracking_attributes

_MONEY = {
    "subtotal_price": "subtotalPriceSet",
    "total_tax": "totalTaxSet",
    "total_discounts": "totalDiscountsSet",
    "total_shipping": "totalShippingPriceSet",
    "total_tip": "totalTipReceivedSet",
    "total_refunded": "totalRefundedSet",
    "current_total_price": "currentTotalPriceSet",
    "net_payment": "netPaymentSet",
}
_PLAIN = {
    "order_name": "name",
    "is_test": "test",
    "created_at": "createdAt",
    "processed_at": "processedAt",
    "updated_at": "updatedAt",
    "cancelled_at": "cancelledAt",
    "cancel_reason": "cancelReason",
    "closed_at": "closedAt",
    "currency": "currencyCode",
    "presentment_currency": "presentmentCurrencyCode",
    "taxes_included": "taxesIncluded",
    "is_edited": "edited",
    "financial_status": "displayFinancialStatus",
    "fulfillment_status": "displayFulfillmentStatus",
    "return_status": "returnStatus",
    "source_name": "sourceName",
    "discount_codes": "discountCodes",
}

Rows = dict[str, list[Row]]


def order_rows(connection: Connection, shop_id: str, node: Node) -> Rows:
    """The rows of one complete order by table; the order comes first."""
    fields = Fields(node)
    gid = fields.take("id")
    order_id = str(number_of(gid))
    lines, shipping = fields.nodes("lineItems"), fields.nodes("shippingLines")
    rows: Rows = {
        "order_lines": [_line_row(order_id, item) for item in lines],
        "discounts": discount_rows(order_id, fields.nodes("discountApplications"), lines, shipping),
        "sales": sale_rows(order_id, fields.nodes("agreements")),
        **money_back_rows(order_id, fields.nodes("refunds"), fields.nodes("transactions")),
    }
    journey = fields.part("customerJourneySummary")
    rows["visits"] = visit_rows(order_id, journey)
    customer, email = fields.take("customer"), fields.take("email")
    attributes = fields.take("customAttributes")
    money = {column: fields.shop_money(name) for column, name in _MONEY.items()}
    total, total_presentment = fields.both_moneys("totalPriceSet")
    columns: dict[str, Any] = {
        "order_id": order_id,
        "gid": gid,
        "shop_id": shop_id,
        **{column: fields.take(name) for column, name in _PLAIN.items()},
        "customer_key": customer_key(connection, customer, email),
        "custom_attributes": tracking_attributes(attributes or ()),
        "total_price": total,
        "total_price_presentment": total_presentment,
        **money,
        **journey_columns(journey),
        "landing_page": clean_url(fields.take("landingPageUrl")),
        "referrer_url": clean_url(fields.take("referrerUrl")),
    }
    fields.keep("customerJourneySummary", journey)
    fields.keep_items("shippingLines", shipping)
    made = {"orders": [fields.row(tables.ORDERS, columns)], **rows}
    return without_traces(made) if connection.forgotten.is_order(order_id) else made


def customer_key(connection: Connection, customer: Node | None, email: str | None) -> str | None:
    """The keyed hash of the customer's number; without a customer, of the e-mail; without both None."""
    if customer and (number := number_of(customer.get("id"))):
        return connection.hash(number)
    address = (email or "").strip().lower()
    return connection.hash(address) if address else None


def _line_row(order_id: str, node: Node) -> Row:
    fields = Fields(node)
    columns = {
        "order_id": order_id,
        "order_line_id": fields.number(),
        "product_id": fields.reference("product"),
        "variant_id": fields.reference("variant"),
        "title": fields.take("title"),
        "sku": fields.take("sku"),
        "quantity": fields.take("quantity"),
        "current_quantity": fields.take("currentQuantity"),
        "is_gift_card": fields.take("isGiftCard"),
        "unit_price": fields.shop_money("originalUnitPriceSet"),
        "discount_allocations": fields.take("discountAllocations"),
        "tax_lines": fields.take("taxLines"),
    }
    return fields.row(tables.ORDER_LINES, columns)

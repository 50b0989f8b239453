"""An order as a node of the Admin API, as of *now*."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sandbox.market.model.sales import Customer, Order, OrderLine
from sandbox.shopify.customer_nodes import address_node
from sandbox.shopify.discount_nodes import Discounts, discounts_of
from sandbox.shopify.identifiers import gid, wire_time
from sandbox.shopify.journey_nodes import journey_node, landing_of
from sandbox.shopify.ledger_nodes import (
    OrderState,
    agreement_nodes,
    refund_nodes,
    transaction_nodes,
)
from sandbox.shopify.order_totals import financial_status, total_nodes, totals_of

Node = dict[str, Any]


def order_node(order: Order, now: datetime, customer: Customer | None, order_index: int | None) -> Node:
    """The order with everything below it; ``order_index`` counts the customer's earlier orders."""
    state = OrderState.of(order, now)
    totals = totals_of(state)
    discounts = discounts_of(order, state.lines)
    lines = {line.line_id: _line_node(state, line, discounts) for line in state.lines}
    shipping_line = _shipping_node(state)
    transactions = transaction_nodes(state)
    cancelled = order.cancelled_at is not None and order.cancelled_at <= now
    closed = order.closed_at is not None and order.closed_at <= now
    status = financial_status(state, totals)
    address = address_node(customer) if customer else None
    return {
        "__typename": "Order",
        "id": gid("Order", order.order_id),
        "legacyResourceId": str(order.order_id),
        "name": order.name,
        "number": order.number,
        "test": order.test,
        "confirmed": True,
        "createdAt": wire_time(order.created_at),
        "processedAt": wire_time(order.processed_at),
        "updatedAt": wire_time(order.updated_at(now)),
        "cancelledAt": wire_time(order.cancelled_at) if cancelled else None,
        "cancelReason": order.cancel_reason if cancelled else None,
        "closed": closed,
        "closedAt": wire_time(order.closed_at) if closed else None,
        "edited": any(item.reason == "ORDER_EDIT" for item in state.agreements),
        "sourceName": order.source_name,
        "note": None,
        "tags": [],
        "email": order.email,
        "phone": customer.phone if customer else None,
        "currencyCode": order.currency,
        "presentmentCurrencyCode": order.presentment_currency,
        "taxesIncluded": order.taxes_included,
        "estimatedTaxes": False,
        "discountCode": order.discount_codes[0] if order.discount_codes else None,
        "discountCodes": list(order.discount_codes),
        "customAttributes": [
            {"__typename": "Attribute", "key": key, "value": value} for key, value in order.custom_attributes
        ],
        "paymentGatewayNames": sorted({item.gateway for item in state.transactions}),
        "displayFinancialStatus": status,
        "displayFulfillmentStatus": "FULFILLED" if closed and not cancelled else "UNFULFILLED",
        "returnStatus": "RETURNED" if any(refund.lines for refund in state.refunds) else "NO_RETURN",
        "fullyPaid": totals.outstanding == 0,
        "unpaid": totals.received == 0 and totals.total > 0,
        "subtotalLineItemsQuantity": sum(line["quantity"] for line in lines.values()),
        "currentSubtotalLineItemsQuantity": sum(line["currentQuantity"] for line in lines.values()),
        "customer": order.customer_id,
        "billingAddress": address,
        "shippingAddress": address,
        **landing_of(order),
        "customerJourneySummary": journey_node(order, now, order_index),
        **total_nodes(state, totals),
        "taxLines": [_tax_node(state, line) for line in state.lines if line.tax][:1],
        "lineItems": list(lines.values()),
        "discountApplications": list(discounts.applications),
        "shippingLine": shipping_line,
        "shippingLines": [shipping_line] if shipping_line else [],
        "agreements": agreement_nodes(state, lines, shipping_line),
        "refunds": refund_nodes(state, lines, transactions, shipping_line),
        "transactions": list(transactions.values()),
    }


def _line_node(state: OrderState, line: OrderLine, discounts: Discounts) -> Node:
    bag = state.purse.bag
    sold = [
        (sale.quantity or 0, sale.action_type)
        for agreement in state.agreements
        for sale in agreement.sales
        if sale.line_id == line.line_id
    ]
    current = sum(quantity for quantity, _ in sold)
    return {
        "__typename": "LineItem",
        "id": gid("LineItem", line.line_id),
        "name": line.title,
        "title": line.title,
        "variantTitle": None,
        "sku": line.sku,
        "vendor": None,
        "quantity": line.quantity,
        "currentQuantity": current,
        "refundableQuantity": current,
        "isGiftCard": line.is_gift_card,
        "requiresShipping": not line.is_gift_card,
        "taxable": line.tax_rate > 0,
        "product": line.product_id,
        "variant": line.variant_id,
        "customAttributes": [],
        "originalUnitPriceSet": bag(line.unit_price),
        "originalTotalSet": bag(line.unit_price * line.quantity),
        "totalDiscountSet": bag(Decimal(0)),
        "discountAllocations": discounts.allocations(line, state.purse),
        "taxLines": [_tax_node(state, line)] if line.tax else [],
    }


def _tax_node(state: OrderState, line: OrderLine) -> Node:
    return {
        "__typename": "TaxLine",
        "title": "Tax",
        "rate": float(line.tax_rate),
        "ratePercentage": float(line.tax_rate * 100),
        "source": "shopify",
        "priceSet": state.purse.bag(line.tax),
    }


def _shipping_node(state: OrderState) -> Node | None:
    """The shipping line; free shipping has one too, an order without delivery has none."""
    sales = [
        sale
        for agreement in state.agreements
        for sale in agreement.sales
        if sale.line_type == "SHIPPING" and sale.action_type == "ORDER"
    ]
    if not sales:
        return None
    price = sum((sale.total - (0 if state.order.taxes_included else sale.tax) for sale in sales), Decimal(0))
    return {
        "__typename": "ShippingLine",
        "id": gid("ShippingLine", state.order.order_id),
        "title": "Standard",
        "code": "standard",
        "source": "shopify",
        "isRemoved": False,
        "originalPriceSet": state.purse.bag(price),
        "discountedPriceSet": state.purse.bag(price),
        "discountAllocations": [],
        "taxLines": [],
    }

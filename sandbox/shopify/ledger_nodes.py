"""Agreements, sales, refunds and transactions of an order as nodes, hiding what happens after *now*."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sandbox.market.model.sales import Agreement, Order, OrderLine, Refund, Sale, Transaction
from sandbox.shopify.identifiers import gid, wire_time
from sandbox.shopify.money import Purse, minor_unit
from sandbox.shopify.payment_fees import fee_nodes

Node = dict[str, Any]

_AGREEMENT_TYPES = {
    "ORDER": "OrderAgreement",
    "ORDER_EDIT": "OrderEditAgreement",
    "REFUND": "RefundAgreement",
    "RETURN": "ReturnAgreement",
}
_SALE_TYPES = {
    "PRODUCT": "ProductSale",
    "GIFT_CARD": "GiftCardSale",
    "SHIPPING": "ShippingLineSale",
    "TIP": "TipSale",
    "ADJUSTMENT": "AdjustmentSale",
}
_GATEWAY_NAMES = {"shopify_payments": "Shopify Payments", "paypal": "PayPal", "gift_card": "Gift card"}


@dataclass(frozen=True, slots=True)
class OrderState:
    """What of an order has happened until ``now``."""

    order: Order
    now: datetime
    lines: tuple[OrderLine, ...]
    agreements: tuple[Agreement, ...]
    refunds: tuple[Refund, ...]
    transactions: tuple[Transaction, ...]
    purse: Purse

    @classmethod
    def of(cls, order: Order, now: datetime) -> "OrderState":
        return cls(
            order=order,
            now=now,
            lines=tuple(line for line in order.lines if line.added_at <= now),
            agreements=tuple(item for item in order.agreements if item.happened_at <= now),
            refunds=tuple(refund for refund in order.refunds if refund.created_at <= now),
            transactions=tuple(item for item in order.transactions if item.created_at <= now),
            purse=Purse(order.currency, order.presentment_currency, order.presentment_rate),
        )


def agreement_nodes(state: OrderState, lines: Mapping[int, Node], shipping_line: Node | None) -> list[Node]:
    """The sales ledger. ``lines`` are the order's line nodes by line id."""
    refund_at = {refund.created_at: refund.refund_id for refund in state.refunds}
    return [
        {
            "__typename": _AGREEMENT_TYPES[agreement.reason],
            "id": gid("SalesAgreement", agreement.agreement_id),
            "happenedAt": wire_time(agreement.happened_at),
            "reason": agreement.reason,
            "sales": [_sale_node(state, sale, lines, shipping_line) for sale in agreement.sales],
            "order": state.order.order_id,
            "refund": refund_at.get(agreement.happened_at),
        }
        for agreement in state.agreements
    ]


def _sale_node(state: OrderState, sale: Sale, lines: Mapping[int, Node], shipping_line: Node | None) -> Node:
    bag = state.purse.bag
    rate = next((line.tax_rate for line in state.lines if line.line_id == sale.line_id), Decimal(0))
    discount_after = sale.discount_before_taxes
    if sale.tax:
        unit = minor_unit(state.order.currency)
        discount_after = (sale.discount_before_taxes * (1 + rate)).quantize(unit, ROUND_HALF_EVEN)
    return {
        "__typename": _SALE_TYPES[sale.line_type],
        "id": gid("Sale", sale.sale_id),
        "actionType": sale.action_type,
        "lineType": sale.line_type,
        "quantity": sale.quantity,
        "totalAmount": bag(sale.total),
        "totalTaxAmount": bag(sale.tax),
        "totalDiscountAmountBeforeTaxes": bag(sale.discount_before_taxes),
        "totalDiscountAmountAfterTaxes": bag(discount_after),
        "lineItem": lines.get(sale.line_id) if sale.line_id else None,
        "shippingLine": shipping_line if sale.line_type == "SHIPPING" else None,
    }


def transaction_nodes(state: OrderState) -> dict[int, Node]:
    """Payments by transaction id, in the order in which they happened."""
    nodes: dict[int, Node] = {}
    for transaction in state.transactions:
        nodes[transaction.transaction_id] = {
            "__typename": "OrderTransaction",
            "id": gid("OrderTransaction", transaction.transaction_id),
            "kind": transaction.kind,
            "status": transaction.status,
            "gateway": transaction.gateway,
            "formattedGateway": _GATEWAY_NAMES.get(transaction.gateway, transaction.gateway.title()),
            "test": state.order.test,
            "manualPaymentGateway": transaction.gateway == "manual",
            "createdAt": wire_time(transaction.created_at),
            "processedAt": wire_time(transaction.created_at),
            "amountSet": state.purse.bag(transaction.amount),
            "fees": fee_nodes(transaction, state.order.currency),
            "parentTransaction": nodes.get(transaction.parent_id) if transaction.parent_id else None,
            "order": state.order.order_id,
        }
    return nodes


def refund_nodes(
    state: OrderState, lines: Mapping[int, Node], transactions: Mapping[int, Node], shipping_line: Node | None
) -> list[Node]:
    """Refunds with their lines, shipping, adjustments and transactions.

    An adjustment in the customer's favour, which an amount-only refund is, stands with a minus.
    """
    bag = state.purse.bag
    unit_prices = {line.line_id: line.unit_price for line in state.lines}
    return [
        {
            "__typename": "Refund",
            "id": gid("Refund", refund.refund_id),
            "legacyResourceId": str(refund.refund_id),
            "createdAt": wire_time(refund.created_at),
            "processedAt": wire_time(refund.created_at),
            "updatedAt": wire_time(refund.created_at),
            "note": refund.note or None,
            "order": state.order.order_id,
            "totalRefundedSet": bag(refund.total),
            "refundLineItems": [
                {
                    "__typename": "RefundLineItem",
                    "id": gid("RefundLineItem", line.refund_line_id),
                    "quantity": line.quantity,
                    "restockType": line.restock_type,
                    "restocked": line.restock_type != "NO_RESTOCK",
                    "lineItem": lines[line.line_id],
                    "priceSet": bag(unit_prices[line.line_id]),
                    "subtotalSet": bag(line.subtotal),
                    "totalTaxSet": bag(line.tax),
                }
                for line in refund.lines
            ],
            "refundShippingLines": [
                {
                    "__typename": "RefundShippingLine",
                    "id": gid("RefundShippingLine", refund.refund_id),
                    "shippingLine": shipping_line,
                    "subtotalAmountSet": bag(refund.shipping),
                    "taxAmountSet": bag(refund.shipping_tax),
                }
            ]
            if refund.shipping
            else [],
            "orderAdjustments": [
                {
                    "__typename": "OrderAdjustment",
                    "id": gid("OrderAdjustment", adjustment.adjustment_id),
                    "reason": adjustment.reason,
                    "amountSet": bag(-abs(adjustment.amount)),
                    "taxAmountSet": bag(-abs(adjustment.tax)),
                }
                for adjustment in refund.adjustments
            ],
            "transactions": [transactions[number] for number in refund.transaction_ids if number in transactions],
        }
        for refund in state.refunds
    ]

"""The sales ledger, payments and refunds of an order to rows."""

from decimal import Decimal

from pipelines.shopify import tables
from pipelines.shopify.fields import Fields, Node, Row

Rows = dict[str, list[Row]]

_FEE_PARTS = ("amount", "taxAmount")


def sale_rows(order_id: str, agreements: list[Node]) -> list[Row]:
    """One row per sale, with what its agreement says."""
    rows = []
    for agreement in agreements:
        fields = Fields(agreement)
        sales = fields.nodes("sales")
        shared = {
            "order_id": order_id,
            "agreement_id": fields.number(),
            "happened_at": fields.take("happenedAt"),
            "reason": fields.take("reason"),
        }
        for sale in sales:
            sale_fields = Fields(sale)
            sale_fields.take("__typename")
            sale_fields.keep("agreement", fields)
            rows.append(_sale_row(shared, sale_fields))
    return rows


def _sale_row(shared: Row, fields: Fields) -> Row:
    columns = {
        **shared,
        "sale_id": fields.number(),
        "action_type": fields.take("actionType"),
        "line_type": fields.take("lineType"),
        "order_line_id": fields.reference("lineItem"),
        "quantity": fields.take("quantity"),
        "total": fields.shop_money("totalAmount"),
        "tax": fields.shop_money("totalTaxAmount"),
        "discount_before_taxes": fields.shop_money("totalDiscountAmountBeforeTaxes"),
    }
    return fields.row(tables.SALES, columns)


def money_back_rows(order_id: str, refunds: list[Node], transactions: list[Node]) -> Rows:
    """Refunds with their lines and adjustments, and the payments of the order and of its refunds, each once."""
    payments = {row["transaction_id"]: row for row in (_transaction_row(order_id, node) for node in transactions)}
    rows: Rows = {"refunds": [], "refund_lines": [], "refund_adjustments": []}
    for refund in refunds:
        fields = Fields(refund)
        refund_id = str(fields.number())
        rows["refund_lines"] += [
            _refund_line_row(order_id, refund_id, item) for item in fields.nodes("refundLineItems")
        ]
        rows["refund_adjustments"] += [
            _adjustment_row(order_id, refund_id, item) for item in fields.nodes("orderAdjustments")
        ]
        for payment in fields.nodes("transactions"):
            row = _transaction_row(order_id, payment)
            payments.setdefault(row["transaction_id"], row)
        rows["refunds"].append(_refund_row(order_id, refund_id, fields))
    return {**rows, "transactions": list(payments.values())}


def _refund_row(order_id: str, refund_id: str, fields: Fields) -> Row:
    columns = {
        "order_id": order_id,
        "refund_id": refund_id,
        "created_at": fields.take("createdAt"),
        "processed_at": fields.take("processedAt"),
        "updated_at": fields.take("updatedAt"),
        "amount": fields.shop_money("totalRefundedSet"),
        "shipping_lines": fields.nodes("refundShippingLines"),
    }
    return fields.row(tables.REFUNDS, columns)


def _refund_line_row(order_id: str, refund_id: str, node: Node) -> Row:
    fields = Fields(node)
    columns = {
        "order_id": order_id,
        "refund_id": refund_id,
        "refund_line_id": fields.number(),
        "order_line_id": fields.reference("lineItem"),
        "quantity": fields.take("quantity"),
        "restock_type": fields.take("restockType"),
        "is_restocked": fields.take("restocked"),
        "subtotal": fields.shop_money("subtotalSet"),
        "tax": fields.shop_money("totalTaxSet"),
    }
    return fields.row(tables.REFUND_LINES, columns)


def _adjustment_row(order_id: str, refund_id: str, node: Node) -> Row:
    fields = Fields(node)
    columns = {
        "order_id": order_id,
        "refund_id": refund_id,
        "adjustment_id": fields.number(),
        "reason": fields.take("reason"),
        "amount": fields.shop_money("amountSet"),
        "tax": fields.shop_money("taxAmountSet"),
    }
    return fields.row(tables.REFUND_ADJUSTMENTS, columns)


def _transaction_row(order_id: str, node: Node) -> Row:
    fields = Fields(node)
    currency = ((node.get("amountSet") or {}).get("shopMoney") or {}).get("currencyCode")
    fees = fields.nodes("fees")
    columns = {
        "order_id": order_id,
        "transaction_id": fields.number(),
        "parent_transaction_id": fields.reference("parentTransaction"),
        "kind": fields.take("kind"),
        "status": fields.take("status"),
        "gateway": fields.take("gateway"),
        "is_test": fields.take("test"),
        "created_at": fields.take("createdAt"),
        "processed_at": fields.take("processedAt"),
        "amount": fields.shop_money("amountSet"),
        "currency": currency,
        **_fee_columns(fees),
    }
    return fields.row(tables.TRANSACTIONS, columns)


def _fee_columns(fees: list[Node]) -> Row:
    """The sum of a payment's fees; null where there are none or they stand in several currencies."""
    currencies = {fee["amount"]["currencyCode"] for fee in fees}
    if len(currencies) != 1:
        return {"fee": None, "fee_tax": None, "fee_currency": None, "fees": fees or None}
    amounts, taxes = ([Decimal((fee.get(name) or {}).get("amount", 0)) for fee in fees] for name in _FEE_PARTS)
    return {
        "fee": str(sum(amounts)),
        "fee_tax": str(sum(taxes)),
        "fee_currency": currencies.pop(),
        "fees": fees,
    }

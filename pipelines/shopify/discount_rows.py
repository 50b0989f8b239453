"""The discounts of an order to rows: what was granted, and what it came to over lines and shipping."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from pipelines.shopify import tables
from pipelines.shopify.fields import Fields, Node, Row, items_of


def discount_rows(order_id: str, discounts: list[Node], lines: list[Node], shipping: list[Node]) -> list[Row]:
    """One row per discount; ``amount`` is the sum of its shares, as the shop shows prices."""
    amounts = _amounts_by_index([*lines, *shipping])
    return [_discount_row(order_id, node, amounts) for node in discounts]


def _discount_row(order_id: str, node: Node, amounts: Mapping[int, Decimal]) -> Row:
    fields = Fields(node)
    index = fields.take("index")
    value = fields.take("value")
    value = value if isinstance(value, Mapping) else {}
    columns = {
        "order_id": order_id,
        "discount_index": index,
        "discount_type": fields.take("__typename"),
        "code": fields.take("code"),
        "title": fields.take("title"),
        "allocation_method": fields.take("allocationMethod"),
        "target_selection": fields.take("targetSelection"),
        "target_type": fields.take("targetType"),
        "value_amount": value.get("amount"),
        "value_currency": value.get("currencyCode"),
        "value_percentage": None if value.get("percentage") is None else str(value["percentage"]),
        "amount": str(amounts.get(index, Decimal(0))),
    }
    return fields.row(tables.DISCOUNTS, columns)


def _amounts_by_index(discounted: Iterable[Node]) -> dict[int, Decimal]:
    amounts: dict[int, Decimal] = defaultdict(Decimal)
    for node in discounted:
        for allocation in items_of(node.get("discountAllocations")):
            index = (allocation.get("discountApplication") or {}).get("index")
            share = ((allocation.get("allocatedAmountSet") or {}).get("shopMoney") or {}).get("amount")
            if index is not None:
                amounts[index] += _number(share)
    return amounts


def _number(text: str | None) -> Decimal:
    """An amount; what is none counts nothing here and stays visible in the line's own column."""
    try:
        number = Decimal(text or 0)
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)

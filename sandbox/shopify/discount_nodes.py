"""Discounts of an order as nodes: what was granted, and which share of it each line got.

Where an order has a code, the last share of each line is the code's; the shares before it, and all shares of an order
without a code, were granted on single lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.market.model.sales import Order, OrderLine
from sandbox.shopify.money import Purse, money

Node = dict[str, Any]

LINE_DISCOUNT_TITLE = "Bundle"


@dataclass(frozen=True, slots=True)
class Discounts:
    """The discount applications of an order, in the order of their index: the lines' own, then the code's."""

    applications: tuple[Node, ...]
    code: Node | None
    own: Node | None

    def allocations(self, line: OrderLine, purse: Purse) -> list[Node]:
        """The line's shares, each with the application it is a share of."""
        last = len(line.discounts) - 1
        return [
            {
                "__typename": "DiscountAllocation",
                "allocatedAmountSet": purse.bag(share),
                "discountApplication": self.code if self.code and place == last else self.own,
            }
            for place, share in enumerate(line.discounts)
            if share
        ]


def discounts_of(order: Order, lines: Sequence[OrderLine]) -> Discounts:
    """The applications of ``order`` over the ``lines`` it has so far."""
    by_code = Decimal(0)
    granted = Decimal(0)
    base = Decimal(0)
    for line in lines:
        shares = line.discounts
        own = shares[:-1] if order.discount_codes else shares
        granted += sum(own, Decimal(0))
        if order.discount_codes and shares:
            by_code += shares[-1]
            base += line.unit_price * line.quantity - sum(own, Decimal(0))
    own_node = _node("AutomaticDiscountApplication", 0, "EACH", "EXPLICIT", money(granted, order.currency))
    own_node["title"] = LINE_DISCOUNT_TITLE
    percent = {
        "__typename": "PricingPercentageValue",
        "percentage": float(round(by_code / base * 100, 1)) if base else 0,
    }
    code_node = _node("DiscountCodeApplication", 1 if granted else 0, "ACROSS", "ALL", percent)
    code_node["code"] = order.discount_codes[0] if order.discount_codes else None
    kept_own = own_node if granted else None
    kept_code = code_node if by_code else None
    return Discounts(tuple(node for node in (kept_own, kept_code) if node), kept_code, kept_own)


def _node(type_name: str, index: int, method: str, selection: str, value: Node) -> Node:
    return {
        "__typename": type_name,
        "index": index,
        "allocationMethod": method,
        "targetSelection": selection,
        "targetType": "LINE_ITEM",
        "value": value,
    }

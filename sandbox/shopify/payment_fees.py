"""What Shopify Payments takes for a payment: a share of it and a fixed part, known for its own gateway only."""

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sandbox.market.model.sales import Transaction
from sandbox.shopify.identifiers import gid
from sandbox.shopify.money import amount_text, minor_unit, money

RATE = Decimal("0.029")
FLAT_UNITS = 30
"""The fixed part in minor units of the shop's currency."""


def fee_nodes(transaction: Transaction, currency: str) -> list[dict[str, Any]]:
    """The fees of a payment; refunds, holds and other gateways have none."""
    if (
        transaction.gateway != "shopify_payments"
        or transaction.kind not in ("SALE", "CAPTURE")
        or transaction.status != "SUCCESS"
    ):
        return []
    unit = minor_unit(currency)
    flat = unit * FLAT_UNITS
    amount = (transaction.amount * RATE + flat).quantize(unit, ROUND_HALF_EVEN)
    return [
        {
            "__typename": "TransactionFee",
            "id": gid("TransactionFee", transaction.transaction_id),
            "type": "processing_fee",
            "amount": money(amount, currency),
            "flatFee": money(flat, currency),
            "flatFeeName": "Card fee",
            "rate": amount_text(RATE * 100, "USD"),
            "rateName": "Domestic card rate",
            "taxAmount": money(Decimal(0), currency),
        }
    ]

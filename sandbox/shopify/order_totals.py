"""What an order amounts to at a moment: totals and payment status, all from its ledger and its transactions."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.market.model.sales import Sale
from sandbox.shopify.ledger_nodes import OrderState

ZERO = Decimal(0)
_SOLD = ("ORDER", "UPDATE")


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts in shop currency; a subtotal contains taxes only where the shop's prices do."""

    original_total: Decimal
    total: Decimal
    current_total: Decimal
    subtotal: Decimal
    current_subtotal: Decimal
    tax: Decimal
    current_tax: Decimal
    discounts: Decimal
    shipping: Decimal
    tip: Decimal
    received: Decimal
    refunded: Decimal
    refunded_shipping: Decimal
    discrepancy: Decimal
    paid_back: Decimal

    @property
    def net_payment(self) -> Decimal:
        return self.received - self.paid_back

    @property
    def outstanding(self) -> Decimal:
        return max(ZERO, self.current_total - self.net_payment)


def totals_of(state: OrderState) -> Totals:
    """The totals of an order as of its state."""
    sales = [sale for agreement in state.agreements for sale in agreement.sales]
    sold = [sale for sale in sales if sale.action_type in _SOLD]
    original = [sale for item in state.agreements if item.reason == "ORDER" for sale in item.sales]
    taxes_included = state.order.taxes_included

    def goods(chosen: Iterable[Sale]) -> Decimal:
        return sum(
            (
                sale.total - (ZERO if taxes_included else sale.tax)
                for sale in chosen
                if sale.line_type in ("PRODUCT", "GIFT_CARD")
            ),
            ZERO,
        )

    shipping = [sale for sale in sold if sale.line_type == "SHIPPING"]
    return Totals(
        original_total=_total(original),
        total=_total(sold),
        current_total=_total(sales),
        subtotal=goods(sold),
        current_subtotal=goods(sales),
        tax=sum((sale.tax for sale in sold), ZERO),
        current_tax=sum((sale.tax for sale in sales), ZERO),
        discounts=sum((share for line in state.lines for share in line.discounts), ZERO),
        shipping=sum((sale.total - (ZERO if taxes_included else sale.tax) for sale in shipping), ZERO),
        tip=_total(sale for sale in sold if sale.line_type == "TIP"),
        received=_paid(state, ("SALE", "CAPTURE")),
        refunded=sum((refund.total for refund in state.refunds), ZERO),
        refunded_shipping=sum((refund.shipping for refund in state.refunds), ZERO),
        discrepancy=-sum((abs(item.amount) for refund in state.refunds for item in refund.adjustments), ZERO),
        paid_back=_paid(state, ("REFUND",)),
    )


def financial_status(state: OrderState, totals: Totals) -> str:
    """``displayFinancialStatus``."""
    succeeded = {item.kind for item in state.transactions if item.status == "SUCCESS"}
    if totals.received == ZERO and totals.total > ZERO:
        if "VOID" in succeeded:
            return "VOIDED"
        return "AUTHORIZED" if "AUTHORIZATION" in succeeded else "PENDING"
    if totals.paid_back > ZERO:
        return "REFUNDED" if totals.paid_back >= totals.received else "PARTIALLY_REFUNDED"
    return "PARTIALLY_PAID" if totals.outstanding > ZERO else "PAID"


def total_nodes(state: OrderState, totals: Totals) -> dict[str, Any]:
    """The money fields of an order node."""
    bag = state.purse.bag
    return {
        "totalPriceSet": bag(totals.total),
        "originalTotalPriceSet": bag(totals.original_total),
        "currentTotalPriceSet": bag(totals.current_total),
        "subtotalPriceSet": bag(totals.subtotal),
        "currentSubtotalPriceSet": bag(totals.current_subtotal),
        "totalTaxSet": bag(totals.tax),
        "currentTotalTaxSet": bag(totals.current_tax),
        "totalDiscountsSet": bag(totals.discounts),
        "totalShippingPriceSet": bag(totals.shipping),
        "totalTipReceivedSet": bag(totals.tip),
        "totalReceivedSet": bag(totals.received),
        "totalRefundedSet": bag(totals.refunded),
        "totalRefundedShippingSet": bag(totals.refunded_shipping),
        "refundDiscrepancySet": bag(totals.discrepancy),
        "totalOutstandingSet": bag(totals.outstanding),
        "netPaymentSet": bag(totals.net_payment),
    }


def _total(sales: Iterable[Sale]) -> Decimal:
    return sum((sale.total for sale in sales), ZERO)


def _paid(state: OrderState, kinds: tuple[str, ...]) -> Decimal:
    return sum(
        (
            transaction.amount
            for transaction in state.transactions
            if transaction.kind in kinds and transaction.status == "SUCCESS"
        ),
        ZERO,
    )

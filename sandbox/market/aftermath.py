"""What happens to an order later: cancellations, refunds, returns without money, edits."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sandbox.market.currencies import minor_unit, to_minor
from sandbox.market.ledger import OrderArithmetic
from sandbox.market.model.sales import Adjustment, Agreement, Order, OrderLine, Refund, RefundLine, Sale, Transaction


class Aftermath:
    """Later events of orders of one shop. ``extra_line`` makes the line that an edit adds."""

    def __init__(
        self, sums: OrderArithmetic, ids: Iterator[int], chance: Random, extra_line: Callable[[datetime], OrderLine]
    ) -> None:
        self._sums = sums
        self._ids = ids
        self._chance = chance
        self._extra_line = extra_line

    def live(self, order: Order, special: str) -> Order:
        """The order with what ``special`` makes of it; a few ordinary orders come back as well."""
        later = order.created_at + timedelta(days=self._chance.randint(1, 16), minutes=self._chance.randint(0, 700))
        match special:
            case "cancelled":
                return self._cancelled(order, order.created_at + timedelta(hours=self._chance.randint(2, 40)))
            case "partial_refund" | "discounted_refund":
                return self._refunded(order, later, {0: 1})
            case "late_refund":
                return self._refunded(order, later + timedelta(days=22), {1: 1})
            case "two_refunds":
                first = self._refunded(order, later, {0: 1})
                return self._refunded(first, later + timedelta(days=3), {0: 1, 1: 1}, before={0: 1})
            case "return_without_money":
                return self._refunded(order, later, {0: 1}, money=False, reason="RETURN")
            case "amount_refund":
                return self._amount_refunded(order, later)
            case "edited":
                return self._edited(order, order.created_at + timedelta(days=2, hours=3))
            case "" if self._chance.random() < 0.05:
                return self._refunded(order, later, {0: 1})
        return order

    def _sale_of(self, order: Order, line: OrderLine) -> Sale:
        return next(sale for sale in order.agreements[0].sales if sale.line_id == line.line_id)

    def _refunded(
        self, order: Order, at: datetime, quantities: dict[int, int], before: dict[int, int] | None = None, *,
        money: bool = True, shipping: bool = False, reason: str = "REFUND", restock: str = "RETURN",
    ) -> Order:  # fmt: skip
        returned, lines = [], []
        for place, quantity in quantities.items():
            line = order.lines[place]
            sale = self._sums.returned(self._sale_of(order, line), quantity, (before or {}).get(place, 0), self._ids)
            returned.append(sale)
            subtotal = -sale.total if order.taxes_included else -(sale.total - sale.tax)
            lines.append(
                RefundLine(
                    next(self._ids), line.line_id, quantity, "CANCEL" if restock == "CANCEL" else "RETURN", subtotal,
                    -sale.tax,
                )
            )  # fmt: skip
        shipping_paid, shipping_tax = (order.shipping, order.shipping_tax) if shipping else (Decimal(0), Decimal(0))
        if shipping_paid:
            total = -self._sums.with_tax(shipping_paid, shipping_tax)
            returned.append(Sale(next(self._ids), "RETURN", "SHIPPING", None, None, total, -shipping_tax, Decimal(0)))
        amount = -sum((sale.total for sale in returned), Decimal(0)) if money else Decimal(0)
        return self._with_refund(order, at, returned, lines, (), amount, shipping_paid, shipping_tax, reason)

    def _amount_refunded(self, order: Order, at: datetime) -> Order:
        amount = to_minor(self._sums.line_total(order.lines[0]) / 8, order.currency) or minor_unit(order.currency)
        sale = Sale(next(self._ids), "RETURN", "ADJUSTMENT", None, None, -amount, Decimal(0), Decimal(0))
        adjustment = Adjustment(next(self._ids), "REFUND_DISCREPANCY", -amount, Decimal(0))
        return self._with_refund(order, at, [sale], [], (adjustment,), amount, Decimal(0), Decimal(0), "REFUND")

    def _with_refund(
        self, order: Order, at: datetime, sales: list[Sale], lines: list[RefundLine],
        adjustments: tuple[Adjustment, ...], amount: Decimal, shipping: Decimal, shipping_tax: Decimal, reason: str,
    ) -> Order:  # fmt: skip
        paid = next((each for each in order.transactions if each.kind in ("SALE", "CAPTURE")), None)
        payments: tuple[Transaction, ...] = ()
        if amount and paid and paid.status == "SUCCESS":
            payments = (
                Transaction(next(self._ids), "REFUND", "SUCCESS", paid.gateway, at, amount, paid.transaction_id),
            )
        refund = Refund(
            next(self._ids), at, "", tuple(lines), shipping, shipping_tax, adjustments,
            amount if payments else Decimal(0), tuple(each.transaction_id for each in payments),
        )  # fmt: skip
        agreement = Agreement(next(self._ids), "RETURN" if reason == "RETURN" else "REFUND", at, tuple(sales))
        return replace(
            order,
            refunds=(*order.refunds, refund),
            agreements=(*order.agreements, agreement),
            transactions=(*order.transactions, *payments),
        )

    def _cancelled(self, order: Order, at: datetime) -> Order:
        everything = {place: line.quantity for place, line in enumerate(order.lines)}
        undone = self._refunded(order, at, everything, shipping=True, restock="CANCEL")
        return replace(undone, cancelled_at=at, cancel_reason="CUSTOMER", closed_at=at)

    def _edited(self, order: Order, at: datetime) -> Order:
        line = self._extra_line(at)
        sale = self._sums.sold(next(self._ids), line, "UPDATE")
        paid = Transaction(next(self._ids), "SALE", "SUCCESS", "shopify_payments", at, sale.total)
        return replace(
            order,
            lines=(*order.lines, line),
            agreements=(*order.agreements, Agreement(next(self._ids), "ORDER_EDIT", at, (sale,))),
            transactions=(*order.transactions, paid),
        )

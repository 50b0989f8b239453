"""The arithmetic of an order: lines with discounts and tax, and the ledger entries that they and their returns make."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sandbox.market.currencies import minor_unit, to_minor
from sandbox.market.model.sales import OrderLine, Sale


def shares(total: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    """``total`` split by ``weights`` into multiples of ``unit`` that sum to it, by largest remainders."""
    whole = sum(weights, Decimal(0))
    if not whole:
        return [Decimal(0) * unit for _ in weights]
    exact = [total * weight / whole for weight in weights]
    parts = [part // unit * unit for part in exact]
    short = int((total - sum(parts, Decimal(0))) / unit)
    by_remainder = sorted(range(len(weights)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_remainder[:short]:
        parts[place] += unit
    return parts


class OrderArithmetic:
    """Amounts of one shop: its currency, its tax rate, and whether prices include the tax."""

    def __init__(self, currency: str, tax_rate: Decimal, taxes_included: bool) -> None:
        self._currency = currency
        self._rate = tax_rate
        self._included = taxes_included

    def tax_of(self, paid: Decimal) -> Decimal:
        """The tax in, or on top of, an amount as the shop shows it."""
        share = self._rate / (1 + self._rate) if self._included else self._rate
        return to_minor(paid * share, self._currency)

    def with_tax(self, paid: Decimal, tax: Decimal) -> Decimal:
        return paid if self._included else paid + tax

    def before_tax(self, paid: Decimal) -> Decimal:
        """An amount as the shop shows it, without tax."""
        return to_minor(paid / (1 + self._rate), self._currency) if self._included else paid

    def line_total(self, line: OrderLine) -> Decimal:
        """What a line costs after discounts, as the shop shows it."""
        return line.unit_price * line.quantity - sum(line.discounts, Decimal(0))

    def sold(self, sale_id: int, line: OrderLine, action: str = "ORDER") -> Sale:
        """The ledger entry of a line as ordered (or added by an edit: UPDATE)."""
        paid = self.line_total(line)
        discount = sum(line.discounts, Decimal(0))
        return Sale(
            sale_id,
            "UPDATE" if action == "UPDATE" else "ORDER",
            "GIFT_CARD" if line.is_gift_card else "PRODUCT",
            line.line_id,
            line.quantity,
            self.with_tax(paid, line.tax),
            line.tax,
            discount if line.is_gift_card else self.before_tax(discount),
        )

    def returned(self, sale: Sale, quantity: int, before: int, ids: Iterator[int]) -> Sale:
        """The entry that takes back ``quantity`` units of ``sale`` after ``before`` units came back already."""
        assert sale.quantity
        total, tax, discount = (
            -self._part(amount, sale.quantity, quantity, before)
            for amount in (sale.total, sale.tax, sale.discount_before_taxes)
        )
        return Sale(next(ids), "RETURN", sale.line_type, sale.line_id, -quantity, total, tax, discount)

    def _part(self, amount: Decimal, of: int, quantity: int, before: int) -> Decimal:
        unit = minor_unit(self._currency)
        parts = shares(amount, [Decimal(1)] * of, unit)
        return sum(parts[before : before + quantity], Decimal(0))

"""Minor units: what a currency can be paid in."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

_WITHOUT_MINOR_UNIT = frozenset({"JPY", "KRW", "ISK", "CLP"})


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of ``currency``: 0.01, or 1 where it has no minor unit."""
    return Decimal(1) if currency in _WITHOUT_MINOR_UNIT else Decimal("0.01")


def to_minor(amount: Decimal, currency: str) -> Decimal:
    """``amount`` as it can be paid, rounded half up."""
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)


def down_to_minor(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(minor_unit(currency), ROUND_DOWN)

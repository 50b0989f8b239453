"""Rates between any two currencies over the euro, in exact decimals."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal

DIGITS = Decimal(1).scaleb(-12)
_CONTEXT = Context(prec=40, rounding=ROUND_HALF_EVEN)


def cross_rates(base: str, per_euro: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Units of ``base`` per unit of every other currency, at 12 decimals, half-even.

    ``per_euro`` holds one day's units per euro, the euro's own 1 included. A base that was not published that day has
    no rates, nor has a currency at zero.
    """
    own = per_euro.get(base)
    if not own:
        return {}
    return {
        currency: _CONTEXT.divide(own, units).quantize(DIGITS, context=_CONTEXT)
        for currency, units in sorted(per_euro.items())
        if currency != base and units
    }

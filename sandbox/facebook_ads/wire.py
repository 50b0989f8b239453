"""How the Graph API writes values: minor units, timestamps, ratios and decimal strings."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

WHOLE_UNIT_CURRENCIES = frozenset({"CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"})
"""Currencies whose budgets Meta counts in whole units; all others are counted in hundredths."""

_SIX_PLACES = Decimal("0.000001")


def currency_offset(currency: str) -> int:
    """How many of Meta's smallest units make one unit of ``currency``: 1 or 100."""
    return 1 if currency in WHOLE_UNIT_CURRENCIES else 100


def minor_units(amount: Decimal, currency: str) -> str:
    """``amount`` of ``currency`` in Meta's smallest units, as digits."""
    return str(int((amount * currency_offset(currency)).to_integral_value(ROUND_HALF_UP)))


def timestamp(at: datetime, zone: str) -> str:
    """An aware moment as ``2026-03-12T15:02:47-0700`` in ``zone``."""
    return at.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M:%S%z")


def ratio(numerator: Decimal | int, denominator: Decimal | int, factor: int = 1) -> str | None:
    """``numerator / denominator * factor`` with up to six places, or None without a denominator."""
    if not denominator:
        return None
    return plain((Decimal(numerator) * factor / Decimal(denominator)).quantize(_SIX_PLACES, ROUND_HALF_UP))


def plain(number: Decimal) -> str:
    """A decimal without exponent and without trailing zeros after the point."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

"""Amounts in wire form: money bags in shop and presentment currency."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache
from typing import Any

_MINOR_DIGITS = {"JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "KWD": 3, "BHD": 3, "OMR": 3, "JOD": 3, "TND": 3}


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of ``currency`` (ISO 4217): 0.01 for most."""
    return Decimal(1).scaleb(-_MINOR_DIGITS.get(currency, 2))


def amount_text(amount: Decimal, currency: str) -> str:
    """``amount`` with the decimals of its currency, more where it has more; never in exponent form."""
    unit = minor_unit(currency)
    rounded = amount.quantize(unit)
    return format(rounded if rounded == amount else amount, "f")


@lru_cache(maxsize=20_000)
def money(amount: Decimal, currency: str) -> dict[str, Any]:
    """A MoneyV2 node; shared, so never to be changed."""
    return {"__typename": "MoneyV2", "amount": amount_text(amount, currency), "currencyCode": currency}


@dataclass(frozen=True, slots=True)
class Purse:
    """Makes money bags of one order: ``rate`` is presentment units per unit of shop currency, frozen at order time."""

    shop_currency: str
    presentment_currency: str
    rate: Decimal

    def bag(self, amount: Decimal) -> dict[str, Any]:
        """A MoneyBag of an amount in shop currency."""
        shop = money(amount, self.shop_currency)
        if self.presentment_currency == self.shop_currency:
            return {"__typename": "MoneyBag", "shopMoney": shop, "presentmentMoney": shop}
        converted = (amount * self.rate).quantize(minor_unit(self.presentment_currency), ROUND_HALF_EVEN)
        return {
            "__typename": "MoneyBag",
            "shopMoney": shop,
            "presentmentMoney": money(converted, self.presentment_currency),
        }

"""Signs of currencies, for showing money to people."""

from collections.abc import Mapping

_SIGNS: Mapping[str, str] = {
    "AUD": "A$",
    "BRL": "R$",
    "CAD": "CA$",
    "CNY": "CN¥",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "ILS": "₪",
    "INR": "₹",
    "JPY": "¥",
    "KRW": "₩",
    "MXN": "MX$",
    "NZD": "NZ$",
    "PHP": "₱",
    "TWD": "NT$",
    "USD": "$",
    "VND": "₫",
}


def sign(currency: str) -> str:
    """What stands before an amount: a sign no two currencies share, else the code and a no-break space."""
    return _SIGNS.get(currency, f"{currency}\u00a0")

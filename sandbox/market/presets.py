"""The brands that a market can hold: who they are, where they sell and in which currencies and zones they count."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class AccountPreset:
    """An ad account's currency (ISO 4217) and zone (IANA)."""

    currency: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Preset:
    """A brand. ``goods`` names its catalogue, ``price_factor`` scales it to the shop's currency."""

    name: str
    currency: str
    timezone: str
    shop_currency: str
    shop_timezone: str
    country: str
    provinces: tuple[str | None, ...]
    taxes_included: bool
    tax_rate: Decimal
    goods: str
    price_factor: Decimal
    facebook: tuple[AccountPreset, ...]
    google: AccountPreset
    tiktok: AccountPreset
    presentment_currency: str


def _account(currency: str, timezone: str) -> AccountPreset:
    return AccountPreset(currency, timezone)


PRESETS = (
    Preset(
        "Lumen & Wax", "EUR", "Europe/Berlin", "EUR", "Europe/Berlin", "DE", ("BE", "BY", "HH", None), True,
        Decimal("0.19"), "candles", Decimal(1),
        (_account("EUR", "Europe/Berlin"),), _account("EUR", "Europe/Berlin"), _account("EUR", "Europe/Berlin"), "CHF",
    ),
    Preset(
        "Cedar Trail", "USD", "America/New_York", "USD", "America/New_York", "US", ("NY", "CA", "TX", "WA"), False,
        Decimal("0.08"), "outdoor", Decimal("1.1"),
        (_account("USD", "America/New_York"), _account("USD", "America/Los_Angeles")),
        _account("USD", "America/New_York"), _account("JPY", "Etc/GMT+8"), "CAD",
    ),
    Preset(
        "Harbour Tea", "GBP", "Europe/London", "AUD", "Australia/Sydney", "AU", ("NSW", "VIC", "QLD"), True,
        Decimal("0.10"), "tea", Decimal("1.6"),
        (_account("GBP", "Europe/London"),), _account("USD", "America/Chicago"), _account("AUD", "Australia/Sydney"),
        "NZD",
    ),
    Preset(
        "Kumo Stationery", "JPY", "Asia/Tokyo", "JPY", "Asia/Tokyo", "JP", ("JP-13", "JP-27"), True,
        Decimal("0.10"), "stationery", Decimal(150),
        (_account("JPY", "Asia/Tokyo"),), _account("JPY", "Asia/Tokyo"), _account("USD", "Etc/GMT+8"), "USD",
    ),
    Preset(
        "Fjord Wool", "SEK", "Europe/Stockholm", "NOK", "Europe/Oslo", "NO", (None,), True,
        Decimal("0.25"), "wool", Decimal(11),
        (_account("EUR", "Europe/Berlin"),), _account("SEK", "Europe/Stockholm"), _account("NOK", "Europe/Oslo"), "SEK",
    ),
    Preset(
        "Sol y Sal", "EUR", "Europe/Madrid", "MXN", "America/Mexico_City", "MX", ("CMX", "JAL"), False,
        Decimal("0.16"), "skin care", Decimal(20),
        (_account("MXN", "America/Mexico_City"),), _account("EUR", "Europe/Madrid"),
        _account("USD", "America/Los_Angeles"), "USD",
    ),
)  # fmt: skip

GOODS = {
    "candles": (
        ("Soy candle", ("Fig", "Cedar", "Amber"), "24.00"), ("Pillar candle", ("Tall", "Short"), "18.00"),
        ("Wick trimmer", ("Brass", "Black"), "16.50"), ("Room spray", ("Fig", "Linen"), "21.90"),
        ("Gift box", ("Small", "Large"), "59.00"), ("Refill set", ("Three", "Six"), "45.00"),
    ),
    "outdoor": (
        ("Trail bottle", ("750 ml", "1 l"), "29.00"), ("Day pack", ("Moss", "Slate"), "79.00"),
        ("Camp mug", ("Enamel", "Steel"), "17.50"), ("Wool socks", ("S", "M", "L"), "19.90"),
        ("Headlamp", ("Standard", "Pro"), "49.00"), ("Rain shell", ("S", "M", "L"), "129.00"),
    ),
    "tea": (
        ("Breakfast blend", ("100 g", "250 g"), "14.50"), ("Green sencha", ("100 g", "250 g"), "18.00"),
        ("Cast iron pot", ("Black", "Teal"), "69.00"), ("Tasting set", ("Six", "Twelve"), "39.00"),
        ("Tea tin", ("Round", "Square"), "12.90"), ("Glass cups", ("Two", "Four"), "27.00"),
    ),
    "stationery": (
        ("Notebook", ("A5", "A6"), "14.00"), ("Fountain pen", ("Fine", "Medium"), "48.00"),
        ("Ink", ("Indigo", "Moss", "Sepia"), "19.00"), ("Pencil case", ("Canvas", "Leather"), "32.00"),
        ("Washi tape", ("Set of 4", "Set of 8"), "11.00"), ("Letter set", ("Cream", "Grey"), "22.00"),
    ),
    "wool": (
        ("Sweater", ("S", "M", "L"), "119.00"), ("Beanie", ("Grey", "Navy"), "39.00"),
        ("Mittens", ("S", "M"), "35.00"), ("Blanket", ("Single", "Double"), "149.00"),
        ("Base layer", ("S", "M", "L"), "79.00"), ("Wool wash", ("250 ml", "500 ml"), "15.00"),
    ),
    "skin care": (
        ("Sun cream", ("30", "50"), "19.50"), ("Face oil", ("30 ml", "50 ml"), "34.00"),
        ("Sea salt scrub", ("Small", "Large"), "24.00"), ("Lip balm", ("Mint", "Rose"), "8.90"),
        ("Night cream", ("30 ml", "50 ml"), "42.00"), ("Travel set", ("Three", "Five"), "29.00"),
    ),
}  # fmt: skip

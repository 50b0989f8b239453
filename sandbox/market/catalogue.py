"""What a shop sells: six products with variants and costs (one unknown, one that rises), and a gift card."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sandbox.market.currencies import to_minor
from sandbox.market.dice import fraction
from sandbox.market.model.sales import Product, Variant
from sandbox.market.presets import GOODS, Preset

GIFT_CARD_TITLE = "Gift card"
RISES_AFTER = timedelta(days=140)
RISE = Decimal("1.08")
"""The first variant costs more from the 50th simulated day on (products are made 90 days before)."""


def make_catalogue(seed: int, index: int, preset: Preset, start: date) -> tuple[Product, ...]:
    """The products of shop number ``index``; the last one is the gift card."""
    made = datetime.combine(start, time(8), UTC) - timedelta(days=90)
    base = 8_200_000_000_000 + index * 10**9 + seed % 97 * 10**7
    products = []
    for place, (title, names, price) in enumerate(GOODS[preset.goods]):
        variants = tuple(
            _variant(seed, preset, base, place, number, title, name, Decimal(price), made)
            for number, name in enumerate(names)
        )
        handle = title.lower().replace(" ", "-")
        products.append(
            Product(
                base + place * 64, title, handle, preset.name, preset.goods.capitalize(), False, made, made, variants
            )
        )
    card = to_minor(Decimal(50) * preset.price_factor, preset.shop_currency)
    sold = (Variant(base + 900_001, base + 910_001, "Default", "GIFT-50", card, None),)
    gift = Product(base + 900, GIFT_CARD_TITLE, "gift-card", preset.name, "Gift card", True, made, made, sold)
    return (*products, gift)


def _variant(
    seed: int, preset: Preset, base: int, place: int, number: int, title: str, name: str, price: Decimal, made: datetime
) -> Variant:
    own = price * preset.price_factor * (1 + Decimal(number) * Decimal("0.35"))
    paid = to_minor(own, preset.shop_currency)
    share = Decimal(str(round(0.28 + 0.18 * fraction(seed, preset.name, place, number), 4)))
    cost = None if (place, number) == (1, 1) else to_minor(paid * share, preset.shop_currency)
    sku = f"{''.join(word[0] for word in title.split()).upper()}{place}-{number + 1}"
    ids = base + 10_000 + place * 64 + number, base + 20_000 + place * 64 + number
    rises = cost is not None and (place, number) == (0, 0)
    later = ((made + RISES_AFTER, to_minor(cost * RISE, preset.shop_currency)),) if cost and rises else ()
    return Variant(*ids, name, sku, paid, cost, later)

"""Purchases to orders: lines, discounts, tax, payment, and the special cases that every market must hold.

Every 60 orders of a shop hold each special case once, in an order that the seed decides.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from sandbox.market.aftermath import Aftermath
from sandbox.market.currencies import minor_unit, to_minor
from sandbox.market.ledger import OrderArithmetic, shares
from sandbox.market.model.brands import Shop
from sandbox.market.model.sales import Agreement, Customer, Order, OrderLine, Product, Sale, Transaction, Variant
from sandbox.market.model.visits import Touch
from sandbox.market.people import person
from sandbox.market.presets import Preset
from sandbox.market.rates import Rates
from sandbox.market.shoppers import Purchase

SPECIALS = (
    "test", "pos_nobody", "draft", "guest", "back_dated", "free", "cancelled", "pending", "edited", "partial_refund",
    "two_refunds", "return_without_money", "amount_refund", "gift_card", "tip", "presentment", "voided", "no_moments",
    "pos_customer", "gift_card_and_goods", "order_discount", "discounted_refund", "guest", "presentment",
    "code_discount", "code_discount", "late_refund",
)  # fmt: skip
ROUND = 60


@dataclass(slots=True)
class Desk:
    """The order desk of one shop: hands out ids and remembers customers."""

    preset: Preset
    shop: Shop
    products: tuple[Product, ...]
    seed: int
    index: int
    ids: Iterator[int]
    customers: dict[int, Customer]
    rates: Rates
    taken: int = 0

    def take(self, purchase: Purchase, chance: Random) -> Order:
        """The order of a purchase, with its whole later life."""
        special = self._special()
        self.taken += 1
        at = purchase.at.replace(microsecond=0)
        customer, email = self._buyer(purchase, special, at, chance)
        lines = self._lines(special, at, chance)
        sums = OrderArithmetic(self.shop.currency, self.shop.tax_rate, self.shop.taxes_included)
        shipping = self._shipping(special, lines, sums)
        shipping_tax = sums.tax_of(shipping)
        tip = self._money("3.00") if special == "tip" else Decimal(0)
        sold = [sums.sold(next(self.ids), line) for line in lines]
        other: list[Sale] = []
        if shipping:
            total = sums.with_tax(shipping, shipping_tax)
            other.append(Sale(next(self.ids), "ORDER", "SHIPPING", None, None, total, shipping_tax, Decimal(0)))
        if tip:
            other.append(Sale(next(self.ids), "ORDER", "TIP", None, None, tip, Decimal(0), Decimal(0)))
        journey = self._journey(purchase, special)
        shown = self.preset.presentment_currency if special == "presentment" else self.shop.currency
        order = Order(
            workspace_id=self.shop.workspace_id,
            order_id=5_400_000_000_000 + next(self.ids),
            number=1000 + self.taken,
            name=f"#{1000 + self.taken}",
            test=special == "test",
            created_at=at,
            processed_at=at - timedelta(hours=chance.randint(26, 70)) if special == "back_dated" else at,
            cancelled_at=None,
            cancel_reason=None,
            closed_at=at + timedelta(days=chance.randint(1, 4), minutes=chance.randint(1, 500)),
            source_name={"pos_nobody": "pos", "pos_customer": "pos", "draft": "shopify_draft_order"}.get(
                special, "web"
            ),
            currency=self.shop.currency,
            presentment_currency=shown,
            presentment_rate=self.rates.cross(self.shop.currency, shown, at.date(), at),
            taxes_included=self.shop.taxes_included,
            customer_id=customer.customer_id if customer else None,
            email=email,
            country_code=self.shop.country,
            province_code=chance.choice(self.preset.provinces),
            discount_codes=self._codes(special),
            custom_attributes=(("gift_note", "see card"),) if special == "gift_card" else (),
            lines=tuple(lines),
            shipping=shipping,
            shipping_tax=shipping_tax,
            tip=tip,
            agreements=(Agreement(next(self.ids), "ORDER", at, (*sold, *other)),),
            refunds=(),
            transactions=self._payment(special, at, sum((sale.total for sale in (*sold, *other)), Decimal(0))),
            journey=journey,
            journey_ready_at=at + timedelta(minutes=chance.randint(2, 340)),
            shopper_id=purchase.shopper_id if journey else None,
            caused_by=purchase.caused_by,
        )
        return Aftermath(sums, self.ids, chance, self._extra_line).live(order, special)

    def _special(self) -> str:
        place = (self.taken + self.seed * 7) % ROUND
        return SPECIALS[place // 2] if place % 2 == 0 and place // 2 < len(SPECIALS) else ""

    def _money(self, euros: str) -> Decimal:
        return to_minor(Decimal(euros) * self.preset.price_factor, self.shop.currency)

    def _buyer(
        self, purchase: Purchase, special: str, at: datetime, chance: Random
    ) -> tuple[Customer | None, str | None]:
        if special == "pos_nobody":
            return None, None
        known = self.customers.get(purchase.shopper_id)
        if special == "guest":
            email = known.email if known else f"guest.{purchase.shopper_id}@shoppers.example"
            return None, email if chance.random() < 0.5 else email.upper()
        if known is None:
            known = person(purchase.shopper_id, self.shop.country, chance.choice(self.preset.provinces), at)
            self.customers[purchase.shopper_id] = known
        return known, known.email

    def _lines(self, special: str, at: datetime, chance: Random) -> list[OrderLine]:
        goods = [product for product in self.products if not product.is_gift_card]
        picked = chance.sample(goods, chance.choices((1, 2, 3), (58, 30, 12))[0])
        if special in ("two_refunds", "partial_refund", "discounted_refund", "late_refund"):
            picked = chance.sample(goods, 2)
        if special == "gift_card":
            picked = [self.products[-1]]
        elif special == "gift_card_and_goods":
            picked.append(self.products[-1])
        lines: list[OrderLine] = []
        for product in picked:
            variant = chance.choice(product.variants)
            quantity = 1 if product.is_gift_card else chance.choices((1, 2, 3), (70, 24, 6))[0]
            if special in ("two_refunds", "discounted_refund"):
                quantity = 2
            own = Decimal(0)
            if special in ("order_discount", "discounted_refund") and not lines:
                own = to_minor(variant.price * quantity / 10, self.shop.currency)
            lines.append(self._line(product, variant, quantity, own, at))
        return self._discounted(special, lines)

    def _line(self, product: Product, variant: Variant, quantity: int, discount: Decimal, at: datetime) -> OrderLine:
        rate = Decimal(0) if product.is_gift_card else self.shop.tax_rate
        return OrderLine(
            next(self.ids), product.product_id, variant.variant_id, f"{product.title} - {variant.title}", variant.sku,
            quantity, variant.price, (discount,) if discount else (), rate, Decimal(0), product.is_gift_card, at,
        )  # fmt: skip

    def _discounted(self, special: str, lines: list[OrderLine]) -> list[OrderLine]:
        """Order discounts spread over goods by value, and each line's tax after all discounts."""
        sums = OrderArithmetic(self.shop.currency, self.shop.tax_rate, self.shop.taxes_included)
        percent = {"free": 100, "code_discount": 15, "order_discount": 10, "discounted_refund": 10}.get(special, 0)
        values = [Decimal(0) if line.is_gift_card else sums.line_total(line) for line in lines]
        whole = to_minor(sum(values, Decimal(0)) * percent / 100, self.shop.currency)
        parts = shares(whole, values, minor_unit(self.shop.currency))
        made = []
        for line, part in zip(lines, parts, strict=True):
            cut = replace(line, discounts=(*line.discounts, part) if part else line.discounts)
            tax = Decimal(0) if line.is_gift_card else sums.tax_of(sums.line_total(cut))
            made.append(replace(cut, tax=tax))
        return made

    def _shipping(self, special: str, lines: list[OrderLine], sums: OrderArithmetic) -> Decimal:
        value = sum((sums.line_total(line) for line in lines), Decimal(0))
        free = special in ("free", "pos_nobody", "pos_customer", "gift_card") or value > self._money("75.00")
        return Decimal(0) if free else self._money("5.90")

    def _codes(self, special: str) -> tuple[str, ...]:
        codes = {
            "free": "FRIENDS100",
            "code_discount": "WELCOME15",
            "order_discount": "TEN",
            "discounted_refund": "TEN",
        }
        return (codes[special],) if special in codes else ()

    def _journey(self, purchase: Purchase, special: str) -> tuple[Touch, ...]:
        if special in ("pos_nobody", "pos_customer", "draft", "no_moments"):
            return ()
        since = purchase.at - timedelta(days=30)
        return tuple(touch for touch in purchase.journey if touch.kind == "click" and touch.at >= since)

    def _payment(self, special: str, at: datetime, total: Decimal) -> tuple[Transaction, ...]:
        gateway = "cash" if special.startswith("pos") else "shopify_payments"
        if not total:
            return ()
        if special == "pending":
            return (Transaction(next(self.ids), "SALE", "PENDING", "bank_transfer", at, total),)
        if special in ("voided", "two_refunds"):
            hold = Transaction(next(self.ids), "AUTHORIZATION", "SUCCESS", gateway, at, total)
            later, parent = at + timedelta(hours=5), hold.transaction_id
            if special == "voided":
                return (hold, Transaction(next(self.ids), "VOID", "SUCCESS", gateway, later, Decimal(0), parent))
            return (hold, Transaction(next(self.ids), "CAPTURE", "SUCCESS", gateway, later, total, parent))
        return (Transaction(next(self.ids), "SALE", "SUCCESS", gateway, at, total),)

    def _extra_line(self, at: datetime) -> OrderLine:
        """A unit of the first product, as an edit adds it."""
        product = self.products[0]
        return self._discounted("", [self._line(product, product.variants[0], 1, Decimal(0), at)])[0]

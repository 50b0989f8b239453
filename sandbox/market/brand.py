"""One workspace of the market, generated day by day: its shop, advertising, shoppers, orders and claims."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from sandbox.market.advertising import make_advertising
from sandbox.market.catalogue import make_catalogue
from sandbox.market.claims import claims_of
from sandbox.market.delivery import Delivery
from sandbox.market.dice import dice
from sandbox.market.model.ads import AdAccount, Claim
from sandbox.market.model.brands import Property, Shop, Workspace
from sandbox.market.model.sales import Customer, Order
from sandbox.market.model.visits import Touch
from sandbox.market.orders import Desk
from sandbox.market.presets import PRESETS
from sandbox.market.rates import Rates
from sandbox.market.shoppers import Crowd, Purchase

ARRIVALS = {"small": 62, "medium": 310, "large": 1550}
BUDGET_FACTOR = {"small": 1, "medium": 5, "large": 25}


class Brand:
    """A brand's world. Days are generated in order, and a day never changes what earlier days hold."""

    def __init__(self, seed: int, index: int, start: date, size: str, rates: Rates) -> None:
        preset = PRESETS[index % len(PRESETS)]
        round_name = f" {index // len(PRESETS) + 1}" if index >= len(PRESETS) else ""
        self._seed = seed
        self._rates = rates
        self._next_day = start
        workspace_id = f"demo-{index + 1}"
        storefront = f"https://{workspace_id}.example"
        opened = datetime.combine(start, time(6), UTC) - timedelta(days=700)
        self.workspace = Workspace(workspace_id, preset.name + round_name, preset.currency, preset.timezone)
        self.shop = Shop(
            workspace_id, 61_000_000_000 + index, f"{workspace_id}.myshopify.com", preset.name + round_name, storefront,
            preset.shop_currency, preset.shop_timezone, preset.country, preset.taxes_included, preset.tax_rate, opened,
        )  # fmt: skip
        self.property = Property(
            workspace_id, str(310_000_000 + index * 7), preset.name, preset.shop_currency, preset.shop_timezone
        )
        self.products = make_catalogue(seed, index, preset, start)
        pages = ("/", *(f"/products/{product.handle}" for product in self.products if not product.is_gift_card))
        self.advertising = make_advertising(
            seed, index, workspace_id, preset, start, BUDGET_FACTOR[size], storefront, pages
        )
        self.accounts: dict[str, AdAccount] = {each.account_id: each for each in self.advertising.accounts}
        self.delivery = Delivery(seed, start)
        self._crowd = Crowd(
            seed, index, workspace_id, preset.country, storefront, pages, self.advertising, ARRIVALS[size], start
        )
        self._customers: dict[int, Customer] = {}
        ids = count(index * 40_000_000_000 + seed % 97 * 10**8 + 1, 3)
        self._desk = Desk(preset, self.shop, self.products, seed, index, ids, self._customers, rates)
        self._purchases: dict[date, list[Purchase]] = defaultdict(list)
        self._touches: dict[date, list[Touch]] = defaultdict(list)
        self._orders: list[Order] = []
        self.claims: dict[str, list[Claim]] = defaultdict(list)

    def extend(self, until: date) -> None:
        """Generates every day (UTC) up to and with ``until``."""
        while self._next_day <= until:
            self._generate(self._next_day)
            self._next_day += timedelta(days=1)

    def orders(self, now: datetime) -> Sequence[Order]:
        """Orders created until ``now``, by creation."""
        return self._orders[: bisect_right(self._orders, now, key=lambda order: order.created_at)]

    def customers(self, now: datetime) -> list[Customer]:
        return [customer for customer in self._customers.values() if customer.created_at <= now]

    def touches(self, since: datetime, until: datetime) -> list[Touch]:
        """Contacts with ``since <= at < until``, by time, as far as days were generated."""
        day, found = since.date(), []
        while day <= until.date() and day < self._next_day:
            found += [touch for touch in self._touches.get(day, ()) if since <= touch.at < until]
            day += timedelta(days=1)
        return found

    def _generate(self, day: date) -> None:
        touches, purchases = self._crowd.arrive(day)
        for touch in touches:
            self._touches[touch.at.date()].append(touch)
            self.delivery.note(touch)
        self.delivery.noted(day)
        for purchase in purchases:
            self._purchases[purchase.at.date()].append(purchase)
        chance = dice(self._seed, self.workspace.workspace_id, day, "orders")
        bought_in = {}
        for purchase in sorted(self._purchases.pop(day, ()), key=lambda each: (each.at, each.shopper_id)):
            order = self._desk.take(purchase, chance)
            self._orders.append(order)
            if order.source_name == "web" and not order.test:
                bought_in[purchase.journey[-1].touch_id] = (purchase.journey[-1].at.date(), order.order_id)
            for claim in claims_of(purchase, order, self.accounts, self._rates, chance):
                self.claims[claim.account_id].append(claim)
        self._touches[day].sort(key=lambda touch: (touch.at, touch.touch_id))
        self._mark_conversions(bought_in)

    def _mark_conversions(self, bought_in: dict[int, tuple[date, int]]) -> None:
        """Writes the order into the visit that led to it; the visit may be of the day before."""
        for day in {day for day, _ in bought_in.values()}:
            self._touches[day] = [
                replace(touch, order_id=bought_in[touch.touch_id][1]) if touch.touch_id in bought_in else touch
                for touch in self._touches[day]
            ]

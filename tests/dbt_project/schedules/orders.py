"""A shop's orders and what may happen to them; an order is always written whole, with all its parts."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.dbt_project.schedules.raw_rows import RawRows

PARTS = ("orders", "order_lines", "sales", "discounts", "refunds", "refund_lines", "transactions", "visits")
BUYERS = ("ann", "bob", "cem", "dee", None)
VARIANTS = ("vase", "cup", "rug")


class Orders:
    """The shop of one workspace; ``held`` is what it knows of each order."""

    def __init__(self, raw: RawRows, workspace_id: str, random: Random) -> None:
        self.raw, self.workspace_id, self.random = raw, workspace_id, random
        self.held: dict[str, dict[str, Any]] = {}
        self.costs = {variant: Decimal(5) for variant in VARIANTS}
        self.currency = random.choice(("EUR", "USD"))
        self._shop()
        self._products()

    def place(self, day: date) -> None:
        """Some orders of a day."""
        for _ in range(self.random.randint(0, 3)):
            self._new(day)

    def read_until(self, day: date) -> None:
        """A sync read all orders on this day."""
        key = {"account_id": "shop", "stream": "orders", "date_day": day, "observed_on": day}
        self.raw.drop("shopify", "load_windows", workspace_id=self.workspace_id, **key)
        self._put("load_windows", **key, row_count=1)

    def earlier_order(self) -> None:
        """A customer turns out to have ordered before."""
        self._new(date(2025, 12, 20) + timedelta(days=self.random.randint(0, 30)))

    def edit(self) -> None:
        self._book("UPDATE", "ORDER_EDIT", Decimal(self.random.randint(-5, 40)))

    def refund(self) -> None:
        self._book("RETURN", "REFUND", Decimal(-self.random.randint(1, 30)))

    def become_test(self) -> None:
        """Deleted, as far as anybody counts; the next time it may be opened again."""
        if order := self._any():
            order["is_test"] = not order["is_test"]
            self._write(order)

    def journey(self) -> None:
        """The visits of an order become known."""
        if order := self._any():
            order["visits"] = [
                {
                    "utm_source": self.random.choice(("facebook", "google", "newsletter")),
                    "utm_medium": "cpc",
                    "utm_campaign": self.random.choice(("Spring", "autumn", "nothing")),
                    "utm_content": self.random.choice(("a1", "late1", "late2", "b1")),
                    "utm_term": self.random.choice(("sf1", "sg1", "none")),
                }
                for _ in range(self.random.randint(0, 3))
            ]
            self._write(order)

    def change_buyer(self) -> None:
        if order := self._any():
            order["customer_key"] = self.random.choice(BUYERS)
            self._write(order)

    def move_day(self) -> None:
        if order := self._any():
            order["at"] += timedelta(days=self.random.randint(-9, 9))
            self._write(order)

    def change_cost(self) -> None:
        variant = self.random.choice(VARIANTS)
        self.costs[variant] = Decimal(self.random.randint(1, 20))
        self._products()
        if self.random.random() < 0.5:
            self._put(
                "unit_costs",
                variant_id=variant,
                product_id=variant,
                shop_id="shop",
                changed_at=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=self.random.randint(0, 40)),
                unit_cost=self.costs[variant],
            )

    def refuse(self) -> None:
        """An order is read again and its table cannot hold it: its parts come, itself it leaves."""
        if order := self._any():
            number = order["order_id"]
            self._write(order)
            self.raw.drop("shopify", "orders", workspace_id=self.workspace_id, order_id=number)
            said = {"stream": "orders", "field": "created_at", "reason": "no timestamp", "example": "x"}
            self._put("rejected_records", table_name="orders", covered_key=json.dumps([number]), **said)

    def shop_currency(self) -> None:
        self.currency = self.random.choice(("EUR", "USD"))
        self._shop()

    def _new(self, day: date) -> None:
        number = str(len(self.held) + 1)
        at = datetime(day.year, day.month, day.day, self.random.randint(0, 23), 30, tzinfo=UTC)
        content, campaign = (
            self.random.choice(("a1", "a3", "late1", "b1", "x")),
            self.random.choice(("Spring", "Summer")),
        )
        self.held[number] = {
            "order_id": number,
            "at": at,
            "is_test": self.random.random() < 0.1,
            "customer_key": self.random.choice(BUYERS),
            "currency": self.random.choice(("EUR", "USD", None)),
            "landing_page": f"https://shop.example/?utm_source=facebook&utm_medium=cpc&utm_campaign={campaign}"
            f"&utm_content={content}&fbclid=x",
            "variant": self.random.choice(VARIANTS),
            "bookings": [("ORDER", "ORDER", at, Decimal(self.random.randint(10, 200)))],
            "is_payment_read": self.random.random() < 0.5,
            "visits": [],
        }
        self._write(self.held[number])

    def _book(self, action: str, reason: str, net: Decimal) -> None:
        if order := self._any():
            at = order["at"] + timedelta(days=self.random.randint(0, 12), hours=self.random.randint(0, 20))
            order["bookings"].append((action, reason, at, net))
            self._write(order)

    def _any(self) -> dict[str, Any] | None:
        return self.held[self.random.choice(sorted(self.held))] if self.held else None

    def _write(self, order: dict[str, Any]) -> None:
        number = order["order_id"]
        for table in PARTS:
            self.raw.drop("shopify", table, workspace_id=self.workspace_id, order_id=number)
        refused = {"table_name": "orders", "covered_key": json.dumps([number])}
        self.raw.drop("shopify", "rejected_records", workspace_id=self.workspace_id, **refused)
        self._put(
            "orders",
            order_id=number,
            shop_id="shop",
            order_name=f"#{number}",
            is_test=order["is_test"],
            created_at=order["at"],
            processed_at=order["at"],
            updated_at=order["at"],
            currency=order["currency"],
            customer_key=order["customer_key"],
            financial_status="PAID",
            landing_page=order["landing_page"],
            total_shipping=Decimal(6),
            total_tax=Decimal(3),
        )
        variant = order["variant"]
        self._put(
            "order_lines",
            order_id=number,
            order_line_id="1",
            product_id=variant,
            variant_id=variant,
            title=variant,
            sku=variant,
            quantity=2,
        )
        for place, (action, reason, at, net) in enumerate(order["bookings"]):
            self._put(
                "sales",
                order_id=number,
                agreement_id=f"{number}-{place}",
                sale_id=f"{number}-{place}",
                happened_at=at,
                reason=reason,
                action_type=action,
                line_type="PRODUCT",
                order_line_id="1",
                quantity=-1 if action == "RETURN" else 1,
                total=net + 1,
                tax=Decimal(1),
                discount_before_taxes=Decimal(2),
            )
            if action == "RETURN":
                ids = {"order_id": number, "refund_id": f"r{place}"}
                self._put("refunds", **ids, created_at=at, amount=-net)
                self._put(
                    "refund_lines",
                    **ids,
                    refund_line_id="1",
                    order_line_id="1",
                    quantity=1,
                    subtotal=-net,
                    tax=Decimal(0),
                )
        for place in range(int(number) % 3):
            code = {"discount_type": "DiscountCodeApplication", "code": f"code {place}"}
            amount = Decimal(2 * len(order["bookings"]))
            self._put("discounts", order_id=number, discount_index=place, amount=amount, **code)
        if order["is_payment_read"]:
            paid = {"kind": "SALE", "status": "SUCCESS", "gateway": "klarna", "amount": Decimal(50)}
            self._put("transactions", order_id=number, transaction_id=f"t{number}", **paid)
        for place, visit in enumerate(order["visits"]):
            at = order["at"] - timedelta(days=5 - place)
            self._put("visits", order_id=number, visit_id=f"{number}-{place}", position=place, occurred_at=at, **visit)

    def _shop(self) -> None:
        self.raw.drop("shopify", "shops", workspace_id=self.workspace_id)
        self._put("shops", shop_id="shop", name="Shop", currency=self.currency, timezone="UTC")

    def _products(self) -> None:
        for table in ("products", "product_variants"):
            self.raw.drop("shopify", table, workspace_id=self.workspace_id)
        for variant, cost in self.costs.items():
            self._put("products", product_id=variant, shop_id="shop", title=variant)
            self._put(
                "product_variants",
                product_id=variant,
                variant_id=variant,
                title=variant,
                price=Decimal(9),
                unit_cost=cost,
            )

    def _put(self, table: str, **values: Any) -> None:
        self.raw.put("shopify", table, workspace_id=self.workspace_id, **values)

"""Two shops made by hand, small enough to know every cent.

``euro-shop`` has prices with 20 % tax in them; ``dollar-shop`` adds 10 % tax and was paid in euros once. All times are
UTC in March 2026; ``NOON`` is when tests look at them, unless they say otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sandbox.market.model.brands import Shop, Workspace
from sandbox.market.model.sales import Adjustment, Agreement, Customer, Order, Product, Refund, RefundLine, Variant
from tests.sandbox.shopify.order_parts import D, at, customer, line, order, paid, placed, sale, visit

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)


def example_of_the_design() -> Order:
    """Two A at 60 with 12 off, one B at 48, 10 % off the order, a gift card of 50, shipping 6; one A comes back."""
    ordered, returned = at(2), at(4)
    return order(
        1001,
        ordered,
        customer_id=1,
        email="Canary1@Example.com",
        discount_codes=("SPRING10",),
        custom_attributes=(("utm_source", "facebook"), ("gift note", "For Canaria Bird, Canary Road 7")),
        lines=(
            line(1, 2, "60", "0.2", "16.20", discounts=("12.00", "10.80")),
            line(2, 1, "48", "0.2", "7.20", discounts=("4.80",)),
            line(3, 1, "50", "0", "0", gift=True, product=12),
        ),
        shipping=D("6.00"),
        shipping_tax=D("1.00"),
        agreements=(
            placed(
                1,
                ordered,
                sale(1, 1, 2, "97.20", "16.20", discount="19.00"),
                sale(2, 2, 1, "43.20", "7.20", discount="4.00"),
                sale(3, 3, 1, "50.00", "0", kind="GIFT_CARD"),
                sale(4, None, 1, "6.00", "1.00", kind="SHIPPING"),
            ),
            Agreement(
                2,
                "REFUND",
                returned,
                (sale(5, 1, -1, "-48.60", "-8.10", discount="-9.50", action="RETURN"),),
            ),
        ),
        refunds=(
            Refund(
                refund_id=91,
                created_at=returned,
                note="Canaria wants her money back",
                lines=(RefundLine(1, 1, 1, "RETURN", D("48.60"), D("8.10")),),
                shipping=D(0),
                shipping_tax=D(0),
                adjustments=(),
                total=D("48.60"),
                transaction_ids=(2,),
            ),
        ),
        transactions=(
            paid(1, ordered, "196.40"),
            paid(2, returned, "48.60", kind="REFUND", parent=1),
        ),
        journey=(
            visit(701, at(1, 9), "https://euro.example/p?utm_source=facebook&utm_id=2380001&fbclid=x1"),
            visit(702, at(2, 9, 58), "https://euro.example/?email=canary1%40example.com", "direct"),
        ),
        journey_ready_at=at(2, 10, 20),
    )


def money_back_without_goods() -> Order:
    """One thing for 24.00, of which 6.00 was given back without a return; paid in two steps, no customer record."""
    ordered, refunded = at(3), at(10)
    return order(
        1002,
        ordered,
        email=" Canary9@Example.com",
        lines=(line(4, 1, "24", "0.2", "4.00", added_at=ordered),),
        agreements=(
            placed(3, ordered, sale(6, 4, 1, "24.00", "4.00")),
            Agreement(
                4, "REFUND", refunded, (sale(7, None, None, "-6.00", "-1.00", kind="ADJUSTMENT", action="RETURN"),)
            ),
        ),
        refunds=(
            Refund(
                refund_id=92,
                created_at=refunded,
                note="",
                lines=(),
                shipping=D(0),
                shipping_tax=D(0),
                adjustments=(Adjustment(1, "REFUND_DISCREPANCY", D("6.00"), D("1.00")),),
                total=D("6.00"),
                transaction_ids=(5,),
            ),
        ),
        transactions=(
            paid(3, ordered, "24.00", kind="AUTHORIZATION"),
            paid(4, at(3, 11), "24.00", kind="CAPTURE", parent=3),
            paid(5, refunded, "6.00", kind="REFUND", parent=4),
        ),
    )


def edited_later() -> Order:
    """A thing for 12.00, and one more for 36.00 added by an edit three days later; a test sale stands beside it."""
    ordered, edited = at(5), at(8)
    return order(
        1003,
        ordered,
        customer_id=1,
        email="Canary1@Example.com",
        lines=(
            line(5, 1, "12", "0.2", "2.00", added_at=ordered),
            line(6, 1, "36", "0.2", "6.00", added_at=edited),
        ),
        agreements=(
            placed(5, ordered, sale(8, 5, 1, "12.00", "2.00")),
            Agreement(6, "ORDER_EDIT", edited, (sale(9, 6, 1, "36.00", "6.00", action="UPDATE"),)),
        ),
        transactions=(paid(6, ordered, "12.00"),),
    )


def not_yet_ready() -> Order:
    """A cancelled test order whose journey is ready two hours after it was placed."""
    ordered = at(20, 11)
    return order(
        1004,
        ordered,
        test=True,
        cancelled_at=at(21),
        cancel_reason="CUSTOMER",
        lines=(line(7, 1, "6", "0.2", "1.00", added_at=ordered),),
        agreements=(placed(7, ordered, sale(10, 7, 1, "6.00", "1.00")),),
        journey=(visit(703, at(20, 10), "https://euro.example/?gclid=g1", "paid_search"),),
        journey_ready_at=ordered + timedelta(hours=2),
    )


def dollar_order() -> Order:
    """Two things at 25.00 plus 10 % tax with 5.00 off, shipping 4.00 plus tax, paid in euros at 0.9."""
    ordered = at(6)
    return order(
        2001,
        ordered,
        workspace_id="dollar-shop",
        currency="USD",
        presentment_currency="EUR",
        presentment_rate=D("0.9"),
        taxes_included=False,
        customer_id=2,
        email="Canary2@Example.com",
        lines=(line(8, 2, "25", "0.1", "4.50", discounts=("5.00",), added_at=ordered),),
        shipping=D("4.00"),
        shipping_tax=D("0.40"),
        agreements=(
            placed(
                8,
                ordered,
                sale(11, 8, 2, "49.50", "4.50", discount="5.00"),
                sale(12, None, 1, "4.40", "0.40", kind="SHIPPING"),
            ),
        ),
        transactions=(paid(7, ordered, "53.90"),),
    )


@dataclass
class SmallMarket:
    """As much of a market as a shop needs."""

    placed: dict[str, list[Order]] = field(
        default_factory=lambda: {
            "euro-shop": [example_of_the_design(), money_back_without_goods(), edited_later(), not_yet_ready()],
            "dollar-shop": [dollar_order()],
        }
    )

    @property
    def workspaces(self) -> Sequence[Workspace]:
        return [
            Workspace("euro-shop", "Euro shop", "EUR", "Europe/Berlin"),
            Workspace("dollar-shop", "Dollar shop", "USD", "America/New_York"),
        ]

    def extend(self, now: datetime) -> None:
        """The whole future is known."""

    def shop(self, workspace_id: str) -> Shop:
        euro = workspace_id == "euro-shop"
        return Shop(
            workspace_id=workspace_id,
            shop_id=501 if euro else 502,
            domain=f"{workspace_id}.myshopify.com",
            name=workspace_id,
            storefront=f"https://{workspace_id}.example",
            currency="EUR" if euro else "USD",
            timezone="Europe/Berlin" if euro else "America/New_York",
            country="DE" if euro else "US",
            taxes_included=euro,
            tax_rate=D("0.2") if euro else D("0.1"),
            created_at=datetime(2025, 1, 1, tzinfo=UTC),
        )

    def orders(self, workspace_id: str, now: datetime) -> Sequence[Order]:
        return [item for item in self.placed[workspace_id] if item.created_at <= now]

    def customers(self, workspace_id: str, now: datetime) -> Sequence[Customer]:
        return [customer(1)] if workspace_id == "euro-shop" else [customer(2)]

    def products(self, workspace_id: str, now: datetime) -> Sequence[Product]:
        cost = {11: D("7.50"), 12: None}
        return [
            Product(
                product_id=number,
                title=f"Product {number}",
                handle=f"product-{number}",
                vendor="Maker",
                product_type="Things",
                is_gift_card=number == 12,
                created_at=at(1),
                updated_at=at(1) if number == 11 else at(9),
                variants=(Variant(number * 10, number * 100, "Plain", f"SKU-{number}", D("60"), cost[number]),),
            )
            for number in (11, 12)
        ]

    def rates(self, since: date, until: date, now: datetime) -> Sequence[tuple[date, str, Decimal]]:
        published = [(date(2026, 3, 2), "USD", D("1.08")), (date(2026, 3, 2), "GBP", D("0.85"))]
        published += [(date(2026, 3, 3), "USD", D("1.1"))]
        return [rate for rate in published if since <= rate[0] <= until and rate[0] <= now.date()]

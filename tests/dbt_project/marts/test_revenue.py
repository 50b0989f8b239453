"""The ladder of revenue, order lines, products and refunds: every amount once, and sums that meet."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.dbt_project.shop_rows import Booking, add_goods, add_order, add_product, add_rate, add_workspace, returned
from tests.dbt_project.staged_warehouse import StagedWarehouse

DAY = datetime(2026, 3, 10, 9, tzinfo=UTC)
RATE = Decimal("1.123456789012")


def fill(warehouse: StagedWarehouse) -> None:
    """A shop in euro for people who think in dollars: one customer who comes back, one cost that changes."""
    add_workspace(warehouse, "ladder", "USD", "America/New_York")
    add_rate(warehouse, "ladder", "EUR", date(2026, 3, 1), RATE, "USD")
    first_order(warehouse)
    second_order(warehouse)
    for variant, cost, status in (("candle", "2.50", "ACTIVE"), ("vase", None, "ACTIVE"), ("unsold", "1", "ARCHIVED")):
        add_product(warehouse, "ladder", variant, cost, status)
    for since, until, cost in ((DAY - timedelta(days=90), DAY, "2"), (DAY, None, "2.5")):
        warehouse.add(
            "stg_shopify__unit_costs",
            workspace_id="ladder",
            product_id="candle",
            variant_id="candle",
            valid_from=since,
            valid_to=until,
            unit_cost_original=Decimal(cost),
        )


def first_order(warehouse: StagedWarehouse) -> None:
    """Two candles and a vase with shipping and a tip; a candle comes back, then three more are given without goods."""
    back = DAY + timedelta(days=2)
    bookings = [
        Booking(DAY, "33.33", "3.34", line_id="A", quantity=2),
        Booking(DAY, "50", line_id="B", quantity=1),
        Booking(DAY, "5", line_type="SHIPPING"),
        Booking(DAY, "1.5", line_type="TIP"),
        returned(back, "16.67", line_id="A", quantity=-1),
        returned(back, "3", line_type="ADJUSTMENT"),
    ]
    add_order(warehouse, "ladder", "1", DAY, "EUR", bookings, customer_key="ann")
    add_goods(warehouse, "ladder", "1", {"A": "candle", "B": "vase"})
    warehouse.add(
        "stg_shopify__refunds",
        workspace_id="ladder",
        order_id="1",
        refund_id="r1",
        created_at=datetime(2026, 3, 13, 3, 30, tzinfo=UTC),
        amount_original=Decimal("19.67"),
    )
    warehouse.add(
        "stg_shopify__refund_lines",
        workspace_id="ladder",
        order_id="1",
        refund_id="r1",
        refund_line_id="l1",
        order_line_id="A",
        quantity=1,
        amount_original=Decimal("16.67"),
    )


def second_order(warehouse: StagedWarehouse) -> None:
    """The same customer a day later; something typed in by hand belongs to no product."""
    at = DAY + timedelta(days=1)
    bookings = [
        Booking(at, "10", line_id="C", quantity=1),
        Booking(at, "7", line_id="D", quantity=1),
    ]
    add_order(warehouse, "ladder", "2", at, "EUR", bookings, customer_key="ann")
    add_goods(warehouse, "ladder", "2", {"C": "candle"})
    warehouse.add("stg_shopify__order_lines", workspace_id="ladder", order_id="2", order_line_id="D", title="by hand")


def dollars(euro: str) -> Decimal:
    return (Decimal(euro) * RATE).quantize(Decimal("0.000001"))


def test_the_ladder_ends_at_what_was_charged(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select date_day, net_revenue, shipping, total_sales, other_charges, total_charged from marts.revenue_daily "
        "where workspace_id = 'ladder' and total_charged <> 0 order by date_day"
    )
    sold, back = dollars("86.67") - dollars("3.34"), -dollars("19.67")
    assert rows == [
        (
            date(2026, 3, 10),
            sold,
            dollars("5"),
            sold + dollars("5"),
            dollars("1.5"),
            sold + dollars("5") + dollars("1.5"),
        ),
        (date(2026, 3, 11), dollars("17"), 0, dollars("17"), 0, dollars("17")),
        (date(2026, 3, 12), back, 0, back, 0, back),
    ]


def test_new_and_returning_customers_make_all_revenue(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select new_customer_orders, returning_customer_orders, new_customer_revenue, returning_customer_revenue, "
        "net_revenue from marts.revenue_daily where workspace_id = 'ladder' order by date_day"
    )
    assert [row[:2] for row in rows] == [(1, 0), (0, 1), (0, 0)]
    assert [row[3] for row in rows] == [0, dollars("17"), 0]
    assert all(new + returning == net for _, _, new, returning, net in rows)


def test_lines_and_their_residual_make_the_order(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select order_line_id, row_kind, quantity, returned_quantity, refunds, cost_of_goods from marts.order_lines "
        "where workspace_id = 'ladder' and order_id = '1' order by order_line_id"
    )
    assert rows[:2] == [
        ("A", "line", 2, 1, dollars("16.67"), dollars("2.5")),
        ("B", "line", 1, 0, 0, None),
    ]
    line, kind, quantity, returned_quantity, refunds, _ = rows[2]
    assert (line, kind, quantity, returned_quantity) == (None, "residual", 0, 0)
    assert refunds == dollars("19.67") - dollars("16.67")


def test_a_line_costs_what_it_cost_when_it_was_ordered(built: StagedWarehouse) -> None:
    lines = built.fetch(
        "select cost_of_goods from marts.order_lines where workspace_id = 'ladder' and order_line_id = 'C'"
    )
    assert lines == [(dollars("2.5"),)]
    orders = built.fetch("select order_id, cost_of_goods from marts.orders where workspace_id = 'ladder' order by 1")
    assert orders == [("1", None), ("2", None)]


def test_products_hold_what_was_sold_and_what_was_not(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select product_title, is_listed, orders, quantity, returned_quantity, net_revenue, gross_margin "
        "from marts.products "
        "where workspace_id = 'ladder' order by 1"
    )
    candles = dollars("36.67") - dollars("3.34") - dollars("16.67") + dollars("10")
    assert rows == [
        ("Candle", True, 2, 3, 1, candles, candles - 2 * dollars("2.5")),
        ("Unsold", False, 0, 0, 0, 0, 0),
        ("Vase", True, 1, 1, 0, dollars("50"), None),
    ]


def test_a_refund_has_its_own_day_and_that_of_its_order(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select refund_date, order_date, returned_quantity, goods, money_back, is_new_customer from marts.refunds "
        "where workspace_id = 'ladder'"
    )
    assert rows == [(date(2026, 3, 12), date(2026, 3, 10), 1, dollars("16.67"), dollars("19.67"), True)]

"""Money from the sales ledger and the ad accounts to the marts: meaning, day, currency and rounding."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tests.dbt_project.shop_rows import (
    Booking,
    add_ad_day,
    add_goods,
    add_order,
    add_product,
    add_rate,
    add_workspace,
    returned,
)
from tests.dbt_project.staged_warehouse import StagedWarehouse


def moment(text: str) -> datetime:
    """``2026-03-10 09:00`` as a moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def fill(warehouse: StagedWarehouse) -> None:
    """Each workspace is one situation; together they also show that none touches another."""
    worked_example(warehouse)
    shop_abroad(warehouse)
    missing_rate(warehouse)
    other_currency(warehouse)
    changed_clocks(warehouse)
    zero_decimals(warehouse)
    three_decimals(warehouse)


def worked_example(warehouse: StagedWarehouse) -> None:
    """A EUR shop with 20 % tax inside its prices; one A comes back two days later, and a test order changes nothing."""
    add_workspace(warehouse, "example", "EUR", "Europe/Berlin")
    day = moment("2026-03-10 09:00")
    ordered = [
        Booking(day, 81, 19, line_id="A", quantity=2),
        Booking(day, 36, 4, line_id="B", quantity=1),
        Booking(day, 50, 0, line_type="GIFT_CARD", line_id="C", quantity=1),
        Booking(day, 5, 0, line_type="SHIPPING"),
        returned(day + timedelta(days=2), "40.5", discount=Decimal("-9.5"), line_id="A", quantity=-1),
    ]
    add_order(warehouse, "example", "1", day, "EUR", ordered, shipping_original=5, tax_original=Decimal("24.4"))
    add_order(warehouse, "example", "2", day, "EUR", [Booking(day, 1000)], is_test=True)
    add_goods(warehouse, "example", "1", {"A": "candle", "B": "vase", "C": "gift card"})
    for variant, cost in (("candle", "12.25"), ("vase", "8.00")):
        add_product(warehouse, "example", variant, cost)


def test_the_worked_example_by_day(built: StagedWarehouse) -> None:
    days = built.fetch(
        "select date_day, gross_revenue, discounts, refunds, net_revenue, refunds_by_order_date, orders, aov "
        "from marts.overview_daily where workspace_id = 'example' order by date_day"
    )
    zero = Decimal(0)
    assert days == [
        (date(2026, 3, 10), 140, 23, zero, 117, Decimal("40.5"), 1, 117.0),
        (date(2026, 3, 11), zero, zero, zero, zero, zero, 0, None),
        (date(2026, 3, 12), zero, zero, Decimal("40.5"), Decimal("-40.5"), zero, 0, None),
    ]


def test_the_worked_example_by_order(built: StagedWarehouse) -> None:
    orders = built.fetch(
        "select order_id, gross_revenue, discounts, refunds, net_revenue, shipping, tax, cost_of_goods, gross_margin "
        "from marts.orders where workspace_id = 'example'"
    )
    expected = ("1", "140", "23", "40.5", "76.5", "5", "24.4", "20.25", "56.25")
    assert orders == [(expected[0], *map(Decimal, expected[1:]))]


def shop_abroad(warehouse: StagedWarehouse) -> None:
    """A workspace in New York, a shop in euro, an ad account in pounds; rates rest over the weekend of 7 March."""
    add_workspace(warehouse, "abroad", "USD", "America/New_York")
    for currency, day, rate in (
        ("EUR", date(2026, 3, 5), "1.10"),
        ("EUR", date(2026, 3, 6), "1.123456789012"),
        ("EUR", date(2026, 3, 20), "9"),
        ("GBP", date(2026, 3, 6), "1.30"),
        ("GBP", date(2026, 3, 9), "1.40"),
    ):
        add_rate(warehouse, "abroad", currency, day, rate, "USD")
    sunday_evening = moment("2026-03-09 03:30")
    add_order(
        warehouse,
        "abroad",
        "1",
        sunday_evening,
        "EUR",
        [Booking(sunday_evening, "90", "10"), returned(moment("2026-03-20 12:00"), "33.33")],
        customer_key="ann",
    )
    add_ad_day(warehouse, "abroad", "facebook_ads", date(2026, 3, 8), "10", "GBP")
    add_ad_day(warehouse, "abroad", "facebook_ads", date(2026, 3, 9), "10", "GBP")


def test_an_order_takes_the_last_rate_before_its_day_and_its_refund_takes_the_same(built: StagedWarehouse) -> None:
    orders = built.fetch(
        "select order_date, currency, exchange_rate, gross_revenue, gross_revenue_original, refunds, refunds_original "
        "from marts.orders where workspace_id = 'abroad'"
    )
    rate = Decimal("1.123456789012")
    assert orders == [
        (date(2026, 3, 8), "EUR", rate, Decimal("112.345679"), 100, Decimal("37.444815"), Decimal("33.33"))
    ]
    refunded = built.fetch(
        "select date_day, refunds from marts.overview_daily where workspace_id = 'abroad' and refunds <> 0"
    )
    assert refunded == [(date(2026, 3, 20), Decimal("37.444815"))]


def test_spend_takes_the_rate_of_its_day_and_keeps_the_label_of_the_account(built: StagedWarehouse) -> None:
    spend = built.fetch(
        "select date_day, spend, spend_original, currency, exchange_rate, platform_revenue "
        "from marts.ad_performance_daily where workspace_id = 'abroad' order by date_day"
    )
    assert spend == [
        (date(2026, 3, 8), 13, 10, "GBP", Decimal("1.3"), 65),
        (date(2026, 3, 9), 14, 10, "GBP", Decimal("1.4"), 70),
    ]


def test_ratios_are_made_of_the_sums_of_the_day(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select roas, cac, new_customer_cac, conversion_rate, sessions from marts.overview_daily "
        "where workspace_id = 'abroad' and date_day = '2026-03-08'"
    )
    assert rows == [(pytest.approx(101.111111 / 13), 13.0, 13.0, None, None)]


def missing_rate(warehouse: StagedWarehouse) -> None:
    """Orders and spend before the first rate, and in a currency that the bank does not publish."""
    add_workspace(warehouse, "no-rate", "USD", "UTC")
    add_rate(warehouse, "no-rate", "EUR", date(2026, 3, 6), "1.1", "USD")
    for order_id, text, currency in (
        ("1", "2026-03-05 12:00", "EUR"),
        ("2", "2026-03-06 12:00", "EUR"),
        ("3", "2026-03-07 12:00", "KWD"),
    ):
        at = moment(text)
        add_order(warehouse, "no-rate", order_id, at, currency, [Booking(at, 10)], customer_key="ann")
    add_ad_day(warehouse, "no-rate", "tiktok_ads", date(2026, 3, 5), "7", "EUR")
    add_ad_day(warehouse, "no-rate", "tiktok_ads", date(2026, 3, 6), "7", "EUR")


def test_what_has_no_rate_is_in_quarantine_and_in_no_mart(built: StagedWarehouse) -> None:
    assert built.fetch("select order_id from marts.orders where workspace_id = 'no-rate'") == [("2",)]
    assert built.fetch("select date_day, spend from marts.ad_performance_daily where workspace_id = 'no-rate'") == [
        (date(2026, 3, 6), Decimal("7.7"))
    ]
    totals = built.fetch(
        "select sum(orders), sum(gross_revenue), sum(ad_spend) from marts.overview_daily where workspace_id = 'no-rate'"
    )
    assert totals == [(1, 11, Decimal("7.7"))]
    refused = built.fetch(
        "select source, stream, field, example, record ->> 'order_id', record ->> 'date_day' from quarantine.records "
        "where workspace_id = 'no-rate' order by all"
    )
    assert refused == [
        ("shopify", "orders", "currency", "EUR", "1", None),
        ("shopify", "orders", "currency", "KWD", "3", None),
        ("tiktok_ads", "ad_daily", "currency", "EUR", None, "2026-03-05"),
    ]


def test_a_first_order_in_quarantine_does_not_make_the_second_one_new(built: StagedWarehouse) -> None:
    assert built.fetch("select is_new_customer from marts.orders where workspace_id = 'no-rate'") == [(False,)]
    customers = built.fetch(
        "select orders, lifetime_revenue, first_order_id from marts.customers where workspace_id = 'no-rate'"
    )
    assert customers == [(1, 11, "1")]


def other_currency(warehouse: StagedWarehouse) -> None:
    """A workspace that thinks in dollars since today; the rates to dollars are there up to the 6th of March only."""
    add_workspace(warehouse, "moved", "USD", "UTC")
    add_rate(warehouse, "moved", "GBP", date(2026, 3, 5), "1.15", "EUR")
    add_rate(warehouse, "moved", "GBP", date(2026, 3, 6), "1.35", "USD")
    for day in (date(2026, 3, 5), date(2026, 3, 6)):
        add_ad_day(warehouse, "moved", "google_ads", day, 100, "GBP")


def test_rates_to_an_earlier_currency_of_the_workspace_convert_nothing(built: StagedWarehouse) -> None:
    spend = "select date_day, spend from marts.ad_performance_daily where workspace_id = 'moved'"
    assert built.fetch(spend) == [(date(2026, 3, 6), 135)]
    refused = built.fetch("select reason, record ->> 'date_day' from quarantine.records where workspace_id = 'moved'")
    assert refused == [("no exchange rate was published on or before the day of the spend", "2026-03-05")]


def changed_clocks(warehouse: StagedWarehouse) -> None:
    """An order every hour around the days of 25 and of 23 hours in Berlin, 26 October 2025 and 29 March 2026."""
    for workspace_id, start in (("clocks", "2025-10-25 12:00"), ("short", "2026-03-28 12:00")):
        add_workspace(warehouse, workspace_id, "EUR", "Europe/Berlin")
        for hour in range(48):
            at = moment(start) + timedelta(hours=hour)
            add_order(warehouse, workspace_id, str(hour), at, "EUR", [Booking(at, 1)])


def test_a_day_of_25_hours_holds_25_hours_and_no_order_is_lost(built: StagedWarehouse) -> None:
    days = built.fetch(
        "select date_day, orders, net_revenue, new_customers from marts.overview_daily "
        "where workspace_id = 'clocks' order by date_day"
    )
    assert days == [
        (date(2025, 10, 25), 10, 10, 10),
        (date(2025, 10, 26), 25, 25, 25),
        (date(2025, 10, 27), 13, 13, 13),
    ]


def test_a_day_of_23_hours_holds_23_hours_and_no_order_is_lost(built: StagedWarehouse) -> None:
    days = built.fetch(
        "select date_day, orders, net_revenue from marts.overview_daily where workspace_id = 'short' order by date_day"
    )
    assert days == [(date(2026, 3, 28), 11, 11), (date(2026, 3, 29), 23, 23), (date(2026, 3, 30), 14, 14)]


def zero_decimals(warehouse: StagedWarehouse) -> None:
    """A workspace in yen that sells in dollars with three decimals of rate; the amounts tie at the last digit."""
    add_workspace(warehouse, "yen", "JPY", "Asia/Tokyo")
    add_rate(warehouse, "yen", "USD", date(2026, 3, 1), "150.00000005", "JPY")
    for order_id, net in (("1", "10"), ("2", "30"), ("3", "0.01")):
        at = moment("2026-03-01 16:00")
        add_order(warehouse, "yen", order_id, at, "USD", [Booking(at, net)])


def test_ties_go_to_the_even_digit_and_days_add_up_their_orders(built: StagedWarehouse) -> None:
    orders = built.fetch("select net_revenue from marts.orders where workspace_id = 'yen' order by order_id")
    assert [row[0] for row in orders] == [Decimal("1500"), Decimal("4500.000002"), Decimal("1.5")]
    days = built.fetch("select date_day, net_revenue from marts.overview_daily where workspace_id = 'yen'")
    assert days == [(date(2026, 3, 2), Decimal("6001.500002"))]


def three_decimals(warehouse: StagedWarehouse) -> None:
    """A workspace in dinars of a thousand fils, with ads in yen, which have no minor unit at all."""
    add_workspace(warehouse, "dinar", "KWD", "Asia/Kuwait")
    add_rate(warehouse, "dinar", "JPY", date(2026, 3, 1), "0.001987654321", "KWD")
    at = moment("2026-03-01 10:00")
    for order_id, net, discount in (("1", "12.345", "0.005"), ("2", "0.001", "0")):
        add_order(warehouse, "dinar", order_id, at, "KWD", [Booking(at, net, discount)])
    for campaign, spend in (("c1", 1001), ("c2", 333)):
        add_ad_day(
            warehouse, "dinar", "google_ads", at.date(), spend, "JPY", campaign_id=campaign, ad_id=f"a-{campaign}"
        )


def test_a_thousandth_of_a_dinar_is_kept_and_yen_come_out_as_dinars(built: StagedWarehouse) -> None:
    days = built.fetch(
        "select gross_revenue, discounts, net_revenue, ad_spend from marts.overview_daily where workspace_id = 'dinar'"
    )
    spend = [(Decimal(yen) * Decimal("0.001987654321")).quantize(Decimal("0.000001")) for yen in (1001, 333)]
    assert days == [(Decimal("12.351"), Decimal("0.005"), Decimal("12.346"), sum(spend))]
    details = built.fetch(
        "select sum(spend), sum(spend_original) from marts.ad_countries_daily where workspace_id = 'dinar'"
    )
    assert details == [(sum(spend), Decimal(1334))]

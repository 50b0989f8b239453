"""Cohorts and lifetime value: whole windows only, every order in one cohort, and when spend came back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from tests.dbt_project.shop_rows import Booking, add_ad_day, add_goods, add_order, add_product, add_visit, add_workspace
from tests.dbt_project.staged_warehouse import StagedWarehouse

FIRST = datetime(2026, 1, 10, 12, tzinfo=UTC)


def fill(warehouse: StagedWarehouse) -> None:
    """Ann comes by an ad in January and again on day 30, on day 31 and in March; Bob comes by himself in March."""
    add_workspace(warehouse, "lifetime", "EUR", "UTC")
    for number, days in enumerate((0, 30, 31, 60)):
        at = FIRST + timedelta(days=days)
        add_order(
            warehouse,
            "lifetime",
            str(number),
            at,
            "EUR",
            [Booking(at, 100, line_id="A", quantity=1)],
            customer_key="ann",
        )
        add_goods(warehouse, "lifetime", str(number), {"A": "vase"})
    add_visit(warehouse, "lifetime", "0", 1, FIRST, utm_source="facebook", utm_medium="paid_social")
    add_product(warehouse, "lifetime", "vase", "60")
    march = datetime(2026, 3, 20, 12, tzinfo=UTC)
    add_order(warehouse, "lifetime", "9", march, "EUR", [Booking(march, 7)], customer_key="bob")
    add_ad_day(warehouse, "lifetime", "facebook_ads", date(2026, 1, 31), 100, "EUR")


def test_lifetime_value_counts_whole_windows_only(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select customer_key, ltv_30, ltv_60, ltv_90, ltv_365, lifetime_revenue, orders "
        "from marts.customer_ltv where workspace_id = 'lifetime' order by 1"
    )
    assert rows == [("ann", 200, 400, None, None, 400, 4), ("bob", None, None, None, None, 7, 1)]


def test_a_cohort_adds_up_month_by_month_until_its_spend_is_back(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select months_since, revenue, cumulative_ltv, cumulative_margin, acquisition_spend, is_spend_recovered, "
        "is_paid_back, is_complete from marts.customer_cohorts "
        "where workspace_id = 'lifetime' and channel = 'paid_social' order by 1"
    )
    assert rows == [
        (0, 100, 100.0, 40, 100, True, False, True),
        (1, 200, 300.0, 120, 100, True, True, True),
        (2, 100, 400.0, 160, 100, True, True, False),
    ]


def test_a_channel_without_ads_has_no_cost_and_no_ratio(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select cohort_month, customers, acquisition_spend, ltv_to_cac, is_paid_back from marts.customer_cohorts "
        "where workspace_id = 'lifetime' and channel = 'unattributed'"
    )
    assert rows == [(date(2026, 3, 1), 1, Decimal(0), None, True)]

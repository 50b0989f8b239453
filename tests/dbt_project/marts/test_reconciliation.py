"""Claims against orders: what speaks for a platform, who shares it, and where every cent of difference goes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from tests.dbt_project.shop_rows import Booking, add_ad_day, add_order, add_visit, add_workspace, returned
from tests.dbt_project.staged_warehouse import StagedWarehouse

ORDERED = datetime(2026, 3, 10, 12, tzinfo=UTC)
CLICKED = datetime(2026, 3, 9, 12, tzinfo=UTC)


def fill(warehouse: StagedWarehouse) -> None:
    """Two platforms that touched one order, a third order that only analytics knows, and claims of too much."""
    add_workspace(warehouse, "claims", "EUR", "UTC")
    shared = [
        Booking(ORDERED, 100),
        Booking(ORDERED, 5, line_type="SHIPPING"),
        returned(datetime(2026, 3, 20, tzinfo=UTC), "40"),
    ]
    add_order(warehouse, "claims", "1", ORDERED, "EUR", shared)
    visit = {"landing_page": "https://shop.example/?gclid=x", "utm_source": "google", "utm_medium": "cpc"}
    add_visit(warehouse, "claims", "1", 1, CLICKED, click_id_kind="gclid", **visit)
    add_visit(warehouse, "claims", "1", 2, ORDERED, utm_source="facebook", utm_medium="paid_social")
    add_order(warehouse, "claims", "2", ORDERED, "EUR", [Booking(ORDERED, 30)])
    add_order(warehouse, "claims", "3", ORDERED, "EUR", [Booking(ORDERED, 20)])
    add_ad_day(warehouse, "claims", "facebook_ads", date(2026, 3, 10), 10, "EUR", revenue=300)
    add_ad_day(warehouse, "claims", "google_ads", date(2026, 3, 9), 10, "EUR", revenue=0)
    warehouse.add("stg_ga4__properties", workspace_id="claims", property_id="p", currency="EUR", timezone="UTC")
    record(warehouse, "2", "google", "cpc", "31")
    record(warehouse, "1", "(direct)", "(none)", "105")
    record(warehouse, "test order", "blog", "referral", "9")
    add_workspace(warehouse, "rateless", "EUR", "UTC")
    warehouse.add("stg_ga4__properties", workspace_id="rateless", property_id="p", currency="KWD", timezone="UTC")
    record(warehouse, "1", "google", "cpc", "1", workspace_id="rateless")


def record(
    warehouse: StagedWarehouse, transaction: str, source: str, medium: str, revenue: str, workspace_id: str = "claims"
) -> None:
    """A purchase that analytics saw on the day of the orders."""
    warehouse.add(
        "stg_ga4__purchases",
        workspace_id=workspace_id,
        property_id="p",
        date_day=date(2026, 3, 10),
        transaction_id=transaction,
        source=source,
        medium=medium,
        purchases=1,
        revenue_original=Decimal(revenue),
    )


def told(warehouse: StagedWarehouse, platform: str, columns: str) -> list[tuple[Any, ...]]:
    return warehouse.fetch(
        f"select date_day, {columns} from marts.reconciliation_daily "
        "where workspace_id = 'claims' and platform = ? order by date_day",
        platform,
    )


def test_both_platforms_can_claim_one_order_and_only_one_is_credited(built: StagedWarehouse) -> None:
    columns = (
        "supported_orders, supported_by_click_id, supported_by_tag, supported_by_session, shared_orders, true_orders"
    )
    assert told(built, "facebook_ads", columns) == [(date(2026, 3, 10), 1, 0, 1, 0, 1, 1)]
    assert told(built, "google_ads", columns) == [
        (date(2026, 3, 9), 1, 1, 0, 0, 1, 0),
        (date(2026, 3, 10), 1, 0, 0, 1, 0, 0),
    ]


REASONS = (
    "difference, charges_included, later_changes_kept, credited_elsewhere, other_day, counted_twice, value_differs, "
    "beyond_evidence, unclaimed, residual"
)


def test_a_claim_of_too_much_is_taken_apart(built: StagedWarehouse) -> None:
    assert told(built, "facebook_ads", f"claimed_revenue, true_revenue, {REASONS}") == [
        (date(2026, 3, 10), 300, 60, 240, 5, 40, 0, 0, 0, 0, 195, 0, 0)
    ]


def test_orders_that_another_source_is_credited_with_stand_on_the_day_of_the_click(built: StagedWarehouse) -> None:
    assert told(built, "google_ads", REASONS) == [
        (date(2026, 3, 9), 0, 0, 0, 0, 105, 0, 0, 0, -105, 0),
        (date(2026, 3, 10), 0, 0, 0, 135, -105, 0, 0, 0, -30, 0),
    ]


def test_what_analytics_recorded_is_taken_apart(built: StagedWarehouse) -> None:
    assert told(built, "ga4", f"claimed_conversions, true_orders, supported_orders, {REASONS}") == [
        (date(2026, 3, 10), 3, 3, 2, 35, 5, 40, 0, 0, 0, 1, 9, -20, 0)
    ]


def test_a_purchase_without_rate_is_in_quarantine(built: StagedWarehouse) -> None:
    assert built.fetch("select count(*) from marts.reconciliation_daily where workspace_id = 'rateless'") == [(0,)]
    rows = built.fetch("select source, stream, example from quarantine.records where workspace_id = 'rateless'")
    assert rows == [("ga4", "purchases", "KWD")]

"""Ads, residuals and campaigns from staging to the marts, and the freshness of what was read."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from dbt.contracts.graph.manifest import Manifest

from tests.dbt_project.shop_rows import Booking, add_ad_day, add_order, add_visit, add_workspace
from tests.dbt_project.staged_warehouse import StagedWarehouse

NOW = datetime(2026, 3, 31, 8, tzinfo=UTC)
TODAY = NOW.date()


def fill(warehouse: StagedWarehouse) -> None:
    """Two agencies' brands that share an ad account, a shop account number and a customer key."""
    for workspace_id, factor in (("acme", 1), ("bolt", 10)):
        add_workspace(warehouse, workspace_id, "EUR", "Europe/Berlin")
        brand(warehouse, workspace_id, factor)
    deleted_workspace(warehouse)


def brand(warehouse: StagedWarehouse, workspace_id: str, factor: int) -> None:
    """A campaign with one ad that is deleted later, another that reports more than its ad, and an order."""
    for age in (40, 28, 0):
        add_ad_day(
            warehouse, workspace_id, "facebook_ads", TODAY - timedelta(days=age), 10 * factor, "EUR", account_id="111"
        )
        warehouse.add(
            "stg_facebook_ads__load_windows",
            workspace_id=workspace_id,
            account_id="111",
            stream="ad_insights",
            date_day=TODAY - timedelta(days=age),
            row_count=1,
            settles_on=TODAY - timedelta(days=age - 29),
        )
    add_readings(warehouse, workspace_id, factor)
    add_ad_day(
        warehouse,
        workspace_id,
        "google_ads",
        TODAY,
        4 * factor,
        "EUR",
        campaign_spend=Decimal("4.5") * factor,
        account_id="222",
        campaign_id="g1",
        campaign_name="Search",
    )
    warehouse.add(
        "stg_facebook_ads__load_windows",
        workspace_id=workspace_id,
        account_id="111",
        stream="ad_insights",
        date_day=TODAY + timedelta(days=1),
        row_count=0,
    )
    warehouse.add(
        "stg_google_ads__campaigns",
        workspace_id=workspace_id,
        platform="google_ads",
        account_id="222",
        campaign_id="g1",
        campaign_name="Search | renamed",
        channel="paid_search",
        status="paused",
        daily_budget=Decimal(20) * factor,
        created_at=NOW - timedelta(days=300),
    )
    warehouse.add(
        "stg_google_ads__accounts",
        workspace_id=workspace_id,
        platform="google_ads",
        account_id="222",
        account_name=f"{workspace_id} search",
        currency="EUR",
    )
    details(warehouse, workspace_id, factor)
    add_order(warehouse, workspace_id, "1", NOW, "EUR", [Booking(NOW, 50 * factor)], customer_key="ann")
    add_visit(warehouse, workspace_id, "1", 1, NOW - timedelta(days=3), source="direct")
    add_visit(
        warehouse,
        workspace_id,
        "1",
        2,
        NOW,
        utm_source="google",
        utm_medium="cpc",
        utm_campaign="search",
        landing_page="https://shop.example/",
    )
    for connection, source in (("fb", "facebook_ads"), ("go", "google_ads"), ("sh", "shopify")):
        warehouse.add(
            "stg_workspaces__connections",
            workspace_id=workspace_id,
            connection_id=f"{workspace_id}-{connection}",
            source=source,
            status="active",
        )
    for connection, source, status in (("fb", "facebook_ads", "ok"), ("go", "google_ads", "reauth")):
        warehouse.add(
            "stg_workspaces__sync_runs",
            workspace_id=workspace_id,
            connection_id=f"{workspace_id}-{connection}",
            source=source,
            status=status,
            error=None if status == "ok" else "Access was withdrawn.",
            finished_at=NOW,
            rows=3,
        )


def details(warehouse: StagedWarehouse, workspace_id: str, factor: int) -> None:
    """A keyword that spent a part of the search campaign, a country and a creative of the social one."""
    common = {"workspace_id": workspace_id, "date_day": TODAY, "currency": "EUR"}
    counts = {"impressions": 40, "clicks": 4, "platform_conversions": 1, "platform_revenue_original": 50}
    keyword = {"ad_set_id": "s1", "keyword_id": "k1", "keyword": "candles", "match_type": "exact", "quality_score": 7}
    google = {"platform": "google_ads", "account_id": "222", "campaign_id": "g1", "spend_original": 3 * factor}
    facebook = {"platform": "facebook_ads", "account_id": "111", "campaign_id": "c1", "spend_original": 10 * factor}
    warehouse.add("stg_google_ads__keyword_daily", **common, **google, **counts, **keyword)
    warehouse.add(
        "stg_facebook_ads__country_daily", **common, **facebook, **{**counts, "impressions": 100, "clicks": 10}
    )
    warehouse.add(
        "stg_facebook_ads__creatives",
        workspace_id=workspace_id,
        platform="facebook_ads",
        account_id="111",
        ad_id="a1",
        creative_id="v1",
        creative_name=f"Film of {workspace_id}",
        format="video",
    )


def deleted_workspace(warehouse: StagedWarehouse) -> None:
    """Its raw rows are still there, its settings are not."""
    add_order(warehouse, "gone", "1", NOW, "EUR", [Booking(NOW, 50)], customer_key="ann")
    add_ad_day(warehouse, "gone", "facebook_ads", TODAY, 10, "EUR")
    for kind, ids in (
        ("accounts", {}),
        ("campaigns", {"campaign_id": "c1"}),
        ("ad_sets", {"campaign_id": "c1", "ad_set_id": "s1"}),
        ("ads", {"campaign_id": "c1", "ad_set_id": "s1", "ad_id": "a1"}),
    ):
        warehouse.add(
            f"stg_facebook_ads__{kind}", workspace_id="gone", platform="facebook_ads", account_id="acc", **ids
        )
    warehouse.add(
        "stg_ga4__traffic_daily",
        workspace_id="gone",
        property_id="1",
        date_day=TODAY,
        source="google",
        medium="organic",
        sessions=3,
    )


@pytest.mark.parametrize(("workspace_id", "factor"), [("acme", 1), ("bolt", 10)])
def test_levels_agree_with_what_the_platform_reports(built: StagedWarehouse, workspace_id: str, factor: int) -> None:
    rows = built.fetch(
        "select ad_id, row_kind, spend, impressions, platform_revenue from marts.ad_performance_daily "
        "where workspace_id = ? and platform = 'google_ads' order by row_kind",
        workspace_id,
    )
    assert rows == [("a1", "reported", 4 * factor, 100, 50), (None, "residual", Decimal("0.5") * factor, 0, 0)]
    campaign = built.fetch(
        "select spend, attributed_revenue from marts.roas_daily where workspace_id = ? and platform = 'google_ads'",
        workspace_id,
    )
    assert campaign == [(Decimal("4.5") * factor, 50 * factor)]


def add_readings(warehouse: StagedWarehouse, workspace_id: str, factor: int) -> None:
    """A closed day that is read four times and rises once, and a day that was still open at its first reading."""
    readings = [(10, 7, 10, False), (10, 6, 10, False), (10, 4, 12, True), (10, 2, 12, False)]
    for age, read_ago, spend, twice in [*readings, (1, 1, 3, False), (1, 0, 5, False)]:
        warehouse.add(
            "stg_facebook_ads__load_readings",
            workspace_id=workspace_id,
            account_id="111",
            stream="ad_insights",
            date_day=TODAY - timedelta(days=age),
            observed_on=TODAY - timedelta(days=read_ago),
            spend=spend * factor,
            conversions=2,
            conversion_value=20,
            read_twice=twice,
        )
    listed = {"workspace_id": workspace_id, "platform": "facebook_ads", "account_id": "111", "currency": "USD"}
    warehouse.add("stg_facebook_ads__accounts", **listed)
    for read_ago, spend in ((7, 10), (6, 11)):
        warehouse.add(
            "stg_facebook_ads__load_readings",
            workspace_id=workspace_id,
            account_id="111",
            stream="reach",
            date_day=TODAY - timedelta(days=10),
            observed_on=TODAY - timedelta(days=read_ago),
            spend=spend,
            read_twice=False,
        )


def test_a_change_of_a_closed_day_is_logged_with_both_figures(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select workspace_id, date_day, observed_from, observed_to, old_spend, new_spend, old_conversions, "
        "new_conversions, read_twice from marts.restatements where stream = 'ad_insights' order by 1"
    )
    days = [TODAY - timedelta(days=age) for age in (10, 6, 4)]
    factors = {row[0]: row[4] / 10 for row in rows}
    assert set(factors) == {"acme", "bolt"}
    assert rows == [(name, *days, 10 * factor, 12 * factor, 2, 2, True) for name, factor in factors.items()]


def test_a_report_without_conversions_says_so_and_amounts_name_the_money_of_the_account(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select currency, new_spend, new_conversions, old_conversion_value from marts.restatements "
        "where workspace_id = 'bolt' order by stream"
    )
    assert rows == [("USD", 120, 2, 20), ("USD", 11, None, None)]


@pytest.mark.parametrize(("workspace_id", "factor"), [("acme", 1), ("bolt", 10)])
def test_keywords_and_what_has_none_make_the_campaign(built: StagedWarehouse, workspace_id: str, factor: int) -> None:
    rows = built.fetch(
        "select keyword, quality_score, row_kind, spend, clicks, platform_revenue, ad_set_name "
        "from marts.keywords_daily where workspace_id = ? order by row_kind",
        workspace_id,
    )
    assert rows == [
        ("candles", 7, "reported", 3 * factor, 4, 50, "Ad set"),
        (None, None, "residual", Decimal("1.5") * factor, 6, 0, None),
    ]


def test_days_without_a_report_of_countries_are_residuals(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select platform, row_kind, count(*), sum(spend) from marts.ad_countries_daily where workspace_id = 'bolt' "
        "group by all order by all"
    )
    assert rows == [
        ("facebook_ads", "reported", 1, 100),
        ("facebook_ads", "residual", 2, 200),
        ("google_ads", "residual", 1, 45),
    ]


def test_creatives_hold_what_their_ads_cost_and_the_rest_is_residual(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select platform, creative_name, format, row_kind, sum(spend) from marts.creatives_daily "
        "where workspace_id = 'acme' group by all order by all"
    )
    assert rows == [
        ("facebook_ads", "Film of acme", "video", "reported", 30),
        ("google_ads", None, None, "residual", Decimal("4.5")),
    ]
    assert built.fetch("select creative_name, ads, first_seen_on from marts.creatives where workspace_id = 'acme'") == [
        ("Film of acme", 1, TODAY - timedelta(days=40))
    ]


def test_a_campaign_has_the_name_of_each_day(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select name, valid_from, valid_to, is_current from marts.ad_names "
        "where workspace_id = 'acme' and level = 'campaign' and platform = 'google_ads' order by valid_from"
    )
    tomorrow = TODAY + timedelta(days=1)
    assert rows == [
        ("Search", date(1970, 1, 1), tomorrow, False),
        ("Search | renamed", tomorrow, None, True),
    ]


def test_a_day_is_mature_once_its_platform_no_longer_changes_it(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select date_day, is_mature from marts.ad_performance_daily "
        "where workspace_id = 'acme' and platform = 'facebook_ads' order by date_day"
    )
    ages = {(TODAY - day).days: mature for day, mature in rows}
    assert ages == {40: True, 28: True, 0: False}


def test_deleted_campaigns_stay_and_renamed_ones_have_their_new_name(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select platform, campaign_name, status, channel, account_name, daily_budget, first_seen_on, last_seen_on "
        "from marts.campaigns where workspace_id = 'bolt' order by platform"
    )
    assert rows == [
        ("facebook_ads", "Campaign", "deleted", "paid_social", None, None, date(2026, 2, 19), TODAY),
        ("google_ads", "Search | renamed", "paused", "paid_search", "bolt search", 200, TODAY, TODAY),
    ]
    ads = built.fetch("select platform, ad_id, ad_name, status from marts.ads where workspace_id = 'bolt' order by 1")
    assert ads == [("facebook_ads", "a1", "Ad", "deleted"), ("google_ads", "a1", "Ad", "deleted")]
    ad_sets = built.fetch("select platform, ad_set_id, campaign_name from marts.ad_sets where workspace_id = 'bolt'")
    assert sorted(ad_sets) == [("facebook_ads", "s1", "Campaign"), ("google_ads", "s1", "Search | renamed")]


def test_the_name_of_the_click_finds_a_campaign_that_was_renamed_since(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select touchpoints, path_source, first_channel, last_channel, last_platform, last_campaign_id "
        "from marts.orders where workspace_id = 'acme'"
    )
    assert rows == [(2, "shopify_journey", "direct", "paid_search", "google_ads", "g1")]
    acquired = built.fetch(
        "select acquisition_channel, acquisition_campaign_id, orders, lifetime_revenue from marts.customers "
        "where workspace_id = 'acme'"
    )
    assert acquired == [("direct", None, 1, 50)]


def test_days_run_on_to_the_last_one_that_was_read(built: StagedWarehouse) -> None:
    (row,) = built.fetch(
        "select min(date_day), max(date_day), count(*), sum(ad_spend) from marts.overview_daily "
        "where workspace_id = 'acme'"
    )
    assert row == (date(2026, 2, 19), TODAY + timedelta(days=1), 42, Decimal("34.5"))


def test_freshness_says_what_was_read_and_who_must_act(built: StagedWarehouse) -> None:
    rows = built.fetch(
        "select source, last_synced_at, first_day_loaded, last_day_loaded, rows, status, sync_status, error, "
        "quarantined_rows from marts.data_freshness where workspace_id = 'acme' order by source"
    )
    assert rows == [
        ("facebook_ads", NOW, TODAY - timedelta(days=40), TODAY + timedelta(days=1), 3, "ok", "ok", None, 0),
        ("google_ads", None, TODAY, TODAY, 1, "error", "reauth", "Access was withdrawn.", 0),
        ("shopify", None, TODAY, TODAY, 1, "never", None, None, 0),
    ]


def test_nothing_is_shown_of_a_workspace_whose_settings_are_gone(built: StagedWarehouse, manifest: Manifest) -> None:
    marts = [node.name for node in manifest.nodes.values() if node.schema == "marts" and node.resource_type == "model"]
    for mart in marts:
        assert built.fetch(f"select count(*) from marts.{mart} where workspace_id = 'gone'") == [(0,)], mart

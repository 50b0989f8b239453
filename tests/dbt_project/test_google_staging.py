"""The staging models of Google Ads and Analytics over what their sources really load."""

import shutil
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from dbt.contracts.graph.manifest import Manifest

from pipelines import ga4 as ga4_source
from pipelines import google_ads as google_ads_source
from pipelines.loading.connection import Connection
from sandbox import ga4, google_ads
from sandbox.ga4.export_api import PROJECT
from tests.dbt_project.dbt_runs import run_dbt_on
from tests.dbt_project.staging_tables import STAGING
from tests.pipelines.google_line import GoogleLine
from tests.pipelines.recorded_records import FOLDERS
from tests.sandbox.ga4.conftest import shopping_world
from tests.sandbox.google_market import (
    AD,
    BERLIN,
    CLOSED,
    DELETED_AD,
    GROUP,
    NORTH_PROPERTY,
    NOW,
    PMAX,
    SEARCH,
    GoogleMarket,
    march,
    spend_of,
)
from tests.sandbox_server import serve_market

MODELS = ["path:models/staging/google_ads", "path:models/staging/ga4"]
TWINS = [google_ads.routes, ga4.routes]
Lines = tuple[GoogleLine, GoogleLine]


def build(home: Path, manifest: Manifest, warnings: frozenset[str] = frozenset()) -> None:
    """Staging of a warehouse, of whose tests those in ``warnings`` alone may warn."""
    nodes = run_dbt_on(
        home / "warehouse.duckdb", ["build", "--indirect-selection", "cautious", "--select", *MODELS], manifest
    )
    assert {node.status for node in nodes} <= {"success", "pass", "warn"}, nodes
    assert {node.name for node in nodes if node.status == "warn"} <= warnings
    assert sum(node.status == "pass" for node in nodes) >= sum(node.status == "success" for node in nodes) > 0


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> Iterator[Lines]:
    """Both sources synced on two days into one warehouse, staged, all tests passed."""
    home = tmp_path_factory.mktemp("google")
    with serve_market(shopping_world(), NOW, twins=TWINS) as server:  # type: ignore[arg-type]
        lines = (
            GoogleLine(google_ads_source.SOURCE, server, home),
            GoogleLine(ga4_source.SOURCE, server, home, {"bigquery_project": PROJECT}),
        )
        for moment in (march(19), NOW):
            for line in lines:
                (outcome,) = line.sync_at(moment)
                assert outcome.status == "ok", outcome.message
        build(home, manifest)
        yield lines


def rows(staged: Lines, model: str, columns: str, condition: str = "true") -> list[tuple[Any, ...]]:
    return staged[0].rows(f"select {columns} from staging.stg_{model} where {condition} order by all")


@pytest.mark.parametrize("model", sorted(name for name in STAGING if "google_ads" in name or "ga4" in name))
def test_columns_and_types_are_the_interface(staged: Lines, model: str) -> None:
    described = staged[0].rows(f"select column_name, column_type from (describe staging.{model})")
    types = {"varchar": "varchar", "moment": "timestamp with time zone"}
    assert {name: kind.lower() for name, kind in described} == {
        name: types.get(kind, kind).lower().replace("numeric", "decimal") for name, kind in STAGING[model].items()
    }


def test_accounts_and_campaigns_in_our_words(staged: Lines) -> None:
    accounts = rows(staged, "google_ads__accounts", "platform, account_id, account_name, timezone, status")
    assert accounts == [
        ("google_ads", BERLIN, "North Berlin", "Europe/Berlin", "active"),
        ("google_ads", CLOSED, "North (old)", "Europe/Berlin", "closed"),
    ]
    campaigns = rows(staged, "google_ads__campaigns", "campaign_id, campaign_name, channel, status, daily_budget")
    assert campaigns == [
        (SEARCH, "Brand | DE (v2)", "paid_search", "active", Decimal(50)),
        (PMAX, "Everything", "paid_shopping", "active", Decimal(50)),
    ]
    ads = rows(staged, "google_ads__ads", "ad_id, campaign_id, status, landing_page")
    assert ads == [
        (AD, SEARCH, "active", "https://shop.example/brand"),
        (DELETED_AD, SEARCH, "deleted", "https://shop.example/brand"),
    ]


def test_levels_differ_by_what_has_no_ads(staged: Lines) -> None:
    days = [date(2026, 3, day) for day in range(1, 21)]
    pmax = sum(spend_of(PMAX, day) for day in days)
    sums = "sum(spend_original), sum(platform_revenue_original)"
    ((ads, ad_revenue),) = rows(staged, "google_ads__ad_daily", sums)
    ((campaigns, campaign_revenue),) = rows(staged, "google_ads__campaign_daily", sums)
    assert (campaigns - ads, campaign_revenue - ad_revenue) == (pmax, Decimal("81.3"))
    assert rows(staged, "google_ads__account_daily", sums) == [(campaigns, campaign_revenue)]
    assert ads == sum(spend_of(AD, day) for day in days) + sum(spend_of(DELETED_AD, day) for day in days[:10])


def test_a_total_of_an_account_that_its_campaigns_do_not_reach_warns(
    staged: Lines, manifest: Manifest, tmp_path: Path
) -> None:
    rule, changed = "google_totals_are_their_campaigns", tmp_path / "warehouse.duckdb"
    shutil.copy(staged[0].home / changed.name, changed)

    def ended() -> tuple[str, str]:
        (node,) = run_dbt_on(changed, ["test", "--select", rule], manifest)
        return node.status, node.message

    assert ended() == ("pass", "")
    with duckdb.connect(str(changed)) as database:
        # what a second report of the same day says while the day goes on is no defect
        changes = "update raw_google_ads.account_insights set spend = spend + 1"
        database.execute(f"{changes} where date_day in ('2026-03-05', '2026-03-20')")
    assert ended() == ("warn", "Got 1 result, configured to warn if != 0")


def test_ad_days_keep_names_and_claims(staged: Lines) -> None:
    columns = "campaign_name, ad_set_name, ad_name, currency, impressions, clicks, platform_conversions"
    fifth = rows(staged, "google_ads__ad_daily", columns, f"ad_id = '{AD}' and date_day = '2026-03-05'")
    assert fifth == [("Brand | DE (v2)", "Exact", "Ad 69001", "EUR", 1005, 45, Decimal(2))]


SUMS = "campaign_id, sum(spend_original), sum(impressions), sum(clicks), sum(platform_conversions)"


def by_campaign(staged: Lines, model: str) -> list[tuple[Any, ...]]:
    return staged[0].rows(f"select {SUMS} from staging.stg_google_ads__{model} group by 1 order by 1")


@pytest.mark.parametrize("model", ["country_daily", "device_daily"])
def test_cuts_of_a_campaign_add_up_to_it(staged: Lines, model: str) -> None:
    assert by_campaign(staged, model) == by_campaign(staged, "campaign_daily")


def test_keywords_products_and_asset_groups_add_up_and_search_terms_to_less(staged: Lines) -> None:
    search, pmax = by_campaign(staged, "campaign_daily")
    assert by_campaign(staged, "keyword_daily") == [search]
    assert by_campaign(staged, "product_daily") == [pmax] == by_campaign(staged, "asset_group_daily")
    ((campaign, spend, *_),) = by_campaign(staged, "search_term_daily")
    assert campaign == SEARCH
    assert search[1] / 2 < spend < search[1]


def test_details_in_our_words(staged: Lines) -> None:
    assert rows(staged, "google_ads__country_daily", "distinct country_code") == [("AT",), ("DE",), ("US",)]
    keywords = rows(staged, "google_ads__keyword_daily", "distinct keyword, match_type, quality_score")
    assert keywords == [("buy exact", "broad", 10), ("exact", "exact", 8), ("exact online", "phrase", 5)]
    actions = rows(staged, "google_ads__conversion_actions", "category, status, click_window_days, view_window_days")
    assert actions == [("purchase", "active", 30, 1)]
    clicks = "count(*), count(distinct click_id), min(date_day), count(ad_id), count(keyword)"
    counted = rows(staged, "google_ads__clicks", clicks, f"campaign_id = '{SEARCH}'")
    reported = rows(staged, "google_ads__campaign_daily", "sum(clicks)", f"campaign_id = '{SEARCH}'")
    assert counted == [(*reported[0] * 2, date(2026, 3, 1), *reported[0] * 2)]


def test_tags_are_found_in_the_campaigns_suffix(staged: Lines) -> None:
    columns = "format, headline, landing_page, utm_source, utm_campaign, utm_id, utm_content, utm_term"
    creatives = rows(staged, "google_ads__creatives", columns, f"ad_id = '{AD}'")
    landing = "https://shop.example/brand"
    assert creatives == [("text", f"Ad {AD}", landing, "google", "Brand | DE (v2)", SEARCH, AD, GROUP)]


def test_load_windows_are_the_newest_reading(staged: Lines) -> None:
    assert staged[0].rows("select count(distinct observed_on) from load_windows") == [(2,)]
    per_stream = rows(staged, "google_ads__load_windows", "stream, date_day, account_id")
    assert len(per_stream) == len(set(per_stream)) > 0


def test_sources_are_read_in_lower_case(staged: Lines) -> None:
    columns = "date_day, source, medium, campaign_id, sessions, purchases, revenue_original, currency"
    fifth = rows(staged, "ga4__traffic_daily", columns, "date_day = '2026-03-05'")
    assert fifth == [(date(2026, 3, 5), "google", "cpc", SEARCH, 1, 1, Decimal("119.5"), "EUR")]
    purchases = rows(staged, "ga4__purchases", "transaction_id, source, purchases, revenue_original")
    assert purchases == [("501", "google", 1, Decimal("119.5")), ("502", "(direct)", 1, Decimal(40))]
    assert rows(staged, "ga4__properties", "property_id, currency") == [(NORTH_PROPERTY, "EUR")]


@pytest.mark.slow
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_recorded_rows_pass_every_test(folder: Path, tmp_path: Path, manifest: Manifest) -> None:
    secrets = dict.fromkeys(("refresh_token", "client_id", "client_secret", "developer_token"), "x")
    with serve_market(GoogleMarket(), NOW, twins=TWINS, replay=folder) as server:  # type: ignore[arg-type]
        for source, config in ((google_ads_source.SOURCE, {}), (ga4_source.SOURCE, {"property_id": "314186564"})):
            line = GoogleLine(source, server, tmp_path)
            connection = Connection("north", source.name, source.name, config, secrets, server.url, b"key")
            (outcome,) = line.sync(connection, since=date(2022, 1, 1), until=date(2023, 12, 31))
            assert (outcome.status, outcome.message) == ("ok", "")
            assert line.rows("select count(*) from rejected_records") == [(0,)]
    # What was recorded is a part of each account, so that totals and campaigns need not agree.
    build(tmp_path, manifest, frozenset({"google_totals_are_their_campaigns"}))
    sums = (
        "select sum(spend) from raw_google_ads.campaign_insights",
        "select sum(spend_original) from staging.stg_google_ads__campaign_daily",
        "select sum(sessions) from raw_ga4.traffic_daily",
        "select sum(sessions) from staging.stg_ga4__traffic_daily",
    )
    spend, staged_spend, sessions, staged_sessions = (line.rows(query) for query in sums)
    assert (spend, sessions) == (staged_spend, staged_sessions)
    entities = line.rows("select count(*), count(distinct campaign_id) from staging.stg_google_ads__campaigns")
    assert entities == [(1, 1)]


def test_sessions_of_the_export_are_those_of_the_reports(staged: Lines) -> None:
    columns = "source, medium, campaign_id, session_number, page_views, purchases, revenue_original, is_engaged"
    found = rows(staged, "ga4__sessions", columns, "date_day < '2026-03-08'")
    direct, not_set = ("(direct)", "(none)", "(not set)"), "(not set)"
    assert found == [
        (*direct, 1, 3, 1, Decimal(40), True),
        ("blog.example", "referral", not_set, 1, 3, 0, Decimal(0), False),
        ("google", "cpc", SEARCH, 1, 6, 1, Decimal("119.5"), True),
        ("google", "organic", not_set, 2, 3, 0, Decimal(0), True),
    ]
    by_day = "select date_day, {} from staging.stg_ga4__{} group by 1 having {} > 0 order by 1"
    reported = staged[1].rows(by_day.format("sum(sessions)", "traffic_daily", "sum(sessions)"))
    assert staged[1].rows(by_day.format("count(*)", "sessions", "count(*)")) == reported


def test_purchases_of_the_export_name_the_session_and_count_once(staged: Lines) -> None:
    columns = "transaction_id, revenue_original, has_consent, session_key is not null"
    assert rows(staged, "ga4__events", columns, "event_name = 'purchase' and is_first_purchase") == [
        ("501", Decimal("119.5"), True, True),
        ("502", Decimal(40), True, True),
        ("503", Decimal(77), False, False),
    ]


def test_landing_pages_events_and_items(staged: Lines) -> None:
    pages = rows(
        staged, "ga4__landing_pages_daily", "landing_page, source, sessions, purchases", "date_day = '2026-03-05'"
    )
    assert pages == [("/brand", "google", 1, 1)]
    events = rows(staged, "ga4__events_daily", "event_name, events", "date_day = '2026-03-05'")
    assert events == [("first_visit", 1), ("page_view", 3), ("purchase", 1), ("session_start", 1)]
    quality = rows(staged, "ga4__report_quality", "stream, row_count, is_sampled", "date_day = '2026-03-05'")
    assert quality == [
        ("events_daily", 4, False),
        ("items_daily", 0, False),
        ("landing_pages_daily", 1, False),
        ("purchases", 1, False),
        ("traffic_daily", 1, False),
    ]

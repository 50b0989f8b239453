"""The staging models of Facebook and TikTok over what their sources really load."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dbt.contracts.graph.manifest import Manifest

from pipelines import facebook_ads as facebook_source
from pipelines import tiktok_ads as tiktok_source
from sandbox import facebook_ads, tiktok_ads
from tests.dbt_project.staged_warehouse import run_dbt_on
from tests.dbt_project.staging_tables import STAGING
from tests.pipelines.ad_line import AdLine
from tests.pipelines.recorded_records import FOLDERS
from tests.sandbox.ad_market import FB_EURO, FB_YEN, NOW, TT_DOLLAR, TT_PESO, AdMarket, account, deliveries, ids
from tests.sandbox_server import serve_market

PLATFORMS = {
    "facebook_ads": (facebook_source.SOURCE, facebook_ads.routes, "account_ids", (FB_EURO, FB_YEN)),
    "tiktok_ads": (tiktok_source.SOURCE, tiktok_ads.routes, "advertiser_ids", (TT_DOLLAR, TT_PESO)),
}

Staged = Callable[[str], AdLine]


def stage(platform: str, home: Path, manifest: Manifest, replay: Path | None = None) -> AdLine:
    """A warehouse synced on two days, with the staging models over the raw rows of alpha, their tests passed."""
    source, routes, setting, _ = PLATFORMS[platform]
    with serve_market(AdMarket(), NOW, twins=[routes], replay=replay) as server:  # type: ignore[arg-type]
        line = AdLine(source, server, home, setting)
        for moment in (NOW - timedelta(days=1), NOW):
            server.set_now(moment)
            (outcome,) = line.sync(since=date(2021, 1, 1) if replay else None)
            assert outcome.status == "ok", outcome.message
    select = f"path:models/staging/{platform}"
    nodes = run_dbt_on(
        home / "warehouse.duckdb", ["build", "--indirect-selection", "cautious", "--select", select], manifest
    )
    assert {node.status for node in nodes} <= {"success", "pass"}, nodes
    assert sum(node.status == "pass" for node in nodes) >= sum(node.status == "success" for node in nodes) > 0
    return line


@pytest.fixture(scope="module", params=PLATFORMS)
def staged(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, manifest: Manifest
) -> tuple[str, AdLine]:
    platform: str = request.param
    return platform, stage(platform, tmp_path_factory.mktemp(platform), manifest)


def rows(staged: tuple[str, AdLine], model: str, columns: str, condition: str = "true") -> list[tuple[Any, ...]]:
    platform, line = staged
    return line.rows(f"select {columns} from staging.stg_{platform}__{model} where {condition} order by all")


@pytest.mark.parametrize(
    "model", ["accounts", "campaigns", "ad_sets", "ads", "ad_daily", "campaign_daily", "load_windows"]
)
def test_columns_and_types_are_the_interface(staged: tuple[str, AdLine], model: str) -> None:
    platform, line = staged
    described = line.rows(f"select column_name, column_type from (describe staging.stg_{platform}__{model})")
    types = {"varchar": "VARCHAR", "moment": "TIMESTAMP WITH TIME ZONE"}
    expected = STAGING[f"stg_{platform}__{model}"]
    assert {name: kind.lower() for name, kind in described} == {
        name: types.get(kind, kind).lower().replace("numeric", "decimal") for name, kind in expected.items()
    }


def test_ad_days_keep_money_names_and_deleted_ads(staged: tuple[str, AdLine]) -> None:
    accounts = PLATFORMS[staged[0]][3]
    found = rows(staged, "ad_daily", "account_id, ad_id, date_day, spend_original, currency", "impressions > 0")
    assert found == sorted(
        (owner, row.ad_id, row.day, row.spend, account(owner).currency)
        for owner in accounts
        for row in deliveries(account(owner))
    )
    ad = ids(accounts[0])["ad"]
    claimed = "platform_conversions, platform_revenue_original, campaign_name, ad_set_name, ad_name"
    assert rows(staged, "ad_daily", claimed, f"ad_id = '{ad}' and date_day = '2026-03-05'") == [
        (Decimal(3), Decimal(170), "Spring (renamed)", "Everyone", "Video A")
    ]


def test_levels_agree(staged: tuple[str, AdLine]) -> None:
    sums = "account_id, sum(spend_original), sum(platform_conversions), sum(platform_revenue_original)"
    by_level = [
        staged[1].rows(f"select {sums} from staging.stg_{staged[0]}__{model} group by all order by all")
        for model in ("ad_daily", "campaign_daily")
    ]
    assert by_level[0] == by_level[1] != []


def test_budgets_are_in_account_currency(staged: tuple[str, AdLine]) -> None:
    with_minor, without = PLATFORMS[staged[0]][3]
    assert rows(staged, "campaigns", "account_id, daily_budget", "status = 'active'") == [
        (with_minor, Decimal(50)),
        (without, Decimal(5000)),
    ]


def test_states_are_ours(staged: tuple[str, AdLine]) -> None:
    platform, _ = staged
    own = ids(PLATFORMS[platform][3][0])
    states = dict(rows(staged, "ads", "ad_id, status", f"account_id = '{PLATFORMS[platform][3][0]}'"))
    archived = {"facebook_ads": "archived", "tiktok_ads": "paused"}[platform]
    assert states == {own["ad"]: "active", own["deleted_ad"]: "deleted", own["archived_ad"]: archived}
    assert rows(staged, "accounts", "distinct status") == [("active",)]
    assert rows(staged, "ads", "distinct landing_page") == [("https://shop.example/spring",)]


def test_load_windows_are_the_newest_reading(staged: tuple[str, AdLine]) -> None:
    platform, line = staged
    assert line.rows("select count(distinct observed_on) from load_windows") == [(2,)]
    once = f"select stream, count(*), count(distinct (account_id, date_day)) from staging.stg_{platform}__load_windows"
    found = line.rows(f"{once} group by 1 order by 1")
    assert {"ad_insights", "campaign_insights"} <= {stream for stream, _, _ in found}
    assert all(windows == days for _, windows, days in found)


@pytest.mark.slow
@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_recorded_rows_pass_every_test(platform: str, folder: Path, tmp_path: Path, manifest: Manifest) -> None:
    line = stage(platform, tmp_path, manifest, folder)
    for raw, model in (("ads", "ads"), ("campaigns", "campaigns"), ("ad_insights", "ad_daily")):
        ((stored, staged_rows),) = line.rows(
            f"select (select count(*) from {raw}), (select count(*) from staging.stg_{platform}__{model})"
        )
        assert stored == staged_rows > 0

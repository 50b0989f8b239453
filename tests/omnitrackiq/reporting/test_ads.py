"""Platforms and the levels below them are sums of the marts, agree with each other, and never invent a number."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from omnitrackiq.reporting.ad_files import level_file, level_file_name
from omnitrackiq.reporting.ad_levels import LEVELS, AdLevel, read_level
from omnitrackiq.reporting.ad_platforms import PLATFORM_METRICS, has_ad_platform, read_ad_days, read_platforms
from omnitrackiq.reporting.definitions import Sum
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.source import MartSource
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from omnitrackiq.warehouse.readers import open_reader
from tests.demo_marts import ACME, BOLT, write_warehouse

TODAY = date(2026, 3, 15)
WEEK = Period(date(2026, 3, 8), date(2026, 3, 14))
BEFORE = WEEK.shifted(-7)
SUMS = [metric for metric in PLATFORM_METRICS if isinstance(metric.measure, Sum)]


class Marts:
    """A warehouse of two workspaces, changed by statements and read as it is published then."""

    def __init__(self, home: Path) -> None:
        self.warehouse = Warehouse.parse(f"duckdb:///{home}/warehouse.duckdb", home)
        assert self.warehouse.path
        write_warehouse(self.warehouse.path, [ACME, BOLT], TODAY, days=20)

    @contextmanager
    def open(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with duckdb.connect(str(self.warehouse.path)) as connection:
            yield connection

    def published(self, *changes: str) -> MartSource:
        """What the first workspace reads after ``changes``."""
        with self.open() as connection:
            for change in changes:
                connection.execute(change)
        publish(self.warehouse, None, f"b{datetime.now(UTC):%H%M%S%f}", datetime.now(UTC))
        return open_reader(self.warehouse, "demo-1").snapshot()

    def sums(self, mart: str, columns: str, group: str = "1") -> list[tuple[Any, ...]]:
        """Sums of the week over a mart, asked without any code of the product."""
        query = f"""select {group}, {columns} from marts.{mart} where workspace_id = 'demo-1'
            and date_day between '2026-03-08' and '2026-03-14' group by all order by all"""
        with self.open() as connection:
            return connection.execute(query).fetchall()


@pytest.fixture
def marts(tmp_path: Path) -> Marts:
    return Marts(tmp_path)


def figures(row: Any, *names: str) -> tuple[Decimal | None, ...]:
    return tuple(row.value(METRICS[name]) for name in names)


def test_the_platform_table_is_the_sums_of_the_marts(marts: Marts) -> None:
    table = read_platforms(marts.published(), WEEK, BEFORE)
    reported = marts.sums(
        "ad_performance_daily", "sum(spend), sum(impressions), sum(clicks), sum(platform_revenue)", "platform"
    )
    credited = dict(marts.sums("roas_daily", "sum(attributed_revenue)", "platform"))
    assert {row.name for row in table.rows} == {"facebook_ads", "google_ads", "tiktok_ads"}
    assert [row.value(METRICS["spend"]) for row in table.rows] == sorted(
        (spend for _, spend, *_ in reported), reverse=True
    )
    by_name = {row.name: row for row in table.rows}
    for platform, spend, impressions, clicks, claimed in reported:
        row, revenue = by_name[platform], credited[platform]
        assert figures(row, "spend", "impressions", "clicks") == (spend, impressions, clicks)
        assert figures(row, "platform_revenue", "attributed_revenue") == (claimed, revenue)
        assert float(row.value(METRICS["cpm"]) or 0) == pytest.approx(float(1000 * spend / impressions))
        assert float(row.value(METRICS["ctr"]) or 0) == pytest.approx(clicks / impressions)
        assert float(row.value(METRICS["overclaim_ratio"]) or 0) == pytest.approx(float(claimed / revenue))
        assert row.change(METRICS["platform_revenue"]) is not None
    total_spend = sum((spend for _, spend, *_ in reported), Decimal(0))
    assert table.total.value(METRICS["spend"]) == total_spend
    assert float(table.total.value(METRICS["attributed_roas"]) or 0) == pytest.approx(
        float(sum(credited.values()) / total_spend)
    )


@pytest.mark.parametrize("level", LEVELS.values(), ids=list(LEVELS))
@pytest.mark.parametrize("platform", [None, "google_ads"])
def test_every_level_sums_to_the_platform_table(marts: Marts, level: AdLevel, platform: str | None) -> None:
    source = marts.published()
    table = read_platforms(source, WEEK, None)
    whole = next((row for row in table.rows if row.name == platform), table.total)
    rows = read_level(source, level, WEEK, platform)
    for metric in SUMS:
        if metric in level.metrics:
            assert metric.over([row.figures for row in rows]) == whole.value(metric), metric.name
    spends = [row.value(METRICS["spend"]) or Decimal(0) for row in rows]
    assert spends == sorted(spends, reverse=True)
    assert {row.platform for row in rows} == ({platform} if platform else {row.name for row in table.rows})


def test_what_belongs_to_no_ad_is_a_row_named_for_what_it_is(marts: Marts) -> None:
    source = marts.published()
    (residual,) = marts.sums("ad_performance_daily", "sum(spend) filter (where row_kind = 'residual')")
    for level in (LEVELS["ad_sets"], LEVELS["ads"]):
        (row,) = [row for row in read_level(source, level, WEEK, None) if row.id is None]
        assert (row.name, row.status) == (level.nameless, None)
        assert row.parents[0] == "Performance Max"
        assert row.value(METRICS["spend"]) == residual[1]
    (orders,) = [row for row in read_level(source, LEVELS["campaigns"], WEEK, None) if row.id is None]
    assert (orders.name, orders.platform) == ("Orders without a campaign", "google_ads")
    assert figures(orders, "spend", "platform_revenue", "overclaim_ratio") == (None, None, None)
    assert (orders.value(METRICS["attributed_revenue"]) or 0) > 0


def test_credit_stands_at_campaigns_only() -> None:
    credit = METRICS["attributed_revenue"]
    assert {name for name, level in LEVELS.items() if credit in level.metrics} == {"campaigns"}


def test_names_and_status_are_the_present_ones(marts: Marts) -> None:
    source = marts.published(
        "update marts.ads set ad_name = 'New', status = 'deleted' where ad_id = 't1s1a0'",
        "update marts.ads set ad_name = null where ad_id = 't1s1a1'",
    )
    rows = {row.id: row for row in read_level(source, LEVELS["ads"], WEEK, "tiktok_ads")}
    assert (rows["t1s1a0"].name, rows["t1s1a0"].status) == ("New", "deleted")
    assert rows["t1s1a1"].name == "t1s1a1"
    assert rows["t1s1a0"].parents == ["Spark", "Broad"]


def test_without_any_order_nothing_is_known_of_what_ads_brought(marts: Marts) -> None:
    source = marts.published("delete from marts.orders", "delete from marts.roas_daily where campaign_id is null",
                             "update marts.roas_daily set attributed_orders = 0, attributed_revenue = 0")  # fmt: skip
    for row in (*read_platforms(source, WEEK, None).rows, *read_level(source, LEVELS["campaigns"], WEEK, None)):
        assert figures(row, "attributed_revenue", "attributed_roas", "overclaim_ratio") == (None, None, None)
        assert (row.value(METRICS["platform_roas"]) or 0) > 0


def test_a_connected_platform_that_rests_cost_nothing_and_of_others_nothing_is_known(marts: Marts) -> None:
    rests = "delete from marts.ad_performance_daily where platform = 'tiktok_ads'"
    table = read_platforms(marts.published(rests), WEEK, None)
    row = next(row for row in table.rows if row.name == "tiktok_ads")
    assert figures(row, "spend", "platform_revenue") == (0, 0)
    assert figures(row, "ctr", "cpc", "attributed_roas") == (None, None, None)
    assert (row.value(METRICS["attributed_revenue"]) or 0) > 0
    table = read_platforms(marts.published("delete from marts.ad_accounts where platform = 'tiktok_ads'"), WEEK, None)
    row = next(row for row in table.rows if row.name == "tiktok_ads")
    assert figures(row, "spend", "platform_revenue", "overclaim_ratio") == (None, None, None)
    known = [other for other in table.rows if other.name != "tiktok_ads"]
    roas = METRICS["attributed_roas"]
    assert table.total.value(roas) == roas.over([each for other in known for each in other.figures])


def test_what_is_connected_and_known_is_told_apart(marts: Marts) -> None:
    source = marts.published()
    assert has_ad_platform(source)
    assert read_ad_days(source) == Period(date(2026, 2, 23), TODAY)
    assert read_platforms(source, Period(date(2020, 1, 1), date(2020, 1, 7)), None).is_empty
    assert not read_platforms(source, WEEK, None).is_empty
    source = marts.published("delete from marts.ad_performance_daily")
    assert (has_ad_platform(source), read_ad_days(source)) == (True, None)
    assert not has_ad_platform(marts.published("delete from marts.ad_accounts"))


def test_a_file_holds_exactly_what_is_shown(marts: Marts) -> None:
    level = LEVELS["campaigns"]
    rows = read_level(marts.published(), level, WEEK, "facebook_ads")
    heading, *lines = level_file(level, rows, WEEK, "EUR").splitlines()
    assert heading == (
        "since,until,currency,platform,campaign,campaign_id,status,spend,platform_revenue,platform_roas,"
        "attributed_revenue,attributed_roas,overclaim_ratio,impressions,clicks,ctr,cpc,cpm"
    )
    spend = {row.id: row.value(METRICS["spend"]) for row in rows}
    assert lines[0].startswith(f"2026-03-08,2026-03-14,EUR,Facebook Ads,Prospecting,f1,active,{spend['f1']},")
    assert lines[1].startswith(f"2026-03-08,2026-03-14,EUR,Facebook Ads,'=Retargeting,f2,active,{spend['f2']},")
    assert len(lines) == len(rows) == 2
    assert level_file_name("demo-1", LEVELS["ad_sets"], WEEK, "facebook_ads") == (
        "demo-1-facebook-ads-ad-sets-2026-03-08-2026-03-14.csv"
    )

"""Insights: rows, levels, periods, actions in their windows, and what may not be asked."""

import json
from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.ad_market import FB_EURO, FB_YEN, account, ids, march, spend_of
from tests.sandbox.facebook_ads.conftest import Graph

OWN = ids(FB_EURO)
WINDOWS = json.dumps(["1d_click", "7d_click", "28d_click", "1d_view"])


def days(since: str, until: str) -> str:
    return json.dumps({"since": since, "until": until})


def daily(graph: Graph, **params: str) -> list[dict[str, Any]]:
    asked = {
        "level": "ad",
        "time_increment": "1",
        "time_range": days("2026-03-01", "2026-03-31"),
        "fields": "ad_id,ad_name,campaign_name,account_currency,spend,impressions,clicks,actions,action_values",
        "limit": "500",
    } | params
    return list(graph.get(f"act_{FB_EURO}/insights", **asked)["data"])


def entry(row: dict[str, Any], field: str, action_type: str) -> dict[str, str]:
    return next((one for one in row.get(field, []) if one["action_type"] == action_type), {})


def row_of(rows: list[dict[str, Any]], ad_id: str, day: str) -> dict[str, Any]:
    return next(row for row in rows if (row["ad_id"], row["date_start"]) == (ad_id, day))


def test_every_delivered_ad_day_is_a_row_of_texts(graph: Graph) -> None:
    rows = daily(graph)
    assert len(rows) == 20 + 10 + 1, "the deleted and the archived ad keep their rows; days without delivery have none"
    row = row_of(rows, OWN["ad"], "2026-03-05")
    assert row["spend"] == str(spend_of(account(FB_EURO), "ad", march(5).date()))
    assert (row["impressions"], row["clicks"], row["date_stop"]) == ("1005", "45", "2026-03-05")
    assert row["campaign_name"] == "Spring (renamed)", "names are the current ones"


def test_yen_have_no_decimals(graph: Graph) -> None:
    asked = {"level": "ad", "time_range": days("2026-03-05", "2026-03-05"), "fields": "spend,account_currency"}
    row = graph.get(f"act_{FB_YEN}/insights", **asked)["data"][0]
    assert (row["spend"], row["account_currency"]) == ("1051", "JPY")


@pytest.mark.parametrize("level", ["account", "campaign", "adset", "ad"])
def test_levels_add_up(graph: Graph, level: str) -> None:
    rows = daily(graph, level=level, fields="spend")
    expected = sum((Decimal(row["spend"]) for row in daily(graph)), Decimal(0))
    assert sum((Decimal(row["spend"]) for row in rows), Decimal(0)) == expected


def test_purchases_stand_under_several_types_and_in_their_windows(graph: Graph) -> None:
    row = row_of(daily(graph, action_attribution_windows=WINDOWS), OWN["ad"], "2026-03-05")
    assert entry(row, "actions", "omni_purchase") == {
        "action_type": "omni_purchase",
        "value": "3",
        "1d_click": "1",
        "7d_click": "2",
        "28d_click": "2",
        "1d_view": "1",
    }
    assert entry(row, "action_values", "omni_purchase")["value"] == "170"
    assert entry(row, "actions", "purchase")["value"] == "3"
    assert entry(row, "actions", "offsite_conversion.fb_pixel_purchase")["value"] == "3"


def test_window_keys_are_absent_when_zero(graph: Graph) -> None:
    row = row_of(daily(graph, action_attribution_windows=WINDOWS), OWN["deleted_ad"], "2026-03-05")
    assert "1d_view" not in entry(row, "actions", "omni_purchase")
    quiet = row_of(daily(graph), OWN["ad"], "2026-03-07")
    assert "action_values" not in quiet
    assert not entry(quiet, "actions", "omni_purchase")


def test_late_and_withdrawn_claims_restate_the_day(graph: Graph) -> None:
    def value(day: int) -> str:
        graph.server.set_now(march(day))
        return entry(row_of(daily(graph), OWN["ad"], "2026-03-05"), "action_values", "omni_purchase")["value"]

    assert [value(day) for day in (7, 12, 16)] == ["130", "180", "170"]


def test_a_click_after_28_days_counts_in_its_window_only(graph: Graph) -> None:
    graph.server.set_now(march(27))
    row = row_of(daily(graph, action_attribution_windows=WINDOWS), OWN["ad"], "2026-03-05")
    found = entry(row, "action_values", "omni_purchase")
    assert (found["value"], found["28d_click"]) == ("170", "180")


def test_periods(graph: Graph) -> None:
    assert len(daily(graph, level="account", fields="spend", time_increment="all_days")) == 1
    weeks = daily(graph, level="account", fields="spend", time_increment="7")
    assert [(row["date_start"], row["date_stop"]) for row in weeks] == [
        ("2026-03-01", "2026-03-07"),
        ("2026-03-08", "2026-03-14"),
        ("2026-03-15", "2026-03-21"),
    ]
    months = daily(graph, level="account", fields="spend", time_increment="monthly")
    assert [(row["date_start"], row["date_stop"]) for row in months] == [("2026-03-01", "2026-03-31")]


def test_today_is_the_accounts(graph: Graph) -> None:
    graph.server.set_now(march(9, 16))
    asked = {"level": "account", "date_preset": "today", "fields": "spend"}
    assert graph.get(f"act_{FB_YEN}/insights", **asked)["data"][0]["date_start"] == "2026-03-10"
    assert graph.get(f"act_{FB_EURO}/insights", **asked)["data"][0]["date_start"] == "2026-03-09"


@pytest.mark.parametrize("cut", ['["country"]', '["age","gender"]', '["publisher_platform"]'])
def test_breakdowns_add_up_and_name_their_cell(graph: Graph, cut: str) -> None:
    rows = daily(graph, breakdowns=cut, fields="ad_id,spend,impressions", limit="5000")
    assert all(name in row for row in rows for name in json.loads(cut))
    whole = daily(graph, fields="ad_id,spend,impressions")
    assert sum(Decimal(row["spend"]) for row in rows) == sum(Decimal(row["spend"]) for row in whole)
    assert sum(int(row["impressions"]) for row in rows) == sum(int(row["impressions"]) for row in whole)


def test_filters_by_status_and_measure(graph: Graph) -> None:
    deleted = json.dumps([{"field": "ad.effective_status", "operator": "IN", "value": ["DELETED"]}])
    assert {row["ad_id"] for row in daily(graph, filtering=deleted)} == {OWN["deleted_ad"]}
    busy = json.dumps([{"field": "ad.impressions", "operator": "GREATER_THAN", "value": 1018}])
    assert {row["date_start"] for row in daily(graph, filtering=busy)} == {"2026-03-19", "2026-03-20"}


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"time_range": days("2023-01-01", "2023-02-01")}, 3018),
        ({"time_range": days("2026-03-02", "2026-03-01")}, 100),
        ({"time_range": "yesterday"}, 100),
        ({"fields": "colour"}, 100),
        ({"fields": "country", "breakdowns": '["country"]'}, 100),
        ({"breakdowns": '["dma"]'}, 100),
        ({"level": "keyword"}, 100),
        ({"time_increment": "91"}, 100),
        ({"date_preset": "last_century"}, 100),
        ({"action_attribution_windows": '["90d_click"]'}, 100),
        ({"after": "nonsense"}, 100),
        ({"limit": "9000"}, 1),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_may_not_be_asked(graph: Graph, params: dict[str, str], code: int) -> None:
    assert graph.error(f"act_{FB_EURO}/insights", **params)[1] == code


def test_report_run_is_complete_only_when_it_says_so(graph: Graph) -> None:
    asked = {"level": "ad", "time_range": days("2026-03-05", "2026-03-05"), "fields": "ad_id,spend"}
    run_id = graph.post(f"/v25.0/act_{FB_EURO}/insights", asked)["report_run_id"]
    assert graph.error(f"{run_id}/insights") == (400, 100, None)
    stages = [
        (state["async_status"], state["async_percent_completion"]) for state in (graph.get(run_id) for _ in "1234")
    ]
    assert stages == [("Job Not Started", 0), ("Job Started", 0), ("Job Running", 100), ("Job Completed", 100)]
    direct = graph.get(f"act_{FB_EURO}/insights", **asked)["data"]
    assert graph.get(f"{run_id}/insights")["data"] == direct
    assert Graph(graph.server, "beta").error(run_id) == (400, 100, 33)

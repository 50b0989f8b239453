"""The integrated report: rows, levels, metrics as text, default filters and limits."""

from decimal import Decimal
from typing import Any

import pytest

from tests.sandbox.ad_market import TT_DOLLAR, TT_PESO, account, ids, march, spend_of
from tests.sandbox.tiktok_ads.conftest import BusinessApi

OWN = ids(TT_DOLLAR)
EVERYTHING = [{"field_name": "ad_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}]
METRICS = [
    "ad_name",
    "spend",
    "impressions",
    "conversion",
    "real_time_conversion",
    "complete_payment",
    "total_complete_payment_rate",
    "secondary_goal_result",
    "ctr",
]


def asked(**changes: Any) -> dict[str, Any]:
    return {
        "advertiser_id": TT_DOLLAR,
        "report_type": "BASIC",
        "data_level": "AUCTION_AD",
        "dimensions": ["ad_id", "stat_time_day"],
        "metrics": METRICS,
        "start_date": "2026-03-01",
        "end_date": "2026-03-30",
        "filtering": EVERYTHING,
        "page_size": "1000",
    } | changes


def rows(api: BusinessApi, **changes: Any) -> list[dict[str, Any]]:
    return list(api.get("report/integrated/get/", **asked(**changes))["list"])


def metrics_of(found: list[dict[str, Any]], ad_id: str, day: str) -> dict[str, str]:
    wanted = {"ad_id": ad_id, "stat_time_day": f"{day} 00:00:00"}
    return dict(next(row["metrics"] for row in found if row["dimensions"] == wanted))


def test_every_delivered_ad_day_is_a_row_of_texts(api: BusinessApi) -> None:
    found = rows(api)
    delivered = [row for row in found if row["metrics"]["impressions"] != "0"]
    assert len(delivered) == 20 + 10 + 1
    metrics = metrics_of(found, OWN["ad"], "2026-03-05")
    assert metrics["spend"] == str(spend_of(account(TT_DOLLAR), "ad", march(5).date()))
    assert (metrics["impressions"], metrics["ctr"], metrics["ad_name"]) == ("1005", "4.48", "Video A")
    assert metrics["secondary_goal_result"] == "-"


def test_pesos_have_no_decimals(api: BusinessApi) -> None:
    found = rows(api, advertiser_id=TT_PESO)
    assert metrics_of(found, ids(TT_PESO)["ad"], "2026-03-05")["spend"] == "1051"


def test_deleted_ads_are_left_out_by_default(api: BusinessApi) -> None:
    def spend(found: list[dict[str, Any]]) -> Decimal:
        return sum((Decimal(row["metrics"]["spend"]) for row in found), Decimal(0))

    by_default = rows(api, filtering=[])
    assert OWN["deleted_ad"] not in {row["dimensions"]["ad_id"] for row in by_default}
    assert spend(by_default) < spend(rows(api))
    level = {"data_level": "AUCTION_CAMPAIGN", "dimensions": ["campaign_id", "stat_time_day"], "filtering": []}
    assert spend(rows(api, **level)) == spend(rows(api)), "the filter works on the level asked"


def test_purchases_restate_by_touch_day_and_real_time_by_purchase_day(api: BusinessApi) -> None:
    def figures(day: int) -> tuple[str, str]:
        api.server.set_now(march(day))
        metrics = metrics_of(rows(api), OWN["ad"], "2026-03-05")
        return metrics["complete_payment"], metrics["total_complete_payment_rate"]

    assert [figures(day) for day in (7, 12, 16)] == [("3", "130"), ("4", "180"), ("3", "170")]
    assert metrics_of(rows(api), OWN["ad"], "2026-03-11")["real_time_conversion"] == "1"
    assert metrics_of(rows(api), OWN["ad"], "2026-03-11")["conversion"] == "0"


def test_a_purchase_on_a_day_without_delivery_makes_a_row(api: BusinessApi) -> None:
    own = ids(TT_DOLLAR)
    quiet = [row for row in api.server.market.delivered if row.ad_id != own["ad"] or row.day != march(11).date()]  # type: ignore[attr-defined]
    api.server.market.delivered = quiet  # type: ignore[attr-defined]
    metrics = metrics_of(rows(api), own["ad"], "2026-03-11")
    assert (metrics["spend"], metrics["real_time_conversion"]) == ("0", "1")


@pytest.mark.parametrize(
    "dimensions",
    [["ad_id", "stat_time_day", "age", "gender"], ["ad_id", "stat_time_day", "country_code"], ["ad_id", "platform"]],
    ids=str,
)
def test_audience_reports_add_up(api: BusinessApi, dimensions: list[str]) -> None:
    cut = rows(api, report_type="AUDIENCE", dimensions=dimensions, metrics=["spend", "impressions"])
    whole = rows(api, metrics=["spend", "impressions"])
    for metric in ("spend", "impressions"):
        parts, total = ([Decimal(row["metrics"][metric]) for row in found] for found in (cut, whole))
        assert sum(parts) == sum(total)


def test_hours_of_one_day(api: BusinessApi) -> None:
    found = rows(api, dimensions=["ad_id", "stat_time_hour"], start_date="2026-03-05", end_date="2026-03-05")
    assert {row["dimensions"]["stat_time_hour"][:10] for row in found} == {"2026-03-05"}
    assert len({row["dimensions"]["stat_time_hour"] for row in found}) == 24


def test_whole_periods_and_lifetime(api: BusinessApi) -> None:
    level = {"data_level": "AUCTION_ADVERTISER", "dimensions": ["advertiser_id"], "filtering": [], "metrics": ["spend"]}
    period = rows(api, **level)
    assert [row["dimensions"] for row in period] == [{"advertiser_id": TT_DOLLAR}]
    assert rows(api, **level, query_lifetime="true")[0]["metrics"] == period[0]["metrics"]


def test_order_and_pages(api: BusinessApi) -> None:
    first = api.get("report/integrated/get/", **asked(page_size="2", order_field="spend", order_type="DESC"))
    spends = [Decimal(row["metrics"]["spend"]) for row in first["list"]]
    assert spends == sorted(spends, reverse=True)
    assert first["page_info"]["total_number"] == len(rows(api))


@pytest.mark.parametrize(
    "changes",
    [
        {"end_date": "2026-03-31"},
        {"dimensions": ["ad_id", "stat_time_hour"]},
        {"dimensions": ["ad_id"], "end_date": "2027-03-01"},
        {"start_date": "2026-03-31"},
        {"start_date": "March"},
        {"metrics": ["colour"]},
        {"dimensions": ["campaign_id", "stat_time_day"]},
        {"dimensions": ["ad_id", "age"], "report_type": "AUDIENCE"},
        {"report_type": "GUESS"},
        {"data_level": "AUCTION_KEYWORD"},
        {"page_size": "5000"},
        {"filtering": {"ad_status": "STATUS_ALL"}},
        {"filtering": [{"field_name": "ad_status", "filter_type": "IN", "filter_value": ["STATUS_ALL"]}]},
        {"query_lifetime": "true"},
        {"report_type": "AUDIENCE", "dimensions": ["ad_id", "platform"], "metrics": ["complete_payment"]},
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_may_not_be_asked(api: BusinessApi, changes: dict[str, Any]) -> None:
    assert api.code("report/integrated/get/", **asked(**changes)) == 40002

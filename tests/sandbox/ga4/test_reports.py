"""Reports: what is measured, how rows are shaped, filtered, ordered and paged."""

from typing import Any

from tests.sandbox.ga4.conftest import DataApi
from tests.sandbox.google_market import SEARCH, march

WEEK = [{"startDate": "2026-03-05", "endDate": "2026-03-08"}]
BY_DAY = [{"dimension": {"dimensionName": "date", "orderType": "NUMERIC"}}]


def text_filter(field: str, value: str, kind: str = "EXACT") -> dict[str, Any]:
    return {"filter": {"fieldName": field, "stringFilter": {"matchType": kind, "value": value}}}


def test_sessions_by_source(api: DataApi) -> None:
    rows = api.rows(
        "date sessionSource sessionMedium sessionCampaignName sessionCampaignId sessionDefaultChannelGroup",
        "sessions engagedSessions totalUsers newUsers ecommercePurchases purchaseRevenue",
        dateRanges=WEEK,
        orderBys=[*BY_DAY, {"dimension": {"dimensionName": "sessionSource"}}],
    )
    not_set = "(not set)"
    assert rows == [
        ["20260305", "google", "cpc", "Brand | DE", SEARCH, "Paid Search", "1", "1", "1", "1", "1", "119.5"],
        ["20260306", "(direct)", "(none)", "(direct)", not_set, "Direct", "1", "1", "1", "1", "0", "0"],
        ["20260307", "(direct)", "(none)", "(direct)", not_set, "Direct", "0", "0", "1", "0", "1", "40"],
        ["20260307", "blog.example", "referral", "(referral)", not_set, "Referral", "1", "0", "1", "1", "0", "0"],
        ["20260307", "google", "organic", "(organic)", not_set, "Organic Search", "1", "1", "1", "0", "0", "0"],
    ]


def test_purchases_carry_the_orders_id(api: DataApi) -> None:
    rows = api.rows("date transactionId sessionSource", "ecommercePurchases purchaseRevenue", dateRanges=WEEK)
    assert sorted(rows) == [
        ["20260305", "501", "google", "1", "119.5"],
        ["20260307", "502", "(direct)", "1", "40"],
    ]


def test_answer_is_positional_and_typed(api: DataApi) -> None:
    answer = api.report("date", "sessions keyEvents purchaseRevenue", dateRanges=WEEK, orderBys=BY_DAY)
    assert answer["dimensionHeaders"] == [{"name": "date"}]
    assert answer["metricHeaders"] == [
        {"name": "sessions", "type": "TYPE_INTEGER"},
        {"name": "keyEvents", "type": "TYPE_FLOAT"},
        {"name": "purchaseRevenue", "type": "TYPE_CURRENCY"},
    ]
    assert answer["rowCount"] == 3
    assert answer["metadata"] == {"currencyCode": "EUR", "timeZone": "Europe/Berlin"}
    assert answer["kind"] == "analyticsData#runReport"
    assert "propertyQuota" not in answer


def test_empty_reports_have_neither_rows_nor_count(api: DataApi) -> None:
    empty = api.report("date", "sessions", dateRanges=[{"startDate": "2026-03-10", "endDate": "2026-03-11"}])
    assert "rows" not in empty
    assert "rowCount" not in empty


def test_filters(api: DataApi) -> None:
    def sources(**more: Any) -> set[str]:
        return {row[0] for row in api.rows("sessionSource", "sessions", dateRanges=WEEK, **more)}

    everything = {"google", "(direct)", "blog.example"}
    assert sources() == everything
    assert sources(dimensionFilter=text_filter("sessionSource", "GOOGLE")) == {"google"}
    assert sources(dimensionFilter={"notExpression": text_filter("sessionSource", "goo", "BEGINS_WITH")}) == {
        "(direct)",
        "blog.example",
    }
    both = [text_filter("sessionSource", "google"), text_filter("sessionMedium", ".*ic", "FULL_REGEXP")]
    assert api.rows(
        "sessionMedium", "sessions", dateRanges=WEEK, dimensionFilter={"andGroup": {"expressions": both}}
    ) == [["organic", "1"]]
    either = {"orGroup": {"expressions": [text_filter("sessionSource", "blog", "CONTAINS"), both[0]]}}
    assert sources(dimensionFilter=either) == {"google", "blog.example"}
    listed = {"filter": {"fieldName": "sessionSource", "inListFilter": {"values": ["(direct)"]}}}
    assert sources(dimensionFilter=listed) == {"(direct)"}
    more_than_one = {"numericFilter": {"operation": "GREATER_THAN", "value": {"int64Value": "1"}}}
    assert sources(metricFilter={"filter": {"fieldName": "sessions", **more_than_one}}) == {"google"}
    between = {"betweenFilter": {"fromValue": {"int64Value": "2"}, "toValue": {"doubleValue": 2.5}}}
    assert sources(metricFilter={"filter": {"fieldName": "sessions", **between}}) == {"google"}


def test_generated_clients_send_enums_as_numbers(api: DataApi) -> None:
    by_number = {"filter": {"fieldName": "sessionSource", "stringFilter": {"matchType": 1, "value": "google"}}}
    order = [{"dimension": {"dimensionName": "date", "orderType": 3}, "desc": True}]
    rows = api.rows("date", "sessions", dateRanges=WEEK, dimensionFilter=by_number, orderBys=order)
    assert [row[0] for row in rows] == ["20260307", "20260305"]


def test_pages_and_order_by_metric(api: DataApi) -> None:
    order = [{"metric": {"metricName": "purchaseRevenue"}, "desc": True}, *BY_DAY]
    first = api.report("date", "purchaseRevenue", dateRanges=WEEK, orderBys=order, limit="1")
    assert first["rowCount"] == 2
    assert first["rows"][0]["dimensionValues"] == [{"value": "20260305"}]
    second = api.rows("date", "purchaseRevenue", dateRanges=WEEK, orderBys=order, limit="1", offset=1)
    assert second == [["20260307", "40"]]


def test_several_ranges_gain_a_dimension(api: DataApi) -> None:
    ranges = [{"startDate": "2026-03-05", "endDate": "2026-03-05", "name": "first"}, WEEK[0]]
    answer = api.report(
        "sessionMedium", "sessions", dateRanges=ranges, dimensionFilter=text_filter("sessionMedium", "cpc")
    )
    assert [header["name"] for header in answer["dimensionHeaders"]] == ["sessionMedium", "dateRange"]
    assert {row["dimensionValues"][1]["value"] for row in answer["rows"]} == {"first", "date_range_1"}


def test_totals(api: DataApi) -> None:
    answer = api.report("date", "sessions", dateRanges=WEEK, metricAggregations=["TOTAL", 6])
    assert answer["totals"] == [{"dimensionValues": [{"value": "RESERVED_TOTAL"}], "metricValues": [{"value": "4"}]}]
    assert answer["maximums"][0]["metricValues"] == [{"value": "2"}]


def test_relative_dates_are_days_of_the_property(api: DataApi) -> None:
    api.server.set_now(march(7, 23, 30))
    yesterday = [{"startDate": "yesterday", "endDate": "yesterday"}]
    assert api.rows("date", "purchaseRevenue", dateRanges=yesterday) == [["20260307", "40"]]
    assert api.rows("date", "sessions", dateRanges=[{"startDate": "3daysAgo", "endDate": "3daysAgo"}]) == [
        ["20260305", "1"]
    ]


def test_fresh_sources_are_pending_and_named_later(api: DataApi) -> None:
    today = [{"startDate": "2026-03-20", "endDate": "2026-03-20"}]
    fresh = dict(api.rows("sessionSource", "sessions", dateRanges=today))
    assert set(fresh) == {"google", "(data not available)"}
    assert sum(map(int, fresh.values())) == 40
    api.server.set_now(march(22))
    assert dict(api.rows("sessionSource", "sessions", dateRanges=today)) == {"google": "40"}
    pending = api.rows("sessionDefaultChannelGroup", "sessions", dateRanges=today)
    assert pending == [["Paid Search", "40"]]


def test_figures_of_another_currency_are_converted(api: DataApi) -> None:
    market = api.server.context.market
    south = DataApi(api.server, "south")
    own = market.property("south").property_id
    sold = [order for order in market.ordered if order.order_id == 501]  # type: ignore[attr-defined]
    market.ordered += [type(sold[0])(**{**_fields(sold[0]), "workspace_id": "south"})]  # type: ignore[attr-defined]
    body = {"dateRanges": WEEK, "metrics": [{"name": "purchaseRevenue"}]}
    assert south.post("runReport", body, own).json()["rows"][0]["metricValues"] == [{"value": "149.38"}]


def _fields(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__dataclass_fields__}

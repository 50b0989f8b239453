"""Everything around reports: access, refusals, batches, metadata, compatibility, quota."""

from typing import Any

import httpx
import pytest

from sandbox.ga4.quota import QUOTAS
from tests.sandbox.ga4.conftest import DataApi, request
from tests.sandbox.google_market import NORTH_PROPERTY, SOUTH_PROPERTY, march


def test_foreign_property_is_denied(api: DataApi) -> None:
    answer = api.post("runReport", request("date", "sessions"), SOUTH_PROPERTY)
    assert (answer.status_code, answer.json()["error"]["status"]) == (403, "PERMISSION_DENIED")


def test_bad_and_dead_tokens(api: DataApi) -> None:
    api.server.context.credentials.revoke("ga4", "north")
    assert api.post("runReport", request("date", "sessions")).status_code == 401
    api.headers = {}
    answer = api.post("runReport", request("date", "sessions"))
    assert (answer.status_code, answer.json()["error"]["status"]) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (request("date nonsense", "sessions"), "Field nonsense is not a valid dimension"),
        (request("date", "nonsense"), "Field nonsense is not a valid metric"),
        (request("", ""), "at least one"),
        (request("date", "sessions", dateRanges=[]), "date ranges"),
        (request("date", "sessions", dateRanges=[{"startDate": "soon", "endDate": "today"}]), "Invalid date"),
        (
            request("date", "sessions", dateRanges=[{"startDate": "today", "endDate": "yesterday"}]),
            "Invalid date range",
        ),
        (request(" ".join(["date"] * 10), "sessions"), "limited to 9 dimensions"),
        (request("date", " ".join(["sessions"] * 11)), "limited to 10 metrics"),
        (request("date", "sessions", orderBys=[{"metric": {"metricName": "newUsers"}}]), "Order by field newUsers"),
    ],
)
def test_refused_reports_say_why(api: DataApi, body: dict[str, Any], text: str) -> None:
    answer = api.post("runReport", body)
    error = answer.json()["error"]
    assert (answer.status_code, error["status"]) == (400, "INVALID_ARGUMENT")
    assert text in error["message"]


def test_batches_answer_in_order(api: DataApi) -> None:
    reports = [request("date", "sessions"), request("sessionSource", "totalUsers")]
    answer = api.post("batchRunReports", {"requests": reports}).json()
    assert answer["kind"] == "analyticsData#batchRunReports"
    assert [report["dimensionHeaders"][0]["name"] for report in answer["reports"]] == ["date", "sessionSource"]
    foreign = [{**reports[0], "property": f"properties/{SOUTH_PROPERTY}"}]
    assert api.post("batchRunReports", {"requests": foreign}).status_code == 400
    assert api.post("batchRunReports", {"requests": reports * 3}).status_code == 400
    broken = [reports[0], request("nonsense", "sessions")]
    assert api.post("batchRunReports", {"requests": broken}).status_code == 400


def test_metadata_lists_every_field(api: DataApi) -> None:
    def metadata(property_id: str) -> httpx.Response:
        return httpx.get(f"{api.server.url}/v1beta/properties/{property_id}/metadata", headers=api.headers)

    own = metadata(NORTH_PROPERTY).json()
    assert own["name"] == f"properties/{NORTH_PROPERTY}/metadata"
    assert "transactionId" in [field["apiName"] for field in own["dimensions"]]
    types = {field["apiName"]: field["type"] for field in own["metrics"]}
    assert (types["sessions"], types["purchaseRevenue"]) == ("TYPE_INTEGER", "TYPE_CURRENCY")
    assert metadata("0").status_code == 200
    assert metadata(SOUTH_PROPERTY).status_code == 403


def test_compatibility(api: DataApi) -> None:
    body = {"dimensions": [{"name": "date"}], "metrics": [{"name": "sessions"}]}
    answer = api.post("checkCompatibility", body).json()
    assert answer["dimensionCompatibilities"][0]["compatibility"] == "COMPATIBLE"
    assert api.post("checkCompatibility", {**body, "compatibilityFilter": "INCOMPATIBLE"}).json() == {}
    assert api.post("checkCompatibility", {"metrics": [{"name": "nonsense"}]}).status_code == 400


def set_property(api: DataApi, **ways: Any) -> None:
    httpx.post(f"{api.server.url}/_sandbox/ga4/properties/{NORTH_PROPERTY}", json=ways).raise_for_status()


@pytest.mark.parametrize("name", QUOTAS)
def test_quota_is_counted_and_runs_out(api: DataApi, name: str) -> None:
    body = request("date", "sessions", returnPropertyQuota=True)
    first, second = (api.post("runReport", body).json()["propertyQuota"] for _ in range(2))
    spent = second[name].get("consumed", 0)
    assert first[name]["remaining"] - second[name]["remaining"] == spent
    assert bool(spent) == QUOTAS[name].counts_tokens
    set_property(api, left={name: 0})
    empty = api.post("runReport", body)
    assert (empty.status_code, empty.json()["error"]["status"]) == (429, "RESOURCE_EXHAUSTED")
    api.server.set_now(march(20, 13, 1))
    assert api.post("runReport", body).status_code == (429 if QUOTAS[name].is_daily else 200)
    api.server.set_now(march(21, 7, 1))
    assert api.post("runReport", body).status_code == 200


def test_what_analytics_withholds_it_says(api: DataApi) -> None:
    metrics = "sessions purchaseRevenue"
    set_property(api, honesty={"threshold_users": 2})
    assert api.report("date", metrics)["metadata"]["subjectToThresholding"] is True
    assert [row[0] for row in api.rows("date", metrics)] == ["20260320", "20260307"]
    set_property(api, honesty={"most_rows": 1, "samples_read": 5, "sampling_space": 50})
    said = api.report("date sessionSource", metrics)["metadata"]
    assert said["dataLossFromOtherRow"] is True
    assert said["samplingMetadatas"] == [{"samplesReadCount": "5", "samplingSpaceSize": "50"}]
    assert "(other)" in {row[1] for row in api.rows("date sessionSource", metrics)}
    set_property(api, honesty={"restricted_metrics": ["purchaseRevenue"]})
    answer = api.report("date", metrics)
    assert {row["metricValues"][1]["value"] for row in answer["rows"]} == {"0"}
    (restriction,) = answer["metadata"]["schemaRestrictionResponse"]["activeMetricRestrictions"]
    assert restriction == {"metricName": "purchaseRevenue", "restrictedMetricTypes": ["REVENUE_DATA"]}


def test_events_and_items_are_counted(api: DataApi) -> None:
    week = [{"startDate": "2026-03-05", "endDate": "2026-03-08"}]
    counts = dict(api.rows("eventName", "eventCount", dateRanges=week))
    assert counts == {"first_visit": "3", "session_start": "4", "page_view": "12", "purchase": "2"}

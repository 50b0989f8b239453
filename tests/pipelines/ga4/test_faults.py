"""Misbehaviour of the platform: what is tried again, what is halved, what parks the property."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from pipelines.ga4 import quota
from pipelines.ga4.quota import until_next_day, until_next_hour
from pipelines.loading import http
from pipelines.loading.fetch import Outcome
from tests.pipelines.google_line import GoogleLine
from tests.quick import first_quick
from tests.sandbox.google_market import NORTH_PROPERTY, NOW, SOUTH_PROPERTY, march

REVENUE = "select sum(purchase_revenue) from purchases"
EXACT = [(Decimal("159.5"),)]
ONE_SLICE: dict[str, Any] = {"backfill_days": 20}


@pytest.fixture(autouse=True)
def no_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_BACK_OFF", lambda _state: 0)


def refusal(code: int, status: str, message: str = "no") -> str:
    return json.dumps({"error": {"code": code, "message": message, "status": status}})


@pytest.mark.parametrize(
    "fault",
    first_quick(
        [
            {"status": 500, "body": refusal(500, "INTERNAL"), "times": 2},
            {"status": 502, "body": "<html>bad gateway</html>", "times": 2},
            {"status": 503, "body": refusal(503, "UNAVAILABLE"), "times": 1},
            {"status": 401, "body": refusal(401, "UNAUTHENTICATED"), "times": 1},
            {"kind": "truncate", "times": 2},
            {"kind": "disconnect", "times": 2},
        ]
    ),
    ids=["500", "502 html", "503", "401 once", "cut json", "cut connection"],
)
def test_passing_faults_leave_exact_figures(line: GoogleLine, fault: dict[str, Any]) -> None:
    line.server.plan_fault(match="runReport", **fault)
    (outcome,) = line.sync()
    assert (outcome.status, outcome.message) == ("ok", "")
    assert line.rows(REVENUE) == EXACT


def test_three_server_errors_halve_the_window(line: GoogleLine) -> None:
    line.server.plan_fault(match="runReport", kind="delay")
    line.server.plan_fault(match="runReport", status=500, body=refusal(500, "INTERNAL"), times=3)
    (outcome,) = line.sync(line.connection(**ONE_SLICE))
    assert outcome.status == "ok"
    assert line.requests("runReport") == 1 + 3 + 2 + 1
    assert line.rows(REVENUE) == EXACT


def test_a_server_that_fails_is_not_said_to_find_the_day_too_large(line: GoogleLine) -> None:
    line.server.plan_fault(match="runReport", kind="delay")
    line.server.plan_fault(match="runReport", status=500, body=refusal(500, "INTERNAL"), times=3)
    (outcome,) = line.sync(since=march(19).date(), until=march(19).date())
    assert outcome.status == "failed"
    assert outcome.message.startswith("Even a single day was asked for in vain; try again later.")


def test_server_errors_never_use_up_their_own_quota(line: GoogleLine) -> None:
    line.server.plan_fault(match="runReport", kind="delay")
    line.server.plan_fault(match="runReport", status=503, body=refusal(503, "UNAVAILABLE"), times=100)
    (outcome,) = line.sync()
    assert is_parked(outcome, timedelta(hours=1))
    assert line.requests("runReport") == 1 + 9


@pytest.mark.parametrize(
    ("status", "body", "match", "expected"),
    first_quick(
        [
            (401, refusal(401, "UNAUTHENTICATED"), "runReport", "reauth"),
            (403, refusal(403, "PERMISSION_DENIED"), "runReport", "reauth"),
            (400, refusal(400, "INVALID_ARGUMENT", "Field x is not a valid dimension."), "runReport", "failed"),
            (400, '{"error": "invalid_grant", "error_description": "gone"}', "/token", "reauth"),
            (200, '{"rowCount": 5, "metadata": {}}', "runReport", "failed"),
        ]
    ),
    ids=["401", "403", "400", "dead grant", "rows missing"],
)
def test_lasting_faults_end_with_their_status(
    line: GoogleLine, status: int, body: str, match: str, expected: str
) -> None:
    line.server.plan_fault(match=match, status=status, body=body, times=100)
    (outcome,) = line.sync()
    assert outcome.status == expected
    assert outcome.message.endswith(".")


def test_a_foreign_property_is_a_matter_of_sign_in(line: GoogleLine) -> None:
    outcomes = line.sync(line.connection(property_id=SOUTH_PROPERTY), line.connection("south"))
    assert [outcome.status for outcome in outcomes] == ["reauth", "ok"]


def set_property(line: GoogleLine, **ways: Any) -> None:
    httpx.post(f"{line.server.url}/_sandbox/ga4/properties/{NORTH_PROPERTY}", json=ways).raise_for_status()


def is_parked(outcome: Outcome, wait: timedelta) -> bool:
    """Whether it goes on after ``wait``; the limiter counts from when it was told."""
    assert outcome.retry_at is not None
    return outcome.status == "throttled_until" and abs(outcome.retry_at - NOW - wait) < timedelta(seconds=30)


@pytest.mark.parametrize(
    ("quota", "wait"),
    first_quick([("tokensPerDay", until_next_day(NOW)), ("tokensPerHour", until_next_hour(NOW))]),
)
def test_the_last_tokens_are_not_spent(line: GoogleLine, quota: str, wait: timedelta) -> None:
    set_property(line, left={quota: 1})
    (outcome,) = line.sync()
    assert is_parked(outcome, wait)
    assert line.requests("runReport") == 1


def test_a_used_up_quota_is_waited_for_without_asking_again_and_again(
    line: GoogleLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quota, "CONCURRENCY_WAIT", timedelta(0))
    set_property(line, left={"tokensPerProjectPerHour": 0})
    (outcome,) = line.sync()
    assert is_parked(outcome, until_next_hour(NOW))
    assert line.requests("runReport") == 2


@pytest.mark.parametrize("ways", first_quick([{"tokensPerProjectPerHour": 0}, {"tokensPerHour": 1}]), ids=str)
def test_the_next_hour_is_that_of_the_refusal_not_of_the_run(
    line: GoogleLine, monkeypatch: pytest.MonkeyPatch, ways: dict[str, int]
) -> None:
    monkeypatch.setattr(quota, "CONCURRENCY_WAIT", timedelta(0))
    set_property(line, left=ways)
    under_way = timedelta(minutes=70)
    (outcome,) = line.sync(elapsed=under_way)
    assert is_parked(outcome, under_way + until_next_hour(NOW + under_way))


def test_too_many_requests_at_once_pass_within_the_run(line: GoogleLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "CONCURRENCY_WAIT", timedelta(seconds=0.01))
    line.server.plan_fault(match="runReport", status=429, body=refusal(429, "RESOURCE_EXHAUSTED"))
    (outcome,) = line.sync()
    assert outcome.status == "ok"
    assert line.rows(REVENUE) == EXACT


@pytest.mark.slow
def test_optional_reports_leave_the_quota_to_the_others(line: GoogleLine) -> None:
    set_property(line, left={"tokensPerProjectPerHour": 3_000})
    (outcome,) = line.sync(line.connection(streams_off=[]))
    assert is_parked(outcome, until_next_hour(NOW))
    assert "landing_pages_daily" in outcome.message
    assert line.rows(REVENUE) == EXACT
    assert [line.table(name) for name in ("landing_pages_daily", "events_daily", "items_daily")] == [[], [], []]
    line.sync_at(march(20, 13, 10), line.connection(streams_off=[]))
    assert line.rows("select sum(purchase_revenue) from landing_pages_daily") == EXACT


def test_little_quota_stops_after_the_finished_slice_and_goes_on_later(line: GoogleLine) -> None:
    nearly = {"tokensPerHour": {"consumed": 1, "remaining": 3_000}, "tokensPerDay": {"remaining": 150_000}}
    answer = {
        "dimensionHeaders": [{"name": "date"}, {"name": "sessionSource"}],
        "metricHeaders": [{"name": "sessions", "type": "TYPE_INTEGER"}],
        "rows": [{"dimensionValues": [{"value": "20260320"}, {"value": "tea"}], "metricValues": [{"value": "7"}]}],
        "rowCount": 1,
        "metadata": {"currencyCode": "EUR", "timeZone": "Europe/Berlin", "dataLossFromOtherRow": True,
                     "subjectToThresholding": True, "samplingMetadatas": [{"samplesReadCount": "5"}]},
        "propertyQuota": nearly,
    }  # fmt: skip
    line.server.plan_fault(match="runReport", kind="delay")
    line.server.plan_fault(match="runReport", status=200, body=json.dumps(answer))
    (outcome,) = line.sync()
    assert is_parked(outcome, until_next_hour(NOW))
    stored = line.rows(
        "select session_source, sessions, is_sampled, is_thresholded, has_other_row_loss from traffic_daily"
    )
    assert stored == [("tea", 7, True, True, True)]
    assert [again.status for again in line.sync()] == ["ok"]
    assert line.rows(REVENUE) == EXACT


def test_overflow_rows_are_kept_and_unreadable_ones_quarantined(line: GoogleLine) -> None:
    def row(day: str, source: str, sessions: str) -> dict[str, Any]:
        return {"dimensionValues": [{"value": day}, {"value": source}], "metricValues": [{"value": sessions}]}

    rows = [
        row("20260320", "(other)", "4"),
        row("(other)", "google", "2"),
        row("20260319", "tea", "some"),
        row("20260319", "", "3"),
    ]
    answer = {
        "dimensionHeaders": [{"name": "date"}, {"name": "sessionSource"}],
        "metricHeaders": [{"name": "sessions", "type": "TYPE_INTEGER"}],
        "rows": rows,
        "rowCount": 4,
    }
    line.server.plan_fault(match="runReport", kind="delay")
    line.server.plan_fault(match="runReport", status=200, body=json.dumps(answer))
    (outcome,) = line.sync(line.connection(**ONE_SLICE))
    assert outcome.status == "ok"
    assert line.rows("select session_source, sessions from traffic_daily order by 1") == [("", 3), ("(other)", 4)]
    rejected = dict(line.rows("select field, example from rejected_records"))
    assert rejected == {"date_day": "(other)", "sessions": "some"}

"""Misbehaviour of the platform: what is tried again, what is halved, what ends with which status."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipelines.google_ads.reports import FACTS
from pipelines.loading import http
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from tests.pipelines.google_line import GoogleLine
from tests.quick import first_quick
from tests.sandbox.google_market import BERLIN, CLOSED, MANAGER, NOW, GoogleMarket

SPEND = "select sum(spend) from campaign_insights"
EXACT = [(sum(row.spend for row in GoogleMarket().delivered if row.account_id == BERLIN),)]


@pytest.fixture(autouse=True)
def no_back_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "_BACK_OFF", lambda _state: 0)


def refusal(family: str, name: str, **details: Any) -> str:
    error: dict[str, Any] = {"errorCode": {family: name}, "message": "no"}
    if details:
        error["details"] = details
    return json.dumps([{"error": {"code": 400, "details": [{"errors": [error]}]}}])


def spoil_first_facts(line: GoogleLine, connection: Connection, **fault: Any) -> int:
    """Plans a fault for the first daily report of the next sync, which is that of campaigns; the calls of a good sync.

    ``connection`` reads few enough days for one slice per report.
    """
    list(line.source.extract(connection, {}, SyncWindow(line.server.context.clock.now())))
    calls = line.requests("searchStream")
    line.server.context.faults.clear()
    line.server.plan_fault(match="searchStream", kind="delay", times=calls - len(FACTS))
    line.server.plan_fault(match="searchStream", **fault)
    return calls


@pytest.mark.parametrize(
    ("status", "body"),
    first_quick(
        [
            (500, refusal("internalError", "INTERNAL_ERROR")),
            (503, "<html>down</html>"),
            (502, ""),
            (429, refusal("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED", quotaErrorDetails={"retryDelay": "0.01s"})),
            (401, refusal("authenticationError", "OAUTH_TOKEN_EXPIRED")),
            (
                200,
                "["
                + json.dumps({"results": [{"campaign": {"id": "1"}}]})
                + ","
                + refusal("internalError", "TRANSIENT_ERROR")[1:],
            ),
            (200, '[{"results":[{"campaign":{"id"'),
        ]
    ),
    ids=["500", "503 html", "502 empty", "429", "expired token", "error after rows", "cut json"],
)
def test_passing_faults_leave_exact_figures(line: GoogleLine, status: int, body: str) -> None:
    line.server.plan_fault(match="searchStream", status=status, body=body, times=2 if status != 401 else 1)
    (outcome,) = line.sync()
    assert (outcome.status, outcome.message) == ("ok", "")
    assert line.rows(SPEND) == EXACT


@pytest.mark.parametrize("kind", first_quick(["disconnect", "truncate"]))
def test_broken_connections_leave_exact_figures(line: GoogleLine, kind: str) -> None:
    line.server.plan_fault(match="searchStream", kind=kind, times=2)
    assert [outcome.status for outcome in line.sync()] == ["ok"]
    assert line.rows(SPEND) == EXACT


def test_streams_that_stay_cut_off_are_asked_in_halves(line: GoogleLine) -> None:
    fortnight = line.connection(backfill_days=13)
    calls = spoil_first_facts(line, fortnight, kind="truncate", times=http.ATTEMPTS)
    assert [outcome.status for outcome in line.sync(fortnight)] == ["ok"]
    assert line.requests("searchStream") == calls + http.ATTEMPTS + 1
    assert line.rows("select count(*) from load_windows where stream = 'campaign_insights'") == [(14,)]
    assert line.rows(SPEND) == line.rows("select sum(spend) from account_insights")


def test_a_server_that_fails_is_not_said_to_find_the_day_too_large(line: GoogleLine) -> None:
    one_day = line.connection(backfill_days=0)
    spoil_first_facts(line, one_day, status=500, body=refusal("internalError", "INTERNAL_ERROR"), times=1000)
    (outcome,) = line.sync(one_day)
    assert outcome.status == "failed"
    assert "asked for in vain; try again later" in outcome.message
    assert "too large" not in outcome.message


@pytest.mark.slow
def test_a_day_that_never_comes_through_fails_and_leaves_what_was_read(line: GoogleLine) -> None:
    fortnight = line.connection(backfill_days=13)
    spoil_first_facts(line, fortnight, kind="truncate", times=1000)
    (outcome,) = line.sync(fortnight)
    assert outcome.status == "failed"
    assert line.rows("select count(*) from campaigns") == [(2,)]
    assert line.rows(SPEND) == [(None,)]
    line.server.context.faults.clear()
    assert [again.status for again in line.sync()] == ["ok"]
    assert line.rows(SPEND) == EXACT


def test_long_quota_waits_park_the_connection(line: GoogleLine) -> None:
    body = refusal(
        "quotaError", "RESOURCE_EXHAUSTED", quotaErrorDetails={"rateScope": "DEVELOPER", "retryDelay": "900s"}
    )
    line.server.plan_fault(match="searchStream", status=429, body=body)
    (outcome,) = line.sync()
    assert outcome.status == "throttled_until"
    assert outcome.retry_at == NOW + timedelta(seconds=900)
    assert [again.status for again in line.sync()] == ["ok"]
    assert line.rows(SPEND) == EXACT


@pytest.mark.parametrize(
    ("match", "status", "body", "expected"),
    first_quick(
        [
            ("/token", 400, '{"error": "invalid_grant"}', "reauth"),
            ("/token", 401, '{"error": "invalid_client"}', "config"),
            ("searchStream", 403, refusal("authorizationError", "USER_PERMISSION_DENIED"), "config"),
            ("searchStream", 401, refusal("authenticationError", "OAUTH_TOKEN_REVOKED"), "reauth"),
            ("searchStream", 400, refusal("queryError", "UNRECOGNIZED_FIELD"), "failed"),
            ("searchStream", 301, "", "failed"),
        ]
    ),
)
def test_lasting_faults_end_with_their_status(
    line: GoogleLine, match: str, status: int, body: str, expected: str
) -> None:
    line.server.plan_fault(match=match, status=status, body=body, times=100)
    (outcome,) = line.sync()
    assert outcome.status == expected
    assert outcome.message.endswith(".")
    assert "ya29" not in outcome.message


def test_a_token_that_stays_refused_is_renewed_once(line: GoogleLine) -> None:
    body = refusal("authenticationError", "OAUTH_TOKEN_EXPIRED")
    line.server.plan_fault(match="googleAds", status=401, body=body, times=100)
    (outcome,) = line.sync()
    assert outcome.status == "reauth"
    assert line.requests("/token") == 2


def test_unreachable_platform_is_said_plainly(line: GoogleLine) -> None:
    connection = line.connection()
    lost = type(connection)("north", "c", "google_ads", {}, connection.secrets, "http://127.0.0.1:9", b"key")
    (outcome,) = line.sync(lost)
    assert outcome.status == "failed"
    assert "could not be reached" in outcome.message


def with_streams(line: GoogleLine, *streams: str, **config: Any) -> Connection:
    """A connection that reads ``streams`` beside the core."""
    off = [stream.name for stream in line.source.optional_streams if stream.name not in streams]
    return line.connection(streams_off=off, **config)


@pytest.mark.parametrize(
    ("stream", "resource", "fault"),
    first_quick(
        [
            ("creatives", "asset", {"status": 400, "body": refusal("queryError", "UNRECOGNIZED_FIELD")}),
            ("creatives", "asset", {"status": 500, "body": ""}),
            ("conversion_actions", "conversion_action", {"status": 400, "body": refusal("queryError", "X")}),
            ("keyword_insights", "keyword_view", {"status": 500, "body": ""}),
            (
                "keyword_insights",
                "keyword_view",
                {"status": 403, "body": refusal("authorizationError", "METRIC_ACCESS_DENIED")},
            ),
        ]
    ),
)
def test_an_optional_stream_that_fails_leaves_the_figures_alone(
    line: GoogleLine, stream: str, resource: str, fault: dict[str, Any]
) -> None:
    line.server.plan_fault(match="searchStream", asks=f"FROM {resource} ", times=1000, **fault)
    (outcome,) = line.sync(with_streams(line, stream))
    assert outcome.status == "failed"
    assert f"The stream {stream} failed, everything else is read" in outcome.message
    assert line.rows(SPEND) == EXACT
    assert line.rows(f"select status from accounts where account_id = '{BERLIN}'") == [("ENABLED",)]


@pytest.mark.parametrize("name", first_quick(["METRIC_ACCESS_DENIED", "ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT"]))
def test_an_account_whose_figures_google_hides_is_reported(line: GoogleLine, name: str) -> None:
    body = refusal("authorizationError", name)
    line.server.plan_fault(match=BERLIN, asks="FROM campaign WHERE", status=403, body=body, times=1000)
    (outcome,) = line.sync()
    assert outcome.status == "failed"
    assert BERLIN in outcome.message
    assert name in outcome.message
    assert line.rows(f"select status from accounts where account_id = '{BERLIN}'") == [("UNAVAILABLE",)]


def test_a_suspended_account_is_reported_and_a_closed_one_is_not(line: GoogleLine) -> None:
    chosen = line.connection(customer_ids=[BERLIN, CLOSED], login_customer_id=MANAGER)
    (outcome,) = line.sync(chosen)
    assert (outcome.status, outcome.message) == ("ok", "")
    edit = {"field": "status", "value": "SUSPENDED"}
    line.server.plan_fault(match=MANAGER, asks="FROM customer_client", kind="edit", edits=[edit])
    (outcome,) = line.sync(line.connection(customer_ids=[BERLIN], login_customer_id=MANAGER))
    assert (outcome.status, BERLIN in outcome.message) == ("failed", True)
    assert "calls this account SUSPENDED" in outcome.message


def test_a_connection_without_any_open_account_is_reported(line: GoogleLine) -> None:
    (outcome,) = line.sync(line.connection(customer_ids=[CLOSED], login_customer_id=MANAGER))
    assert (outcome.status, CLOSED in outcome.message) == ("config", True)
    assert line.rows("select account_id, status from accounts") == [(CLOSED, "CANCELED")]


def campaign_row(number: int, day: str = "2026-03-19", **metrics: Any) -> dict[str, Any]:
    return {"campaign": {"id": str(number)}, "segments": {"date": day}, "metrics": {"clicks": "1", **metrics}}


def test_values_that_fit_no_column_end_in_quarantine(line: GoogleLine) -> None:
    rows = [
        campaign_row(17001, costMicros="12.5"),
        campaign_row(17002, costMicros="2500001"),
        campaign_row(17003, day="(other)"),
        campaign_row(17004, conversions="NaN"),
        campaign_row(17005, clicks="many"),
    ]
    narrow = line.connection(backfill_days=3)
    spoil_first_facts(line, narrow, status=200, body=json.dumps([{"results": rows}]))
    (outcome,) = line.sync(narrow)
    assert outcome.status == "ok"
    assert line.rows("select campaign_id, spend from campaign_insights") == [("17002", Decimal("2.500001"))]
    rejected = dict(line.rows("select field, example from rejected_records"))
    assert rejected == {
        "spend": "{'micros': '12.5'}",
        "date_day": "(other)",
        "conversions": "NaN",
        "clicks": "many",
    }
    line.sync(narrow)
    assert line.rows("select field from rejected_records") == [("date_day",)]


def test_fractions_finer_than_the_column_are_cut_not_refused(line: GoogleLine) -> None:
    row = campaign_row(17001, costMicros="1", conversions=1 / 3, conversionsValue=1e-17, allConversions=1.5e-30)
    narrow = line.connection(backfill_days=3)
    spoil_first_facts(line, narrow, status=200, body=json.dumps([{"results": [row]}]))
    line.sync(narrow)
    values = line.rows("select conversions, conversions_value, all_conversions, spend from campaign_insights")
    assert values == [(Decimal("0.3333333333333333"), Decimal("1E-17"), Decimal(0), Decimal("0.000001"))]


def test_new_fields_are_kept_beside_the_columns(line: GoogleLine) -> None:
    row = campaign_row(17001, costMicros="1", brandNewRate=0.5) | {"assetGroup": {"id": "5"}}
    narrow = line.connection(backfill_days=3)
    spoil_first_facts(line, narrow, status=200, body=json.dumps([{"results": [row]}]))
    line.sync(narrow)
    ((extra,),) = line.rows("select extra from campaign_insights")
    assert json.loads(extra) == {"metrics": {"brandNewRate": 0.5}, "assetGroup": {"id": "5"}}

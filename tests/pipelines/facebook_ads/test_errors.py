"""Meta's errors: every code of the contract means what it should, and a sync ends or goes on accordingly."""

import dataclasses
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from pipelines.facebook_ads.errors import (
    AFTER_TRANSIENT,
    BEFORE_TRANSIENT,
    RefusedError,
    UnknownFaultError,
    classify,
)
from pipelines.loading import http
from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    ShrinkError,
    SourceError,
    TooOldError,
    TransientError,
)
from tests.pipelines.ad_line import AdLine
from tests.quick import first_quick
from tests.sandbox.ad_market import FB_EURO, FB_YEN, account, deliveries

RETRY = TransientError


def envelope(code: int, subcode: int | None = None, transient: bool = False) -> str:
    error: dict[str, Any] = {"message": "lokalisiert", "type": "OAuthException", "code": code}
    error |= {"error_subcode": subcode} if subcode is not None else {}
    return json.dumps({"error": error | {"is_transient": transient, "fbtrace_id": "A"}})


CASES: list[tuple[int, int | None, type[SourceError]]] = [
    (2, None, RETRY),
    (1, 99, UnknownFaultError),
    (1, None, ShrinkError),
    (100, 1487534, ShrinkError),
    (100, 1504018, ShrinkError),
    (2, 1504038, ShrinkError),
    *[(4, subcode, RateLimitError) for subcode in (None, 1504022, 1504039)],
    (17, 2446079, RateLimitError),
    (32, None, RateLimitError),
    (341, None, RateLimitError),
    (613, 1487742, RateLimitError),
    *[(code, 2446079, RateLimitError) for code in (*range(80000, 80007), 80008, 80009, 80014)],
    (960, None, RETRY),
    (100, 33, RefusedError),
    *[(190, subcode, ReauthorizeError) for subcode in (None, 458, 459, 460, 463, 464, 467)],
    (102, None, ReauthorizeError),
    (3, None, ConfigurationError),
    (10, None, ConfigurationError),
    (200, None, ConfigurationError),
    (299, None, ConfigurationError),
    (1, 2853001, ConfigurationError),
    (100, 2446289, ConfigurationError),
    (2446289, None, ConfigurationError),
    (3018, None, TooOldError),
    (2635, None, PermanentError),
    (100, None, RefusedError),
    (987654, None, PermanentError),
]


@pytest.mark.parametrize(("code", "subcode", "expected"), CASES)
def test_code_decides(code: int, subcode: int | None, expected: type[SourceError]) -> None:
    found = classify(httpx.Response(400, text=envelope(code, subcode)))
    assert type(found) is expected
    assert str(code) in str(found)
    assert "." in str(found)


def test_every_row_of_the_table_has_a_case() -> None:
    rows = (*BEFORE_TRANSIENT, *AFTER_TRANSIENT)
    met = {next((row for row in rows if row.covers(code, subcode or 0)), None) for code, subcode, _ in CASES}
    assert met - {None} == set(rows)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, envelope(100, None, transient=True), RETRY),
        (503, envelope(1, None), RETRY),
        (500, "<html>", RETRY),
        (503, "Service Unavailable", RETRY),
        (404, "<html>", PermanentError),
        (500, envelope(987654), RETRY),
        (400, envelope(80000, transient=True), RateLimitError),
        (401, envelope(190, 463, transient=True), ReauthorizeError),
    ],
    ids=lambda value: str(value)[:30],
)
def test_answer_without_a_deciding_code(status: int, body: str, expected: type[SourceError]) -> None:
    assert type(classify(httpx.Response(status, text=body))) is expected


def test_good_and_cut_answers_are_no_errors() -> None:
    assert classify(httpx.Response(200, text='{"data":[]}')) is None
    assert classify(httpx.Response(200, text='{"data":[')) is None


@pytest.mark.parametrize(
    ("headers", "minutes"),
    [
        ({}, 5),
        ({"x-business-use-case-usage": '{"1":[{"type":"ads_insights","estimated_time_to_regain_access":12}]}'}, 12),
        (
            {
                "x-business-use-case-usage": json.dumps(
                    {
                        "1": [
                            {"type": "ads_management", "estimated_time_to_regain_access": 50},
                            {"type": "ads_insights", "estimated_time_to_regain_access": 3},
                        ]
                    }
                )
            },
            3,
        ),
        ({"x-ad-account-usage": '{"acc_id_util_pct":100,"reset_time_duration":120}'}, 2),
        ({"x-business-use-case-usage": "nonsense"}, 5),
    ],
    ids=["no header", "minutes", "its own kind only", "seconds", "broken header"],
)
def test_wait_is_what_the_headers_say(headers: dict[str, str], minutes: int) -> None:
    found = classify(httpx.Response(400, text=envelope(80000), headers=headers))
    assert isinstance(found, RateLimitError)
    assert found.wait == timedelta(minutes=minutes)


def ad_days(line: AdLine) -> int:
    return int(line.rows("select count(*) from ad_insights")[0][0])


ALL = len(deliveries(account(FB_EURO))) + len(deliveries(account(FB_YEN)))


@pytest.mark.parametrize(
    "fault",
    first_quick(
        [
            {"status": 500, "body": envelope(2, transient=True), "times": 2},
            {"status": 503, "body": "Service Unavailable"},
            {"status": 200, "body": "Service Unavailable"},
            {"kind": "truncate"},
            {"kind": "disconnect"},
            {"status": 500, "body": envelope(1), "times": 3},
            {"status": 400, "body": envelope(100, 1504018), "times": 2},
        ]
    ),
    ids=["transient", "503", "plain text", "truncated", "disconnected", "reduce the amount", "data per call"],
)
def test_passing_faults_leave_no_trace(line: AdLine, fault: dict[str, Any]) -> None:
    line.server.plan_fault(match=f"act_{FB_EURO}/insights", **fault)
    (outcome,) = line.sync()
    assert (outcome.status, ad_days(line)) == ("ok", ALL)


def test_a_dead_token_ends_the_connection_at_once(line: AdLine) -> None:
    line.server.context.credentials.revoke("facebook_ads", "alpha")
    (outcome,) = line.sync()
    assert outcome.status == "reauth"
    assert "connect the account again" in outcome.message
    assert line.requests("/v25.0/") == 1


@pytest.mark.parametrize(
    ("code", "status"), first_quick([(200, "config"), (100, "failed"), (80000, "throttled_until")]), ids=str
)
def test_trouble_with_one_account_leaves_the_others_alone(line: AdLine, code: int, status: str) -> None:
    usage = {FB_EURO: [{"type": "ads_insights", "estimated_time_to_regain_access": 12}]}
    headers = {"x-business-use-case-usage": json.dumps(usage)}
    line.server.plan_fault(match=f"act_{FB_EURO}/insights", status=400, body=envelope(code), headers=headers, times=50)
    (outcome,) = line.sync()
    assert outcome.status == status
    assert FB_EURO in outcome.message
    assert line.rows("select distinct account_id from ad_insights") == [(FB_YEN,)]
    if code == 80000:
        assert outcome.retry_at == line.server.context.clock.now() + timedelta(minutes=12)
    line.server.context.faults.clear()
    (outcome,) = line.sync()
    assert (outcome.status, ad_days(line)) == ("ok", ALL)


@pytest.mark.parametrize(
    ("edge", "code"), first_quick([("insights", 2), ("campaigns", 2), ("campaigns", 1)]), ids=lambda value: str(value)
)
def test_a_fault_of_one_account_that_does_not_pass_leaves_the_others_alone(
    line: AdLine, monkeypatch: pytest.MonkeyPatch, edge: str, code: int
) -> None:
    monkeypatch.setattr(http, "_seconds_to_wait", lambda _state: 0)
    line.server.plan_fault(match=f"act_{FB_EURO}/{edge}", status=500, body=envelope(code), times=10_000)
    (outcome,) = line.sync()
    assert (outcome.status, FB_EURO in outcome.message) == ("failed", True)
    assert line.rows("select account_id, count(*) from ad_insights group by 1") == [
        (FB_YEN, len(deliveries(account(FB_YEN))))
    ]


def test_a_platform_that_cannot_be_reached_is_no_accounts_trouble(
    line: AdLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_seconds_to_wait", lambda _state: 0)
    (outcome,) = line.sync(dataclasses.replace(line.connection(), base_url="http://127.0.0.1:9"))
    assert (outcome.status, outcome.message.split(" ")[0]) == ("failed", "127.0.0.1")


@pytest.mark.parametrize("largest", [10, 3])
def test_a_list_is_read_in_pages_as_small_as_meta_wants_them(line: AdLine, largest: int) -> None:
    line.server.context.capacity.meta_page = {"adcreatives": largest}
    (outcome,) = line.sync(line.connection(streams_off=[]))
    assert (outcome.status, outcome.message) == ("ok", "")
    assert line.rows("select account_id, count(*) from creatives group by 1 order by 1") == [(FB_EURO, 3), (FB_YEN, 3)]


@pytest.mark.parametrize("fault", first_quick([1, 2]))
def test_creatives_that_meta_does_not_show_leave_the_reports_alone(
    line: AdLine, monkeypatch: pytest.MonkeyPatch, fault: int
) -> None:
    monkeypatch.setattr(http, "_seconds_to_wait", lambda _state: 0)
    line.server.plan_fault(match="/adcreatives", status=500, body=envelope(fault), times=10_000)
    (outcome,) = line.sync(line.connection(streams_off=[]))
    assert outcome.status == "failed"
    assert "creatives failed, everything else is read" in outcome.message
    assert ad_days(line) == ALL


def test_an_interrupted_first_load_goes_on_where_it_stopped(line: AdLine) -> None:
    connection = line.connection("alpha", FB_EURO, backfill_days=200)
    broken = {"match": f"act_{FB_EURO}/insights", "status": 400, "body": envelope(100), "times": 99}
    line.server.plan_fault(match="insights", kind="delay", times=4)
    line.server.plan_fault(**broken)
    (outcome,) = line.sync(connection)
    assert outcome.status == "failed"
    held = line.rows("select min(date_day) from load_windows where stream = 'ad_insights'")
    line.server.context.faults.clear()
    (outcome,) = line.sync(connection)
    assert outcome.status == "ok"
    assert line.rows("select min(date_day) from load_windows where stream = 'ad_insights'") < held
    assert line.requests("insights") == 2 * 1 + 2 * 4, "the look-back once more, then only what was missing"


def test_even_one_day_refused_is_said(line: AdLine) -> None:
    line.server.plan_fault(match="insights", status=500, body=envelope(1), times=10_000)
    (outcome,) = line.sync(line.connection("alpha", FB_EURO))
    assert outcome.status == "failed"
    assert "single day" in outcome.message


def test_retired_version_names_the_remedy(line: AdLine) -> None:
    (outcome,) = line.sync(line.connection("alpha", FB_EURO, api_version="v23.0"))
    assert outcome.status == "failed"
    assert "api_version" in outcome.message


def test_without_accounts_or_token_the_configuration_is_at_fault(line: AdLine) -> None:
    connection = line.connection("alpha", FB_EURO)
    for changed in (dataclasses.replace(connection, config={}), dataclasses.replace(connection, secrets={})):
        (outcome,) = line.sync(changed)
        assert outcome.status == "config"

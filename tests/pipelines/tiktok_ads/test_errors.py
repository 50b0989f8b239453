"""TikTok's codes: every code of the contract means what it should, and a sync ends or goes on accordingly."""

import dataclasses
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    ShrinkError,
    SourceError,
    TransientError,
)
from pipelines.tiktok_ads.errors import RULES, RefusedError, classify
from tests.pipelines.ad_line import AdLine
from tests.quick import first_quick
from tests.sandbox.ad_market import TT_DOLLAR, TT_PESO, account, deliveries


def envelope(code: int) -> str:
    return json.dumps({"code": code, "message": "lokalisiert", "request_id": "1", "data": {}})


EXPECTED: dict[type[SourceError], tuple[int, ...]] = {
    RateLimitError: (40100, 40132, 40133, 40016, 61000, 60001),
    TransientError: (50000, 50001, 50002, 51000, 51999, 52010, 53500, 40200, 40201, 40202, 40700),
    ReauthorizeError: (40102, 40103, 40104, 40105, 40106, 40107, 40108, 40110, 40115, 40120, 40309),
    ConfigurationError: (
        *(40001, 40003, 40113, 40117, 40118, 40124, 40125, 40130, 40131),
        *(40300, 40301, 40302, 40007, 41000, 40009, 40010, 40013),
    ),
    ShrinkError: (40067,),
    RefusedError: (40002,),
    PermanentError: (40000, 40011, 40061, 40006, 40051, 40400, 41001, 41002, 99999),
}


@pytest.mark.parametrize(
    ("code", "expected"), [(code, kind) for kind, codes in EXPECTED.items() for code in codes], ids=str
)
def test_code_decides(code: int, expected: type[SourceError]) -> None:
    found = classify(httpx.Response(200, text=envelope(code)))
    assert type(found) is expected
    assert str(code) in str(found)


def test_every_row_of_the_table_has_a_case() -> None:
    expected = {0, 20001, *(code for codes in EXPECTED.values() for code in codes)}
    for rule in RULES:
        codes = set(rule.codes)
        # Of a span of codes some are enough.
        assert codes & expected if isinstance(rule.codes, range) else codes <= expected


@pytest.mark.parametrize("code", [0, 20001])
def test_success_and_partial_success_are_no_errors(code: int) -> None:
    assert classify(httpx.Response(200, text=envelope(code))) is None


@pytest.mark.parametrize(("status", "expected"), [(504, TransientError), (500, TransientError), (404, PermanentError)])
def test_gateway_answers_without_a_code(status: int, expected: type[SourceError]) -> None:
    assert type(classify(httpx.Response(status, text="<html>"))) is expected


ALL = len(deliveries(account(TT_DOLLAR))) + len(deliveries(account(TT_PESO)))


def ad_days(line: AdLine) -> int:
    return int(line.rows("select count(*) from ad_insights where impressions > 0")[0][0])


@pytest.mark.parametrize(
    "fault",
    first_quick(
        [
            {"status": 200, "body": envelope(50002), "times": 2},
            {"status": 504, "body": "<html>"},
            {"kind": "truncate"},
            {"kind": "disconnect"},
            {"status": 200, "body": envelope(40067), "times": 3},
            {"status": 200, "body": envelope(40100)},
        ]
    ),
    ids=["time-out", "gateway", "truncated", "disconnected", "too large", "too fast"],
)
def test_passing_faults_leave_no_trace(line: AdLine, fault: dict[str, Any]) -> None:
    line.server.plan_fault(match="report/integrated", **fault)
    (outcome,) = line.sync()
    assert (outcome.status, ad_days(line)) == ("ok", ALL)


def test_a_dead_token_ends_the_connection_at_once(line: AdLine) -> None:
    line.server.context.credentials.revoke("tiktok_ads", "alpha")
    (outcome,) = line.sync()
    assert outcome.status == "reauth"
    assert line.requests("/open_api/") == 1


def test_an_advertiser_without_permission_leaves_the_others_alone(line: AdLine) -> None:
    (outcome,) = line.sync(line.connection("alpha", "123", TT_PESO))
    assert outcome.status == "config"
    assert "123" in outcome.message
    assert line.rows("select distinct account_id from ad_insights") == [(TT_PESO,)]


def test_a_lasting_limit_parks_the_connection(line: AdLine) -> None:
    line.server.plan_fault(match="advertiser/info", status=200, body=envelope(60001), times=100)
    (outcome,) = line.sync(line.connection("alpha", TT_DOLLAR))
    assert outcome.status == "throttled_until"
    assert outcome.retry_at == line.server.context.clock.now() + timedelta(minutes=10)


def test_a_limit_is_waited_for_from_the_refusal_on(line: AdLine) -> None:
    line.server.plan_fault(match="advertiser/info", status=200, body=envelope(60001), times=100)
    (outcome,) = line.sync(line.connection("alpha", TT_DOLLAR), elapsed=timedelta(minutes=12))
    assert outcome.retry_at == line.server.context.clock.now() + timedelta(minutes=12 + 10)


def test_even_one_day_refused_is_said(line: AdLine) -> None:
    line.server.plan_fault(match="report/integrated", status=200, body=envelope(40067), times=10_000)
    (outcome,) = line.sync(line.connection("alpha", TT_DOLLAR))
    assert outcome.status == "failed"
    assert "single day" in outcome.message


def test_without_advertisers_or_token_the_configuration_is_at_fault(line: AdLine) -> None:
    connection = line.connection("alpha", TT_DOLLAR)
    for changed in (dataclasses.replace(connection, config={}), dataclasses.replace(connection, secrets={})):
        (outcome,) = line.sync(changed)
        assert outcome.status == "config"

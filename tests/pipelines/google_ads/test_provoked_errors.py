"""Every row of the error table, sent by a served sandbox, ends as its class says, and asks no more than that takes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pipelines.google_ads import SOURCE
from pipelines.google_ads.errors import ACTION_OF_HTTP, ERROR_CODES, Action
from pipelines.loading import http
from pipelines.loading.errors import RateLimitError, SourceError
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from sandbox import google_ads
from tests.pipelines.google_ads.conftest import CORE_ONLY
from tests.pipelines.google_line import GoogleLine
from tests.sandbox.google_market import NOW, GoogleMarket
from tests.sandbox_server import serve_market

HTTP_STATUS: dict[Action, int] = {
    "rate_limit": 429,
    "rate_limit_hours": 429,
    "retry": 500,
    "renew": 401,
    "reauthorize": 401,
    "configuration": 403,
    "denied_account": 403,
    "skip_account": 403,
    "closed_account": 403,
}
STATUS_OF: dict[Action, str] = {
    "rate_limit_hours": "throttled_until",
    "reauthorize": "reauth",
    "configuration": "config",
    "denied_account": "config",
    "too_old": "failed",
    "permanent": "failed",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleLine]:
    with serve_market(GoogleMarket(), NOW, twins=[google_ads.routes]) as server:  # type: ignore[arg-type]
        yield GoogleLine(SOURCE, server, tmp_path_factory.mktemp("errors"), {**CORE_ONLY, "backfill_days": 1})


@pytest.fixture(autouse=True)
def no_back_off(monkeypatch: pytest.MonkeyPatch, shared: GoogleLine) -> None:
    monkeypatch.setattr(http, "_BACK_OFF", lambda _state: 0)
    shared.server.context.faults.clear()


def extracted(line: GoogleLine) -> tuple[list[Slice], SourceError | None]:
    """What a fresh connection reads, and what stopped it."""
    pieces = []
    try:
        for piece in SOURCE.extract(line.connection(), {}, SyncWindow(NOW)):
            pieces.append(piece)
    except SourceError as error:
        return pieces, error
    return pieces, None


def body_of(code: tuple[str, str], delay: str | None = None) -> str:
    """A refusal as searchStream sends it: inside an array; its message names no fault."""
    if code[0] == "reason":
        details: list[dict[str, Any]] = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": code[1]}]
    else:
        error: dict[str, Any] = {"errorCode": {code[0]: code[1]}, "message": "Something"}
        if delay:
            error["details"] = {"quotaErrorDetails": {"rateScope": "DEVELOPER", "retryDelay": delay}}
        details = [{"errors": [error]}]
    return json.dumps([{"error": {"message": "Something", "details": details}}])


def calls_before_facts(line: GoogleLine) -> int:
    """How many streams are asked before the first daily report."""
    extracted(line)
    calls = line.requests("searchStream")
    line.server.context.faults.clear()
    return calls - 3


@pytest.mark.parametrize(("code", "action"), ERROR_CODES.items(), ids=[name for _, name in ERROR_CODES])
def test_each_row_of_the_table_is_handled_as_its_class_says(
    shared: GoogleLine, code: tuple[str, str], action: Action
) -> None:
    before = calls_before_facts(shared)
    shared.server.plan_fault(match="searchStream", kind="delay", times=before)
    delay = "0.01s" if action == "rate_limit" else None
    shared.server.plan_fault(match="searchStream", status=HTTP_STATUS.get(action, 400), body=body_of(code, delay))
    pieces, error = extracted(shared)
    calls = shared.requests("searchStream") - before
    if action in STATUS_OF:
        assert error is not None
        assert (error.status, calls) == (STATUS_OF[action], 1)
        assert str(error).endswith(".")
    elif action in ("skip_account", "closed_account"):
        assert error is not None
        assert (error.status, calls) == ("failed", 1)
        closed = [piece for piece in pieces if piece.stream == "accounts"][-1]
        assert closed.rows["accounts"][0]["status"] != "ENABLED"
    else:
        assert (error, calls) == (None, 5 if action == "shrink" else 4)
        assert sum(len(piece.windows) for piece in pieces if piece.stream == "campaign_insights") == 2


@pytest.mark.parametrize(("status", "action"), ACTION_OF_HTTP.items())
def test_each_http_status_without_a_code_is_handled_as_its_class_says(
    shared: GoogleLine, status: int, action: Action
) -> None:
    before = calls_before_facts(shared)
    shared.server.plan_fault(match="searchStream", kind="delay", times=before)
    # A 401 is signed anew and sent once more before it counts.
    times = 2 if status == 401 else 1
    headers = {"Retry-After": "0.01"}
    shared.server.plan_fault(match="searchStream", status=status, body="<html>", headers=headers, times=times)
    _, error = extracted(shared)
    calls = shared.requests("searchStream") - before
    if action in STATUS_OF:
        assert error is not None
        assert (error.status, calls) == (STATUS_OF[action], times)
        assert str(error).endswith(".")
    else:
        assert (error, calls) == (None, 4)


def test_a_developer_quota_that_is_used_up_stops_all_connections_of_a_run(shared: GoogleLine) -> None:
    body = body_of(("quotaError", "RESOURCE_EXHAUSTED"), "900s")
    shared.server.plan_fault(match="searchStream", status=429, body=body)
    first = shared.connection("north")
    waits = []
    for connection in (first, replace(shared.connection("south"), limiter=first.limiter)):
        with pytest.raises(RateLimitError) as caught:
            list(SOURCE.extract(connection, {}, SyncWindow(NOW)))
        waits.append(caught.value.wait)
    assert shared.requests("searchStream") == 1
    assert all(timedelta(seconds=880) < wait <= timedelta(seconds=900) for wait in waits)


def test_a_refused_optional_report_does_not_stop_the_others(shared: GoogleLine) -> None:
    connection = shared.connection(
        streams_off=[name for name in CORE_ONLY["streams_off"] if name != "keyword_insights"]
    )
    list(SOURCE.extract(connection, {}, SyncWindow(NOW)))
    calls = shared.requests("searchStream")
    shared.server.context.faults.clear()
    shared.server.plan_fault(match="searchStream", kind="delay", times=calls - 1)
    shared.server.plan_fault(match="searchStream", status=400, body=body_of(("queryError", "UNRECOGNIZED_FIELD")))
    read = []
    with pytest.raises(SourceError, match="UNRECOGNIZED_FIELD"):
        for piece in SOURCE.extract(connection, {}, SyncWindow(NOW)):
            read.append(piece.stream)
    assert {"campaign_insights", "ad_insights", "account_insights"} <= set(read)
    assert "keyword_insights" not in read

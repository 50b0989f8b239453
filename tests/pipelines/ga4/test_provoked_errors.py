"""Every row of both error tables, sent by a served sandbox, ends as its class says, with no call too many."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from pipelines.ga4 import SOURCE, export_errors, quota
from pipelines.ga4.errors import HTTP_STATUSES, REASONS, STATUSES, Action
from pipelines.loading import http
from pipelines.loading.connection import Connection
from pipelines.loading.errors import SourceError
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from sandbox import ga4, google_ads
from sandbox.ga4.export_api import PROJECT
from tests.pipelines.ga4.conftest import CORE_ONLY
from tests.pipelines.google_line import GoogleLine
from tests.sandbox.ga4.conftest import shopping_world
from tests.sandbox.google_market import NOW
from tests.sandbox_server import serve_market

EXPORT_ONLY = {"bigquery_project": PROJECT, "streams_off": CORE_ONLY["streams_off"][:-1]}
HTTP_OF: dict[str, int] = {
    "rate_limit": 429,
    "retry": 500,
    "reauthorize": 401,
    "configuration": 403,
    "long_rate_limit": 403,
    "grant": 403,
    "gone": 404,
}
STATUS_OF: dict[str, str] = {
    "reauthorize": "reauth",
    "configuration": "config",
    "grant": "config",
    "long_rate_limit": "throttled_until",
    "permanent": "failed",
}
ROWS: list[tuple[str, str, int, Action]] = [
    *((reason, "", HTTP_OF.get(action, 400), action) for reason, action in REASONS.items()),
    *(("", status, HTTP_OF.get(action, 400), action) for status, action in STATUSES.items()),
    *(("", "", status, action) for status, action in HTTP_STATUSES.items()),
]
EXPORT_ROWS: list[tuple[str, int, export_errors.Action]] = [
    *((reason, HTTP_OF.get(action, 400), action) for reason, action in export_errors.REASONS.items()),
    *(("", status, action) for status, action in export_errors.HTTP_STATUSES.items()),
]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GoogleLine]:
    twins = [google_ads.routes, ga4.routes]
    with serve_market(shopping_world(), NOW, twins=twins) as server:  # type: ignore[arg-type]
        yield GoogleLine(SOURCE, server, tmp_path_factory.mktemp("errors"), {"backfill_days": 3})


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch, shared: GoogleLine) -> None:
    monkeypatch.setattr(http, "_seconds_to_wait", lambda _state: 0)
    monkeypatch.setattr(quota, "CONCURRENCY_WAIT", timedelta(0))
    shared.server.context.faults.clear()


def extracted(connection: Connection) -> tuple[list[Slice], SourceError | None]:
    """What a fresh connection reads, and what stopped it."""
    pieces = []
    try:
        for piece in SOURCE.extract(connection, {}, SyncWindow(NOW)):
            pieces.append(piece)
    except SourceError as error:
        return pieces, error
    return pieces, None


def days_of(pieces: list[Slice], stream: str) -> int:
    return sum(len(piece.windows) for piece in pieces if piece.stream == stream)


@pytest.mark.parametrize(("reason", "status", "code", "action"), ROWS, ids=str)
def test_each_row_of_the_data_api_is_handled_as_its_class_says(
    shared: GoogleLine, reason: str, status: str, code: int, action: Action
) -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}] if reason else []
    body = {"error": {"code": code, "message": "lokalisiert", "status": status, "details": details}}
    # A 401 is signed anew and sent once more before it counts.
    times = 2 if code == 401 else 1
    shared.server.plan_fault(match="runReport", kind="delay")
    sent = json.dumps(body) if reason or status else "<html>"
    shared.server.plan_fault(match="runReport", status=code, body=sent, times=times)
    pieces, error = extracted(shared.connection(**CORE_ONLY))
    calls = shared.requests("runReport")
    if action in STATUS_OF:
        assert error is not None
        assert (error.status, calls) == (STATUS_OF[action], 1 + times)
        assert str(error).endswith(".")
    else:
        assert (error, calls) == (None, 1 + 1 + 2)
        assert days_of(pieces, "traffic_daily") == 4


@pytest.mark.parametrize(("reason", "code", "action"), EXPORT_ROWS, ids=str)
def test_each_row_of_bigquery_is_handled_as_its_class_says(
    shared: GoogleLine, reason: str, code: int, action: export_errors.Action
) -> None:
    body: dict[str, Any] = {"error": {"code": code, "message": "lokalisiert", "errors": [{"reason": reason}]}}
    times = 2 if code == 401 else 1
    sent = json.dumps(body) if reason else "<html>"
    shared.server.plan_fault(match="intraday_20260320/data", status=code, body=sent, times=times)
    pieces, error = extracted(shared.connection(**EXPORT_ONLY))
    seen = shared.server.context.faults.requests
    calls = sum(count for path, count in seen.items() if path.endswith("/data"))
    assert days_of(pieces, "purchases") == 4, "the reports were read before"
    if action in STATUS_OF:
        assert error is not None
        assert (error.status, calls) == (STATUS_OF[action], times)
        assert str(error).endswith(".")
    elif action == "gone":
        assert (error, calls, days_of(pieces, "export_events")) == (None, 4, 3)
    else:
        assert (error, calls, days_of(pieces, "export_events")) == (None, 5, 4)

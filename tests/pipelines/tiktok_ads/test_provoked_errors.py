"""Every row of the error table, sent by a served sandbox, ends as its class says, and asks no more than that takes."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from pipelines.loading import http
from pipelines.loading.connection import Connection
from pipelines.loading.errors import PermanentError, RateLimitError, SourceError
from pipelines.loading.limiter import Limiter
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.tiktok_ads import SOURCE, client
from pipelines.tiktok_ads.errors import RULES, TRUNCATED, Outcome
from pipelines.tiktok_ads.usage import meter
from sandbox import tiktok_ads
from tests.pipelines.ad_line import AdLine
from tests.pipelines.tiktok_ads.conftest import CORE_ONLY
from tests.sandbox.ad_market import NOW, TT_DOLLAR, TT_PESO, AdMarket, ids
from tests.sandbox_server import serve_market

REPORT = "report/integrated"
# Of a span of codes its ends.
ROWS = [
    (code, rule.outcome)
    for rule in RULES
    for code in (sorted({rule.codes[0], rule.codes[-1]}) if isinstance(rule.codes, range) else rule.codes)
]
STATUS_OF: dict[Outcome, str] = {"reauth": "reauth", "config": "config", "permanent": "failed"}


class Time:
    """Passes only when somebody waits."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def wait(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdLine]:
    with serve_market(AdMarket(), NOW, twins=[tiktok_ads.routes]) as server:  # type: ignore[arg-type]
        yield AdLine(SOURCE, server, tmp_path_factory.mktemp("errors"), "advertiser_ids")


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch, shared: AdLine) -> None:
    monkeypatch.setattr(http, "_seconds_to_wait", lambda _state: 0)
    monkeypatch.setattr(client, "_PAUSES", lambda _state: 0)
    shared.server.context.faults.clear()


def connection(line: AdLine, **config: Any) -> Connection:
    """A connection to one account, two days back, without waiting for real."""
    time = Time()
    limiter = Limiter(lambda: time.seconds, time.wait)
    plain = line.connection("alpha", TT_DOLLAR, **{**CORE_ONLY, "backfill_days": 1, **config})
    return replace(plain, limiter=limiter)


def extracted(one: Connection) -> tuple[list[Slice], SourceError | None]:
    """What a connection reads, and what stopped it."""
    pieces = []
    try:
        for piece in SOURCE.extract(one, {}, SyncWindow(NOW)):
            pieces.append(piece)
    except SourceError as error:
        return pieces, error
    return pieces, None


def envelope(code: int) -> str:
    return json.dumps({"code": code, "message": "lokalisiert", "request_id": "1", "data": {"list": []}})


@pytest.mark.parametrize(("code", "outcome"), ROWS, ids=str)
def test_each_row_of_the_table_is_handled_as_its_class_says(shared: AdLine, code: int, outcome: Outcome) -> None:
    shared.server.plan_fault(match=REPORT, status=200, body=envelope(code))
    pieces, error = extracted(connection(shared))
    calls = shared.requests(REPORT)
    if outcome in STATUS_OF:
        assert error is not None
        assert (error.status, calls) == (STATUS_OF[outcome], 1)
        assert str(error).endswith(f"(TikTok code {code})")
    elif code == 60001:
        assert isinstance(error, RateLimitError)
        assert (error.wait, calls) == (timedelta(minutes=10), 1)
    else:
        assert (error, calls) == (None, {"ok": 2, "shrink": 4}.get(outcome, 3))
        days = [day.date_day for piece in pieces if piece.stream == "ad_insights" for day in piece.windows]
        assert len(days) == len(set(days)) == 2


def test_a_refusal_that_often_passes_is_asked_about_three_times(shared: AdLine) -> None:
    shared.server.plan_fault(match=REPORT, status=200, body=envelope(40002), times=99)
    _, error = extracted(connection(shared))
    assert isinstance(error, PermanentError)
    assert "may not read" in str(error)
    assert "update OmniTrackIQ" not in str(error)
    assert shared.requests(REPORT) == client.TRIES


def test_a_limit_that_lasts_stops_all_connections_of_the_app(shared: AdLine) -> None:
    shared.server.plan_fault(match="advertiser/info", status=200, body=envelope(40100), times=99)
    first = connection(shared)
    second = replace(shared.connection("alpha", TT_PESO), limiter=first.limiter)
    for one in (first, second):
        error = extracted(one)[1]
        assert isinstance(error, RateLimitError)
        assert timedelta(seconds=280) < error.wait <= timedelta(minutes=5)
    assert shared.requests("/open_api/") == http.ATTEMPTS


def test_an_app_is_paced_at_tiktoks_own_address_only(shared: AdLine) -> None:
    request = httpx.Request("GET", "https://business-api.tiktok.com/")
    one = shared.connection()
    assert [scope.per_second for scope in meter(one).scopes(request)] == [None]
    (own,) = meter(replace(one, base_url=None)).scopes(request)
    assert own.per_second == 10
    app = {**one.secrets, "app_id": "5"}
    other = replace(one, secrets={"access_token": "another", "app_id": "5"})
    keys = {next(iter(meter(each).scopes(request))).key for each in (replace(one, secrets=app), other)}
    assert len(keys) == 1


def test_where_ads_are_cut_off_campaigns_are_asked_for_one_by_one(shared: AdLine) -> None:
    good, _ = extracted(connection(shared))
    shared.server.context.faults.clear()
    shared.server.plan_fault(match=REPORT, status=200, body=envelope(0), times=3, headers={TRUNCATED: "20k"})
    pieces, error = extracted(connection(shared))
    assert error is None
    # Refused whole, then both campaigns together, then one of them: it comes in single days.
    assert rows_of(pieces) == rows_of(good)


def rows_of(pieces: list[Slice]) -> list[tuple[Any, ...]]:
    return sorted(
        (row["date_day"], row["ad_id"], row["spend"])
        for piece in pieces
        if piece.stream == "ad_insights"
        for row in piece.rows["ad_insights"]
    )


def test_a_refused_optional_report_does_not_stop_the_others(shared: AdLine) -> None:
    one = connection(shared, streams_off=["hourly_insights"])
    shared.server.plan_fault(match=REPORT, kind="delay", times=2)
    shared.server.plan_fault(match=REPORT, status=200, body=envelope(40002), times=client.TRIES)
    pieces, error = extracted(one)
    assert error is not None
    assert error.status == "failed"
    assert {"ad_insights", "campaign_insights"} <= {piece.stream for piece in pieces}


def test_deleted_ads_are_in_every_report(shared: AdLine) -> None:
    one = connection(shared, streams_off=[], backfill_days=15)
    pieces, error = extracted(one)
    assert error is None
    ads = {row["ad_id"] for piece in pieces if piece.stream == "ad_insights" for row in piece.rows["ad_insights"]}
    assert ids(TT_DOLLAR)["deleted_ad"] in ads
    totals = {
        stream: sum(
            float(row["spend"])
            for piece in pieces
            if piece.stream == stream
            for row in piece.rows[stream]
            if "2026-03-07" <= row["date_day"] <= "2026-03-12"
        )
        for stream in ("ad_insights", "campaign_insights", "country_insights", "hourly_insights")
    }
    assert len({round(total, 2) for total in totals.values()}) == 1, totals

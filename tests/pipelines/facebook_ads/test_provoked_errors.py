"""Every row of the error table, sent by a served sandbox, ends as its class says, and asks no more than that takes."""

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from pipelines.facebook_ads import SOURCE
from pipelines.facebook_ads.errors import AFTER_TRANSIENT, BEFORE_TRANSIENT, Outcome, Rule
from pipelines.loading import http
from pipelines.loading.errors import RateLimitError, SourceError
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from sandbox import facebook_ads
from tests.pipelines.ad_line import AdLine
from tests.sandbox.ad_market import FB_EURO, NOW, AdMarket
from tests.sandbox_server import serve_market

REPORTS = f"act_{FB_EURO}/insights"
STATUS_OF: dict[Outcome, str] = {
    "rate_limit": "throttled_until",
    "reauth": "reauth",
    "config": "config",
    "too_old": "failed",
    "refused": "failed",
    "permanent": "failed",
}
# What passes is asked for once more than the two reports take.
PASSING: tuple[Outcome, ...] = ("retry", "unknown", "shrink")
ANY_CODE = 100


def answers(rule: Rule) -> Iterator[tuple[int, int | None]]:
    """The codes and subcodes of a row; of a long span of codes the first ones and the last."""
    codes = rule.codes if len(rule.codes) <= 10 else (*rule.codes[:3], rule.codes[-1])
    for code in codes or (ANY_CODE,):
        for subcode in rule.subcodes or (None,):
            yield code, subcode


ROWS = [(code, sub, rule) for rule in (*BEFORE_TRANSIENT, *AFTER_TRANSIENT) for code, sub in answers(rule)]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AdLine]:
    with serve_market(AdMarket(), NOW, twins=[facebook_ads.routes]) as server:  # type: ignore[arg-type]
        yield AdLine(SOURCE, server, tmp_path_factory.mktemp("errors"), "account_ids")


@pytest.fixture(autouse=True)
def no_waits(monkeypatch: pytest.MonkeyPatch, shared: AdLine) -> None:
    monkeypatch.setattr(http, "_seconds_to_wait", lambda _state: 0)
    shared.server.context.faults.clear()


def body_of(code: int, subcode: int | None, *, transient: bool = False) -> str:
    error = {"message": "lokalisiert", "type": "OAuthException", "code": code, "is_transient": transient}
    return json.dumps({"error": error | ({"error_subcode": subcode} if subcode is not None else {})})


def extracted(line: AdLine) -> tuple[list[Slice], SourceError | None]:
    """What a fresh connection reads of two days, and what stopped it."""
    streams_off = [stream.name for stream in SOURCE.optional_streams]
    connection = line.connection("alpha", FB_EURO, backfill_days=1, streams_off=streams_off)
    pieces = []
    try:
        for piece in SOURCE.extract(connection, {}, SyncWindow(NOW)):
            pieces.append(piece)
    except SourceError as error:
        return pieces, error
    return pieces, None


@pytest.mark.parametrize(
    ("code", "subcode", "rule"), ROWS, ids=[f"{code} {sub or ''}".strip() for code, sub, _ in ROWS]
)
def test_each_row_of_the_table_is_handled_as_its_class_says(
    shared: AdLine, code: int, subcode: int | None, rule: Rule
) -> None:
    shared.server.plan_fault(match=REPORTS, status=400, body=body_of(code, subcode))
    pieces, error = extracted(shared)
    calls = shared.requests(REPORTS)
    if rule.outcome in PASSING:
        assert (error, calls) == (None, 2 + 1)
        days = [day.date_day for piece in pieces if piece.stream == "ad_insights" for day in piece.windows]
        assert len(days) == len(set(days)) == 2
        return
    assert error is not None
    assert (error.status, calls) == (STATUS_OF[rule.outcome], 1)
    assert str(error).endswith(f"(Meta error {code})")
    if isinstance(error, RateLimitError):
        assert error.wait == timedelta(minutes=rule.wait_minutes)


@pytest.mark.parametrize("rule", AFTER_TRANSIENT, ids=lambda rule: f"{rule.codes} {rule.subcodes}")
def test_what_calls_itself_transient_is_tried_again(shared: AdLine, rule: Rule) -> None:
    code, subcode = next(answers(rule))
    shared.server.plan_fault(match=REPORTS, status=400, body=body_of(code, subcode, transient=True))
    assert extracted(shared)[1] is None
    assert shared.requests(REPORTS) == 2 + 1

"""Exchange rates as they are loaded."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from pipelines.exchange_rates import SOURCE
from pipelines.exchange_rates.client import rates_from_csv
from pipelines.exchange_rates.errors import RULES, classify
from pipelines.loading.connection import Connection
from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    SourceError,
    TransientError,
)
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from tests.sandbox.shopify.shop_server import serve_shops
from tests.sandbox_server import SandboxServer

NOW = datetime(2026, 3, 3, 18, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with serve_shops(now=NOW) as served:
        yield served


def connection(server: SandboxServer, currency: str = "EUR", **config: Any) -> Connection:
    settings = {"currency": currency, "backfill_days": 20, **config}
    return Connection("euro-shop", f"rates-{currency}", "exchange_rates", settings, base_url=server.url)


def read(
    server: SandboxServer, one: Connection, cursor: dict[str, Any] | None = None, now: datetime = NOW, **days: date
) -> Slice:
    (piece,) = SOURCE.extract(one, {"rates": cursor or {}}, SyncWindow(now, **days))
    return piece


def rates(piece: Slice) -> list[tuple[date, str, Decimal]]:
    return [(row["rate_date"], row["currency"], row["rate"]) for row in piece.rows["rates"]]


def test_rates_to_the_euro(server: SandboxServer) -> None:
    assert rates(read(server, connection(server))) == [
        (date(2026, 3, 2), "GBP", Decimal("1.176470588235")),
        (date(2026, 3, 2), "USD", Decimal("0.925925925926")),
        (date(2026, 3, 3), "USD", Decimal("0.909090909091")),
    ]


def test_rates_to_another_currency_on_days_when_it_is_published(server: SandboxServer) -> None:
    assert rates(read(server, connection(server, "GBP"))) == [
        (date(2026, 3, 2), "EUR", Decimal("0.850000000000")),
        (date(2026, 3, 2), "USD", Decimal("0.787037037037")),
    ]


def test_every_day_is_covered_also_without_rates(server: SandboxServer) -> None:
    piece = read(server, connection(server))
    assert piece.covers["rates"] == [(date(2026, 2, 11) + timedelta(days=number),) for number in range(21)]
    assert piece.cursor == {"currency": "EUR", "first_day": "2026-02-11", "last_day": "2026-03-03"}


def test_without_a_setting_ten_years_are_read(server: SandboxServer) -> None:
    one = replace(connection(server), config={"currency": "EUR"})
    assert read(server, one).covers["rates"][0] == (date(2016, 3, 2),)


def test_the_next_run_goes_back_ten_days(server: SandboxServer) -> None:
    cursor = {"currency": "EUR", "first_day": "2025-02-01", "last_day": "2026-03-02"}
    piece = read(server, connection(server), cursor)
    assert piece.covers["rates"][0] == (date(2026, 2, 20),)
    assert piece.cursor == {"currency": "EUR", "first_day": "2025-02-01", "last_day": "2026-03-03"}


def test_a_new_currency_rewrites_every_day_that_is_stored(server: SandboxServer) -> None:
    cursor = {"currency": "USD", "first_day": "2026-01-15", "last_day": "2026-03-02"}
    piece = read(server, connection(server), cursor)
    assert piece.covers["rates"][0] == (date(2026, 1, 15),)
    assert piece.cursor["currency"] == "EUR"


def test_days_asked_for_leave_the_last_day(server: SandboxServer) -> None:
    cursor = {"currency": "EUR", "first_day": "2026-02-11", "last_day": "2026-03-03"}
    piece = read(server, connection(server), cursor, since=date(2026, 2, 1), until=date(2026, 3, 2))
    assert [piece.covers["rates"][0], piece.covers["rates"][-1]] == [(date(2026, 2, 1),), (date(2026, 3, 2),)]
    assert piece.cursor == {"first_day": "2026-02-01"}


def test_a_range_is_fetched_once_for_all_connections_of_a_run(server: SandboxServer) -> None:
    for currency in ("EUR", "USD", "GBP"):
        read(server, connection(server, currency))
    assert sum(server.context.faults.requests.values()) == 1
    read(server, connection(server), now=NOW + timedelta(seconds=1))
    assert sum(server.context.faults.requests.values()) == 2


def test_a_wrong_currency_is_a_configuration_error(server: SandboxServer) -> None:
    with pytest.raises(ConfigurationError, match="names no currency"):
        read(server, connection(server, "euros"))


@pytest.mark.parametrize("fault", [{"status": 503}, {"kind": "truncate"}, {"kind": "disconnect"}], ids=str)
def test_a_passing_fault_leaves_no_trace(server: SandboxServer, fault: dict[str, Any]) -> None:
    server.plan_fault(match="/service/data", times=2, **fault)
    assert len(rates(read(server, connection(server)))) == 3


def test_the_connection_test_says_when_a_currency_is_not_published(server: SandboxServer) -> None:
    assert SOURCE.check(connection(server, "USD"), NOW).warnings == ()
    (warning,) = SOURCE.check(connection(server, "KWD"), NOW).warnings
    assert "does not publish KWD" in warning
    assert "give the workspace a currency that it publishes" in warning
    (old,) = SOURCE.check(connection(server, "USD"), NOW + timedelta(days=8)).warnings
    assert "2026-03-03" in old
    (none,) = SOURCE.check(connection(server, "USD"), NOW + timedelta(days=40)).warnings
    assert "nothing in the last ten days" in none


def test_columns_are_found_by_name_and_gaps_left_out() -> None:
    text = "OBS_VALUE,NEW,CURRENCY,TIME_PERIOD\n1.08,x,USD,2026-03-02\n,x,GBP,2026-03-02\nNaN,x,JPY,2026-03-02\n"
    assert rates_from_csv("\ufeff" + text) == {date(2026, 3, 2): {"EUR": Decimal(1), "USD": Decimal("1.08")}}
    assert rates_from_csv("") == {}


def test_a_day_that_cannot_be_read_is_a_passing_fault() -> None:
    with pytest.raises(TransientError):
        rates_from_csv("CURRENCY,TIME_PERIOD,OBS_VALUE\nUSD,2026-03,1.08\n")


STATUSES: dict[int, type[SourceError]] = {
    400: PermanentError,
    404: ConfigurationError,
    406: PermanentError,
    408: TransientError,
    413: PermanentError,
}


def test_every_row_is_tested() -> None:
    assert set(STATUSES) == set(RULES)


@pytest.mark.parametrize(
    ("status", "kind"),
    [*STATUSES.items(), (418, PermanentError), (429, RateLimitError), (500, TransientError), (503, TransientError)],
)
def test_an_error_answer(status: int, kind: type[SourceError]) -> None:
    assert type(classify(httpx.Response(status))) is kind


@pytest.mark.parametrize(("status", "kind"), STATUSES.items())
def test_each_row_that_the_sandbox_sends_is_handled_as_its_class_says(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch, status: int, kind: type[SourceError]
) -> None:
    monkeypatch.setattr("pipelines.loading.http._BACK_OFF", lambda _: 0.0)
    passes = kind is TransientError
    server.plan_fault(match="/service/data", status=status, body="<html>", times=1 if passes else 50)
    if passes:
        assert len(rates(read(server, connection(server)))) == 3
    else:
        with pytest.raises(kind, match=f"HTTP {status}"):
            read(server, connection(server))
    assert sum(server.context.faults.requests.values()) == (2 if passes else 1)


def test_a_good_answer_is_no_error() -> None:
    assert classify(httpx.Response(200)) is None


def test_declared_columns_hold_what_is_made(server: SandboxServer) -> None:
    from pipelines.loading.projection import project

    one = replace(connection(server), workspace_id="w")
    projection = project(one, SOURCE.table("rates"), read(server, one).rows["rates"])
    assert projection.rejects == ()
    assert projection.rows.column("rate").to_pylist()[0] == Decimal("1.176470588235")

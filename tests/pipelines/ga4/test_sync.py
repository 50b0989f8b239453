"""What a sync leaves in the warehouse: whole days, today included, pending sources replaced by real ones."""

from datetime import date
from decimal import Decimal

import httpx
import pytest

from pipelines.ga4 import client
from pipelines.loading import windows
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError
from pipelines.loading.request import SyncWindow
from tests.pipelines.google_line import GoogleLine
from tests.quick import first_quick
from tests.sandbox.google_market import NORTH_PROPERTY, SEARCH, SOUTH_PROPERTY, march, tagged

SOURCES = "select session_source, sum(sessions) from traffic_daily where date_day = '2026-03-20' group by 1 order by 1"


def test_traffic_by_day_and_source(line: GoogleLine) -> None:
    (outcome,) = line.sync()
    assert (outcome.status, outcome.message) == ("ok", "")
    columns = (
        "date_day, session_source, session_medium, session_campaign_name, session_campaign_id, "
        "session_default_channel_group, sessions, engaged_sessions, total_users, new_users, key_events, "
        "ecommerce_purchases, purchase_revenue"
    )
    rows = line.rows(f"select {columns} from traffic_daily where date_day < '2026-03-08' order by 1, 2")
    none, zero = "(not set)", Decimal(0)
    assert rows == [
        (
            date(2026, 3, 5), "google", "cpc", "Brand | DE", SEARCH, "Paid Search",
            1, 1, 1, 1, Decimal(1), 1, Decimal("119.5"),
        ),
        (date(2026, 3, 6), "(direct)", "(none)", "(direct)", none, "Direct", 1, 1, 1, 1, zero, 0, zero),
        (date(2026, 3, 7), "(direct)", "(none)", "(direct)", none, "Direct", 0, 0, 1, 0, Decimal(1), 1, Decimal(40)),
        (date(2026, 3, 7), "blog.example", "referral", "(referral)", none, "Referral", 1, 0, 1, 1, zero, 0, zero),
        (date(2026, 3, 7), "google", "organic", "(organic)", none, "Organic Search", 1, 1, 1, 0, zero, 0, zero),
    ]  # fmt: skip


def test_purchases_carry_the_orders_id_property_money_and_flags(line: GoogleLine) -> None:
    line.sync()
    rows = line.rows(
        "select date_day, transaction_id, session_source, ecommerce_purchases, purchase_revenue, currency, timezone, "
        "is_sampled, is_thresholded, has_other_row_loss from purchases order by 1"
    )
    about = ("EUR", "Europe/Berlin", False, False, False)
    assert rows == [
        (date(2026, 3, 5), "501", "google", 1, Decimal("119.5"), *about),
        (date(2026, 3, 7), "502", "(direct)", 1, Decimal(40), *about),
    ]
    assert line.rows("select property_id, currency, timezone from properties") == [
        (NORTH_PROPERTY, "EUR", "Europe/Berlin")
    ]


@pytest.mark.slow
def test_pending_sources_do_not_stay_beside_the_real_ones(line: GoogleLine) -> None:
    line.sync()
    fresh = dict(line.rows(SOURCES))
    assert set(fresh) == {"google", "(data not available)"}
    assert sum(fresh.values()) == 40
    line.sync_at(march(22))
    assert line.rows(SOURCES) == [("google", 40)]


def test_today_is_read_and_replaced(line: GoogleLine) -> None:
    line.sync()
    line.server.market.touched.append(tagged(200, march(20, 14), client_id="9.9"))  # type: ignore[attr-defined]
    line.sync_at(march(20, 15))
    assert sum(row[1] for row in line.rows(SOURCES)) == 41


@pytest.mark.slow
def test_three_syncs_equal_one(line: GoogleLine, tmp_path_factory: pytest.TempPathFactory) -> None:
    for day in (6, 7, 20):
        line.sync_at(march(day, 20))
    once = GoogleLine(line.source, line.server, tmp_path_factory.mktemp("once"), line.settings)
    once.sync()
    for table in line.source.tables:
        # The first of three syncs, at an earlier day, reached further back: to days without anything.
        held = "where row_count > 0" if table.name == "report_quality" else ""
        query = f"select * exclude (_dlt_load_id) from {table.name} {held} order by all"
        assert line.rows(query) == once.rows(query)


@pytest.mark.slow
def test_days_that_vanish_upstream_vanish_here(line: GoogleLine) -> None:
    line.sync_at(march(8))
    market = line.server.market
    market.touched = [touch for touch in market.touched if touch.at.day != 7]  # type: ignore[attr-defined]
    market.ordered.clear()  # type: ignore[attr-defined]
    line.sync()
    assert line.rows("select count(*) from traffic_daily where date_day = '2026-03-07'") == [(0,)]
    window = "select row_count from load_windows where stream = 'traffic_daily' and date_day = '2026-03-07'"
    assert line.rows(f"{window} order by observed_on desc limit 1") == [(0,)]


def test_windows_are_a_month_at_first_and_a_week_later(line: GoogleLine) -> None:
    line.sync(line.connection(backfill_days=365))
    assert line.requests("runReport") == 1 + 2 * 12
    line.sync_at(march(21))
    pieces = line.source.extract(line.connection(), _cursor(), SyncWindow(march(21)))
    days = [len(piece.covers["traffic_daily"]) for piece in pieces if piece.stream == "traffic_daily"]
    assert days == [7, 2]


def test_no_more_rows_are_held_at_once_than_fit_a_batch(line: GoogleLine, monkeypatch: pytest.MonkeyPatch) -> None:
    line.sync()
    stored = "select * exclude (_dlt_load_id) from {} order by all"
    whole = {name: line.rows(stored.format(name)) for name in ("traffic_daily", "purchases", "report_quality")}
    asked = line.requests("runReport")
    for module in (windows, client):
        monkeypatch.setattr(module, "BATCH_ROWS", 5)
    pieces = list(line.source.extract(line.connection(), {}, SyncWindow(march(20))))
    large = [piece for piece in pieces if len(piece.rows.get("traffic_daily", ())) > 5]
    assert [len(piece.windows) for piece in large] == [1] * len(large), "but those of a single day"
    cut = line.requests("runReport") - asked - len(pieces)
    assert 0 < cut <= 3, "an answer that is too much says how many rows it has, so that few are asked for in vain"
    line.sync()
    assert {name: line.rows(stored.format(name)) for name in whole} == whole


def _cursor() -> dict[str, dict[str, dict[str, str]]]:
    held = {"since": "2026-02-01", "until": "2026-03-20"}
    return {stream: {NORTH_PROPERTY: held} for stream in ("traffic_daily", "purchases")}


def test_every_page_is_read(line: GoogleLine, monkeypatch: pytest.MonkeyPatch) -> None:
    line.sync()
    whole = line.rows("select * exclude (_dlt_load_id) from traffic_daily order by all")
    monkeypatch.setattr(client, "PAGE_ROWS", 2)
    line.sync()
    assert line.rows("select * exclude (_dlt_load_id) from traffic_daily order by all") == whole


def test_service_accounts_sign_in_too(line: GoogleLine) -> None:
    key = httpx.get(f"{line.server.url}/_sandbox/google/service-accounts/north").text
    config = {"property_id": NORTH_PROPERTY}
    secrets = {"service_account_json": key}
    connection = Connection("north", "c", "ga4", config, secrets, line.server.url, b"key")
    assert [outcome.status for outcome in line.sync(connection)] == ["ok"]
    broken = Connection("north", "c", "ga4", config, {"service_account_json": "{"}, line.server.url, b"key")
    with pytest.raises(ConfigurationError, match="whole JSON file"):
        line.source.check(broken, march(20))


def test_check_names_currency_and_zone(line: GoogleLine) -> None:
    (account,) = line.source.check(line.connection("south"), march(20)).accounts
    assert (account.account_id, account.currency, account.timezone) == (SOUTH_PROPERTY, "USD", "America/Los_Angeles")


@pytest.mark.parametrize("property_id", first_quick(["G-ABC123", "", "properties/x"]))
def test_measurement_ids_are_no_properties(line: GoogleLine, property_id: str) -> None:
    (outcome,) = line.sync(line.connection(property_id=property_id))
    assert outcome.status == "config"
    assert "measurement id" in outcome.message

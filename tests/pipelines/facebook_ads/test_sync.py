"""What a sync of Facebook Ads leaves in the warehouse."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from pipelines.facebook_ads import SOURCE, insights
from pipelines.loading import windows
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from tests.pipelines.ad_line import AdLine
from tests.sandbox.ad_market import FB_BETA, FB_EURO, FB_YEN, account, deliveries, ids, march

OWN = ids(FB_EURO)


def test_every_ad_day_arrives_to_the_cent_in_every_currency(line: AdLine) -> None:
    (outcome,) = line.sync()
    assert (outcome.status, outcome.message) == ("ok", "")
    stored = line.rows(
        "select account_id, ad_id, date_day, spend, impressions, clicks, account_currency from ad_insights"
    )
    expected = {
        (owner, row.ad_id, row.day, row.spend, row.impressions, row.clicks, account(owner).currency)
        for owner in (FB_EURO, FB_YEN)
        for row in deliveries(account(owner))
    }
    assert set(stored) == expected
    assert len(stored) == len(expected)


def test_campaign_figures_are_those_of_their_own_level(line: AdLine) -> None:
    line.sync()
    query = "select account_id, campaign_id, date_day, sum(spend) from {} group by all order by all"
    assert line.rows(query.format("campaign_insights")) == line.rows(query.format("ad_insights"))


def test_objects_arrive_with_deleted_and_archived_ones(line: AdLine) -> None:
    line.sync()
    assert line.rows(f"select id, effective_status from ads where account_id = '{FB_EURO}' order by id") == [
        (OWN["ad"], "ACTIVE"),
        (OWN["deleted_ad"], "DELETED"),
        (OWN["archived_ad"], "ARCHIVED"),
    ]
    assert line.rows(f"select name, effective_status from campaigns where account_id = '{FB_EURO}' order by id") == [
        ("Spring (renamed)", "ACTIVE"),
        ("Winter", "ARCHIVED"),
    ]
    assert line.rows("select account_id, currency, timezone_name, created_time at time zone 'UTC' from accounts") == [
        (FB_EURO, "EUR", "Europe/Berlin", datetime(2026, 2, 20, 10)),
        (FB_YEN, "JPY", "Asia/Tokyo", datetime(2026, 2, 20, 10)),
    ]
    assert line.rows("select distinct landing_page from ads") == [("https://shop.example/spring",)]


def test_purchases_are_counted_once_with_the_rule_that_picked_them(line: AdLine) -> None:
    line.sync()
    query = "select purchases, purchase_value, purchase_source from ad_insights where ad_id = '{}' and date_day = '{}'"
    assert line.rows(query.format(OWN["ad"], "2026-03-05")) == [(Decimal(3), Decimal(170), "omni_purchase")]
    assert line.rows(query.format(OWN["ad"], "2026-03-06")) == [(Decimal(0), Decimal(0), None)]
    raw = line.rows(f"select actions from ad_insights where ad_id = '{OWN['ad']}' and date_day = '2026-03-05'")
    assert '"28d_click":"2"' in raw[0][0]


@pytest.mark.slow
def test_days_restate_until_they_are_final_and_equal_a_single_sync(line: AdLine) -> None:
    everything = (
        "select * exclude (_dlt_load_id, extra) from ad_insights order by account_id, date_day, ad_id",
        "select account_id, date_day, campaign_id, spend, purchases from campaign_insights order by all",
    )
    values = []
    for day in (7, 12, 16):
        line.server.set_now(march(day))
        line.sync()
        query = f"select purchase_value from ad_insights where ad_id = '{OWN['ad']}' and date_day = '2026-03-05'"
        values += line.rows(query)
    assert values == [(Decimal(130),), (Decimal(180),), (Decimal(170),)]
    single = AdLine(line.source, line.server, line.home / "single", line.setting)
    single.home.mkdir()
    single.sync()
    assert [line.rows(query) for query in everything] == [single.rows(query) for query in everything]


@pytest.mark.slow
def test_a_row_that_vanishes_upstream_vanishes_here(line: AdLine) -> None:
    line.sync()
    gone = date(2026, 3, 9)
    market = line.server.market
    market.delivered = [row for row in market.delivered if row.day != gone]  # type: ignore[attr-defined]
    line.sync()
    assert line.rows(f"select count(*) from ad_insights where date_day = '{gone}'") == [(0,)]


def test_every_covered_day_has_a_window_also_without_rows(line: AdLine) -> None:
    line.sync()
    windows = line.rows(
        f"select date_day, row_count, spend from load_windows where account_id = '{FB_EURO}' and stream = 'ad_insights'"
        " order by 1"
    )
    assert windows[0] == (date(2026, 2, 20), 0, Decimal(0)), "history starts when the account does"
    assert windows[-1][0] == date(2026, 3, 20), "today is read too"
    per_day = {row.day: row.spend for row in deliveries(account(FB_EURO)) if row.day > date(2026, 3, 10)}
    assert {day: spend for day, _, spend in windows if day > date(2026, 3, 10)} == per_day


def test_a_second_sync_reads_the_look_back_only(line: AdLine) -> None:
    line.sync(line.connection("alpha", FB_EURO, backfill_days=300))
    first = line.requests("insights")
    line.sync(line.connection("alpha", FB_EURO, backfill_days=300))
    assert (first, line.requests("insights") - first) == (2 * 8, 2 * 1)


def test_no_more_rows_are_held_at_once_than_fit_a_batch(line: AdLine, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = line.connection("alpha", FB_EURO, streams_off=["creatives"])
    window = SyncWindow(line.server.context.clock.now())
    whole = rows_by_day(SOURCE.extract(everything, {}, window))
    for module in (windows, insights):
        monkeypatch.setattr(module, "BATCH_ROWS", 50)
    pieces = list(SOURCE.extract(everything, {}, window))
    assert rows_by_day(pieces) == whole
    large = [piece for piece in pieces if piece.row_count > 50]
    assert [len(piece.windows) for piece in large] == [1] * len(large), "but those of a single day"
    days = [(piece.stream, each.date_day) for piece in pieces for each in piece.windows]
    assert len(days) == len(set(days)), "no day twice"
    first = next(piece for piece in pieces if piece.stream == "ad_insights")
    assert len(first.windows) == 50 // 3, "as many as three ads may fill"


def rows_by_day(pieces: Iterable[Slice]) -> dict[tuple[str, date], list[str]]:
    """The rows of every day that a report covers, as texts."""
    found: dict[tuple[str, date], list[str]] = {}
    for piece in pieces:
        for each in piece.windows:
            rows = [row for row in piece.rows[piece.stream] if row["date_day"] == each.date_day.isoformat()]
            found[piece.stream, each.date_day] = sorted(map(str, rows))
    return found


def test_tomorrow_begins_where_the_account_is(line: AdLine) -> None:
    line.server.set_now(march(9, 16))
    line.sync()
    last = dict(line.rows("select account_id, max(date_day) from load_windows group by 1"))
    assert last == {FB_EURO: date(2026, 3, 9), FB_YEN: date(2026, 3, 10)}


@pytest.mark.slow
def test_backfill_reads_the_days_asked_for(line: AdLine) -> None:
    line.sync(since=date(2026, 3, 3), until=date(2026, 3, 5))
    assert line.rows("select min(date_day), max(date_day) from ad_insights") == [(date(2026, 3, 3), date(2026, 3, 5))]
    line.sync()
    assert line.rows("select min(date_day), max(date_day) from ad_insights") == [(date(2026, 3, 1), date(2026, 3, 20))]


def test_history_that_meta_no_longer_keeps_is_left_out(line: AdLine) -> None:
    (outcome,) = line.sync(line.connection("alpha", FB_EURO), since=date(2022, 1, 1))
    assert outcome.status == "ok"
    assert len(line.rows("select * from ad_insights")) == len(deliveries(account(FB_EURO)))


def test_stored_days_that_meta_no_longer_keeps_stay(line: AdLine) -> None:
    chosen = line.connection("alpha", FB_EURO)
    line.sync(chosen)
    line.server.set_now(datetime(2029, 4, 15, 12, tzinfo=UTC))
    (outcome,) = line.sync(chosen, since=date(2026, 3, 1), until=date(2026, 5, 1))
    assert (outcome.status, outcome.message) == ("ok", "")
    assert line.rows("select count(*) from ad_insights") == [(len(deliveries(account(FB_EURO))),)]
    ((newest, oldest),) = line.rows(
        "select max(date_day), min(date_day) from load_windows where observed_on > '2029-01-01'"
    )
    assert newest == date(2026, 5, 1)
    assert oldest >= date(2026, 3, 15)


def test_workspaces_stay_apart(line: AdLine) -> None:
    line.sync(line.connection("alpha"), line.connection("beta"))
    assert line.rows("select distinct workspace_id, account_id from ad_insights order by all") == [
        ("alpha", FB_EURO),
        ("alpha", FB_YEN),
        ("beta", FB_BETA),
    ]


def test_unknown_fields_are_kept_as_json(line: AdLine) -> None:
    line.sync()
    extras = line.rows("select extra ->> 'timezone_offset_hours_utc' from accounts order by account_id")
    assert extras == [("1.0",), ("9.0",)]


def test_an_account_without_anything_loads_as_empty(line: AdLine) -> None:
    market = line.server.market
    for kind in ("campaigns", "ad_sets", "ads"):
        setattr(market, kind, lambda account_id, now: [])
    market.delivered, market.claims_made = [], []  # type: ignore[attr-defined]
    (outcome,) = line.sync()
    assert outcome.status == "ok"
    assert line.table("campaigns") == line.table("ad_insights") == []
    assert line.rows("select count(*) > 0 from load_windows") == [(True,)]


def test_a_record_that_breaks_its_type_goes_to_quarantine_and_the_rest_loads(line: AdLine) -> None:
    good = {"ad_id": "1", "date_start": "2026-03-05", "date_stop": "2026-03-05", "spend": "1.50"}
    bad = [{**good, "ad_id": "2", "spend": "1,50"}, {**good, "ad_id": None}, {**good, "ad_id": "3", "clicks": "x"}]
    body = json.dumps({"data": [good, *bad]})
    line.server.plan_fault(match=f"act_{FB_EURO}/insights", status=200, body=body)
    (outcome,) = line.sync(line.connection("alpha", FB_EURO))
    assert outcome.status == "ok"
    assert line.rows("select ad_id, spend from ad_insights") == [("1", Decimal("1.5"))]
    assert line.rows("select field, reason from rejected_records where table_name = 'ad_insights' order by 1") == [
        ("ad_id", "is missing"),
        ("clicks", "expected a whole number"),
        ("spend", "expected a number"),
    ]

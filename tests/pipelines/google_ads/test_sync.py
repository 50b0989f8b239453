"""What a sync leaves in the warehouse: exact figures, every account once, whole days replaced."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from pipelines.loading.errors import ConfigurationError
from pipelines.loading.request import SyncWindow
from tests.pipelines.google_line import GoogleLine
from tests.quick import first_quick
from tests.sandbox.google_market import (
    AD,
    ANGELES,
    BERLIN,
    CLOSED,
    DELETED_AD,
    GROUP,
    MANAGER,
    PMAX,
    SEARCH,
    claim,
    march,
    spend_of,
)

DAYS = [date(2026, 3, day) for day in range(1, 21)]


def everything(line: GoogleLine) -> dict[str, list[tuple[object, ...]]]:
    """All facts and entities, without what names a load."""
    tables = [table.name for table in line.source.tables if line.connection().wants(table.name)]
    return {name: line.rows(f"select * exclude (_dlt_load_id) from {name} order by all") for name in tables}


def test_spend_equals_the_market_at_every_level(line: GoogleLine) -> None:
    (outcome,) = line.sync()
    assert (outcome.status, outcome.message) == ("ok", "")
    ads = {day: spend_of(AD, day) for day in DAYS}
    deleted = {day: spend_of(DELETED_AD, day) for day in DAYS[:10]}
    pmax = {day: spend_of(PMAX, day) for day in DAYS}
    assert line.rows("select date_day, ad_id, spend from ad_insights order by 2, 1") == [
        *((day, AD, spend) for day, spend in ads.items()),
        *((day, DELETED_AD, spend) for day, spend in deleted.items()),
    ]
    campaigns = line.rows("select date_day, campaign_id, spend from campaign_insights order by 2, 1")
    assert campaigns == [
        *((day, SEARCH, ads[day] + deleted.get(day, 0)) for day in DAYS),
        *((day, PMAX, spend) for day, spend in pmax.items()),
    ]
    totals = line.rows("select date_day, spend, currency from account_insights order by 1")
    assert totals == [(day, ads[day] + deleted.get(day, 0) + pmax[day], "EUR") for day in DAYS]


def test_conversions_are_exact_decimals_on_the_day_of_the_click(line: GoogleLine) -> None:
    line.sync()
    query = "select conversions, conversions_value, view_through_conversions from ad_insights where ad_id = '{}' and {}"
    fifth = line.rows(query.format(AD, "date_day = '2026-03-05'"))
    assert fifth == [(Decimal(2), Decimal("150.3"), 0)]
    assert line.rows(query.format(AD, "date_day = '2026-03-06'")) == [(Decimal(0), Decimal(0), 1)]
    pmax = line.rows(f"select sum(conversions_value) from campaign_insights where campaign_id = '{PMAX}'")
    assert pmax == [(Decimal("81.3"),)]


def test_an_account_reached_twice_is_read_once_and_a_closed_one_is_reported(line: GoogleLine) -> None:
    line.sync()
    accounts = line.rows("select account_id, name, currency, timezone, status from accounts order by 1")
    assert accounts == [
        (BERLIN, "North Berlin", "EUR", "Europe/Berlin", "ENABLED"),
        (CLOSED, "North (old)", "EUR", "Europe/Berlin", "CANCELED"),
    ]
    report = line.source.check(line.connection(), line.server.context.clock.now())
    assert [account.account_id for account in report.accounts] == [BERLIN]
    assert CLOSED in report.warnings[0]
    assert "closed or suspended" in report.warnings[0]


def test_entities_with_removed_ones(line: GoogleLine) -> None:
    line.sync()
    named = "campaign_id, name, status, advertising_channel_type"
    campaigns = line.rows(f"select {named}, budget_amount, started_at from campaigns order by 1")
    started = datetime(2026, 2, 20, 23, 30, tzinfo=UTC)
    assert campaigns == [
        (SEARCH, "Brand | DE (v2)", "ENABLED", "SEARCH", Decimal(50), started),
        (PMAX, "Everything", "ENABLED", "PERFORMANCE_MAX", Decimal(50), started),
    ]
    assert line.rows("select campaign_id, ad_set_id, name, cpc_bid from ad_sets") == [
        (SEARCH, GROUP, "Exact", Decimal("0.01"))
    ]
    ads = line.rows("select ad_id, status, final_urls from ads order by 1")
    landing = '["https://shop.example/brand"]'
    assert ads == [(AD, "ENABLED", landing), (DELETED_AD, "REMOVED", landing)]
    assert line.rows("select count(*) from campaigns where extra is not null") == [(0,)]


@pytest.mark.slow
def test_late_and_withdrawn_conversions_replace_their_days(line: GoogleLine) -> None:
    query = "select conversions_value from ad_insights where ad_id = '69001' and date_day = '2026-03-05'"
    line.sync_at(march(9))
    assert line.rows(query) == [(Decimal("110.5"),)]
    line.sync_at(march(11))
    assert line.rows(query) == [(Decimal("100.1"),)]
    line.sync_at(march(16))
    assert line.rows(query) == [(Decimal("150.3"),)]


def test_three_months_are_read_again_once_a_week(line: GoogleLine) -> None:
    query = "select conversions_value from ad_insights where ad_id = '69001' and date_day = '2026-03-05'"
    season = line.connection(backfill_days=100)
    friday, saturday, monday = (datetime(2026, 5, day, 12, tzinfo=UTC) for day in (15, 16, 18))
    line.sync_at(friday, season)
    late = claim(106, march(5), "7.00", visible=saturday)
    line.server.market.claims_made.append(late)  # type: ignore[attr-defined]
    values = []
    for moment in (saturday, monday):
        line.sync_at(moment, season)
        values += line.rows(query)
    assert values == [(Decimal("150.3"),), (Decimal("157.3"),)]
    assert line.rows("select max(settles_on - date_day) from load_windows") == [(35,)], "days settle as before"


@pytest.mark.slow
def test_days_that_vanish_upstream_vanish_here(line: GoogleLine) -> None:
    line.sync()
    market = line.server.market
    market.delivered = [row for row in market.delivered if row.day != date(2026, 3, 7)]  # type: ignore[attr-defined]
    line.sync()
    assert line.rows("select count(*) from ad_insights where date_day = '2026-03-07'") == [(0,)]
    windows = "select row_count, spend from load_windows where stream = 'ad_insights' and date_day = '2026-03-07'"
    assert line.rows(windows) == [(0, Decimal(0))]


@pytest.mark.slow
def test_three_syncs_equal_one(line: GoogleLine, tmp_path_factory: pytest.TempPathFactory) -> None:
    for day in (8, 9, 20):
        line.sync_at(march(day))
    once = GoogleLine(line.source, line.server, tmp_path_factory.mktemp("once"), line.settings)
    once.sync()
    assert everything(line) == everything(once)


@pytest.mark.parametrize(
    ("config", "since"), first_quick([({"backfill_days": 1500}, None), ({}, date(2022, 1, 1))]), ids=["set", "asked"]
)
def test_days_that_google_no_longer_keeps_are_left_out(
    line: GoogleLine, config: dict[str, Any], since: date | None
) -> None:
    (outcome,) = line.sync(line.connection(**config), since=since)
    assert (outcome.status, outcome.message) == ("ok", "")
    oldest = dict(line.rows("select stream, min(date_day) from load_windows group by 1"))
    assert set(oldest) == {"account_insights", "ad_insights", "campaign_insights"}
    assert set(oldest.values()) <= {date(2023, 2, 20) + timedelta(days=day) for day in range(15)}


def test_every_day_read_has_a_window_per_stream(line: GoogleLine) -> None:
    line.sync()
    windows = line.rows("select stream, count(*), sum(row_count), sum(spend) from load_windows group by 1 order by 1")
    for stream, days, rows, spend in windows:
        assert (days, *line.rows(f"select count(*), sum(spend) from {stream}")[0]) == (31, rows, spend)
    assert [window[0] for window in windows] == ["account_insights", "ad_insights", "campaign_insights"]


def test_newest_days_come_first_and_finished_slices_stay(line: GoogleLine) -> None:
    window = SyncWindow(line.server.context.clock.now())
    pieces = list(line.source.extract(line.connection(), {}, window))
    read = [piece.covers["ad_insights"] for piece in pieces if piece.stream == "ad_insights"]
    newest = [max(day for _, day in covered) for covered in read]
    assert newest[0] == date(2026, 3, 20)
    assert newest == sorted(newest, reverse=True)
    assert [len(covered) for covered in read] == [14, 17]


def test_explicit_days_only(line: GoogleLine) -> None:
    line.sync(since=date(2026, 3, 3), until=date(2026, 3, 4))
    assert line.rows("select distinct date_day from campaign_insights order by 1") == [
        (date(2026, 3, 3),),
        (date(2026, 3, 4),),
    ]


@pytest.mark.slow
def test_named_customers(line: GoogleLine) -> None:
    named = line.connection(customer_ids=["410-000-0011"], login_customer_id=MANAGER)
    (outcome,) = line.sync(named)
    assert outcome.status == "ok"
    assert line.rows("select account_id from accounts") == [(BERLIN,)]
    foreign = line.connection(customer_ids=[ANGELES], login_customer_id=MANAGER)
    (refused,) = line.sync(foreign)
    assert refused.status == "config"
    assert ANGELES in refused.message


@pytest.mark.parametrize(
    "config", first_quick([{"login_customer_id": MANAGER}, {}]), ids=["below the manager", "directly"]
)
def test_a_named_customer_that_cannot_be_reached_leaves_the_others_alone(
    line: GoogleLine, config: dict[str, Any]
) -> None:
    named = line.connection(customer_ids=[ANGELES, BERLIN], **config)
    (outcome,) = line.sync(named)
    assert outcome.status == "config"
    assert ANGELES in outcome.message
    assert line.rows("select account_id, max(date_day) from account_insights group by 1") == [(BERLIN, DAYS[-1])]
    with pytest.raises(ConfigurationError, match=ANGELES):
        line.source.check(named, line.server.context.clock.now())


def test_one_denied_way_to_the_accounts_leaves_the_others_open(line: GoogleLine) -> None:
    denied = {"errors": [{"errorCode": {"authorizationError": "USER_PERMISSION_DENIED"}, "message": "no"}]}
    body = json.dumps([{"error": {"code": 403, "details": [denied]}}])
    line.server.plan_fault(match=f"customers/{MANAGER}/", status=403, body=body, times=2)
    (outcome,) = line.sync()
    assert (outcome.status, MANAGER in outcome.message) == ("config", True)
    assert line.rows("select account_id, max(date_day) from account_insights group by 1") == [(BERLIN, DAYS[-1])]
    report = line.source.check(line.connection(), line.server.context.clock.now())
    assert [account.account_id for account in report.accounts] == [BERLIN]
    assert MANAGER in report.warnings[0]


@pytest.mark.slow
def test_two_workspaces_with_one_dead_grant(line: GoogleLine) -> None:
    line.server.context.credentials.revoke("google_ads", "north")
    outcomes = line.sync(line.connection("north"), line.connection("south"))
    assert {outcome.workspace_id: outcome.status for outcome in outcomes} == {"north": "reauth", "south": "ok"}
    assert line.rows("select distinct workspace_id, account_id from ad_insights") == [("south", ANGELES)]
    line.server.context.credentials.restore("google_ads", "north")
    assert [outcome.status for outcome in line.sync()] == ["ok"]


@pytest.mark.parametrize(
    ("config", "part"),
    first_quick(
        [
            ({"api_version": "latest"}, "api_version"),
            ({"lookback_days": "many"}, "lookback_days"),
            ({"backfill_days": -1}, "backfill_days"),
        ]
    ),
)
def test_bad_settings_are_configuration(line: GoogleLine, config: dict[str, Any], part: str) -> None:
    (outcome,) = line.sync(line.connection(**config))
    assert outcome.status == "config"
    assert part in outcome.message


def test_missing_secrets_are_named(line: GoogleLine) -> None:
    connection = line.connection()
    bare = type(connection)("north", "c", "google_ads", {}, {"developer_token": "x"}, line.server.url)
    with pytest.raises(ConfigurationError, match="refresh_token, client_id, client_secret"):
        line.source.check(bare, line.server.context.clock.now())


@pytest.mark.slow
def test_older_versions_ask_by_their_own_names(line: GoogleLine) -> None:
    (outcome,) = line.sync(line.connection(api_version="v22"))
    assert (outcome.status, outcome.message) == ("ok", "")
    assert line.rows("select started_at from campaigns limit 1") == [(datetime(2026, 2, 20, 23, tzinfo=UTC),)]


def test_every_stream_is_read_unless_it_is_switched_off(line: GoogleLine) -> None:
    whole = line.connection(streams_off=["clicks", "creatives"])
    (outcome,) = line.sync(whole)
    assert (outcome.status, outcome.message) == ("ok", "")
    names = {stream.name for stream in line.source.optional_streams}
    counted = {name: line.rows(f"select count(*) from {name}")[0][0] for name in names | {"countries", "assets"}}
    empty = {name for name, rows in counted.items() if not rows}
    assert empty == {"clicks", "creatives", "assets"}
    assert line.rows("select count(*) from rejected_records") == [(0,)]
    unknown = [name for name in names if line.rows(f"select count(extra) from {name}") != [(0,)]]
    assert unknown == []

"""What a sync of TikTok Ads leaves in the warehouse."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.pipelines.ad_line import AdLine
from tests.sandbox.ad_market import TT_BETA, TT_DOLLAR, TT_PESO, account, deliveries, ids, march

OWN = ids(TT_DOLLAR)


def test_every_ad_day_arrives_to_the_cent_in_every_currency(line: AdLine) -> None:
    (outcome,) = line.sync()
    assert (outcome.status, outcome.message) == ("ok", "")
    columns = "account_id, ad_id, date_day, spend, impressions, clicks, currency"
    stored = line.rows(f"select {columns} from ad_insights where impressions > 0")
    expected = {
        (owner, row.ad_id, row.day, row.spend, row.impressions, row.clicks, account(owner).currency)
        for owner in (TT_DOLLAR, TT_PESO)
        for row in deliveries(account(owner))
    }
    assert set(stored) == expected, "deleted ads included"
    assert len(stored) == len(expected)


def test_campaign_figures_are_those_of_their_own_level(line: AdLine) -> None:
    line.sync()
    query = "select account_id, campaign_id, date_day, sum(spend) from {} group by all order by all"
    assert line.rows(query.format("campaign_insights")) == line.rows(query.format("ad_insights"))


def test_objects_arrive_with_deleted_ones(line: AdLine) -> None:
    line.sync()
    assert line.rows(f"select ad_id, secondary_status from ads where account_id = '{TT_DOLLAR}' order by 1") == [
        (OWN["ad"], "AD_STATUS_DELIVERY_OK"),
        (OWN["deleted_ad"], "AD_STATUS_DELETE"),
        (OWN["archived_ad"], "AD_STATUS_DISABLE"),
    ]
    query = "select campaign_name, create_time at time zone 'UTC', modify_time at time zone 'UTC' from campaigns"
    assert line.rows(f"{query} where campaign_id = '{OWN['campaign']}'") == [
        ("Spring (renamed)", datetime(2026, 2, 20, 10), datetime(2026, 3, 12, 12))
    ]
    assert line.rows("select account_id, currency, timezone from accounts order by 1") == [
        (TT_DOLLAR, "USD", "Etc/GMT+8"),
        (TT_PESO, "CLP", "Etc/GMT+4"),
    ]
    smart = ids(TT_PESO)["ad"]
    assert line.rows(f"select modify_time from ads where ad_id = '{smart}'") == [(None,)], "kept without a change time"


def test_purchases_are_website_payments_and_placeholders_are_null(line: AdLine) -> None:
    line.sync()
    query = "select purchases, purchase_value, purchase_source from ad_insights where ad_id = '{}' and date_day = '{}'"
    assert line.rows(query.format(OWN["ad"], "2026-03-05")) == [(Decimal(3), Decimal(170), "complete_payment")]
    assert line.rows(query.format(OWN["ad"], "2026-03-06")) == [(Decimal(0), Decimal(0), None)]
    assert line.rows("select count(*) from ad_insights where extra like '%\"-\"%'") == [(0,)]


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


def test_every_covered_day_has_a_window_and_no_request_is_too_long(line: AdLine) -> None:
    (outcome,) = line.sync(line.connection("alpha", TT_DOLLAR, backfill_days=100))
    assert outcome.status == "ok", "TikTok refuses more than 30 days"
    windows = line.rows("select date_day, row_count from load_windows where stream = 'ad_insights' order by 1")
    assert (windows[0], len(windows)) == ((date(2025, 12, 10), 0), 101)


def test_today_is_where_the_account_is(line: AdLine) -> None:
    line.server.set_now(march(10, 6))
    line.sync()
    last = dict(line.rows("select account_id, max(date_day) from load_windows group by 1"))
    assert last == {TT_DOLLAR: date(2026, 3, 9), TT_PESO: date(2026, 3, 10)}


def test_workspaces_stay_apart(line: AdLine) -> None:
    line.sync(line.connection("alpha"), line.connection("beta"))
    assert line.rows("select distinct workspace_id, account_id from ad_insights order by all") == [
        ("alpha", TT_DOLLAR),
        ("alpha", TT_PESO),
        ("beta", TT_BETA),
    ]


def test_hours_and_countries_cut_the_campaigns_figures(line: AdLine) -> None:
    line.server.set_now(march(10))
    line.sync(line.connection("alpha", TT_DOLLAR, backfill_days=8))
    days = "date_day between '2026-03-04' and '2026-03-06'"
    sums = f"select sum(spend), sum(impressions), sum(purchases) from {{}} where {days}"
    assert line.rows(sums.format("country_insights")) == line.rows(sums.format("campaign_insights"))
    assert line.rows(sums.format("hourly_insights")) == line.rows(sums.format("campaign_insights"))
    hour = "select hour_of_day, hour_start at time zone 'UTC' from hourly_insights where date_day = '2026-03-05'"
    found = line.rows(f"{hour} order by 1")
    assert (len(found), found[0]) == (24, (0, datetime(2026, 3, 5, 8)))


@pytest.mark.slow
def test_hours_are_read_for_two_weeks_and_three_days_again(line: AdLine) -> None:
    one = line.connection("alpha", TT_DOLLAR, backfill_days=100)
    hourly = "select count(*), min(date_day) from load_windows where stream = 'hourly_insights' and observed_on = '{}'"
    line.sync(one)
    assert line.rows(hourly.format("2026-03-20")) == [(14, date(2026, 3, 7))]
    line.server.set_now(march(21))
    line.sync(one)
    assert line.rows(hourly.format("2026-03-21")) == [(5, date(2026, 3, 17))]

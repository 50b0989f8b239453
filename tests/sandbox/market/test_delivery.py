"""What ads deliver: never less than the market's shoppers saw, settled in a week, growing through the day."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sandbox.market.generated import GeneratedMarket, generate_market
from sandbox.market.model.ads import AdAccount, AdDay
from sandbox.market.model.history import value_at
from tests.sandbox.market.worlds import BEFORE_ALL, NOW, PLATFORMS, SEEDS, START, accounts_of, world


@pytest.fixture(scope="module", params=SEEDS)
def market(request: pytest.FixtureRequest) -> GeneratedMarket:
    return world(request.param, 4 if request.param == SEEDS[0] else 3)


def delivered(market: GeneratedMarket, account: AdAccount, now: datetime = NOW) -> list[AdDay]:
    return list(market.ad_days(account.account_id, START - timedelta(days=1), NOW.date() + timedelta(days=1), now))


def spend(rows: list[AdDay], day: date) -> Decimal:
    return sum((row.spend for row in rows if row.day == day), Decimal(0))


def test_an_ad_has_one_row_a_day(market: GeneratedMarket) -> None:
    for account in accounts_of(market):
        rows = Counter((row.campaign_id, row.ad_id, row.day) for row in delivered(market, account))
        assert set(rows.values()) <= {1}


def test_rows_hold_at_least_what_the_markets_shoppers_did(market: GeneratedMarket) -> None:
    for workspace in market.workspaces:
        did: Counter[tuple[str | None, str | None, str | None, date, str]] = Counter()
        for touch in market.touches(workspace.workspace_id, BEFORE_ALL, NOW):
            if touch.account_id:
                account = market.ad_account(touch.platform or "facebook_ads", touch.account_id)
                assert account
                day = touch.at.astimezone(ZoneInfo(account.timezone)).date()
                # The market begins at midnight UTC, in the west still on the day before: that evening has no delivery.
                if day >= START:
                    did[touch.account_id, touch.campaign_id, touch.ad_id, day, touch.kind] += 1
        rows = {
            (account.account_id, row.campaign_id, row.ad_id, row.day): row
            for account in accounts_of(market)
            if account.workspace_id == workspace.workspace_id
            for row in delivered(market, account)
        }
        assert sum(did.values()) > 500
        for (*key, kind), count in did.items():
            row = rows[tuple(key)]  # type: ignore[index]
            assert (row.clicks if kind == "click" else row.impressions) >= count


def test_measures_are_possible(market: GeneratedMarket) -> None:
    for account in accounts_of(market):
        for row in delivered(market, account):
            assert 0 <= row.link_clicks <= row.clicks <= row.impressions
            assert 0 <= row.reach <= row.impressions
            assert 0 <= row.video_views <= row.impressions


def test_a_thousand_impressions_cost_about_the_same_in_markets_of_every_size() -> None:
    costs = []
    for size in ("small", "large"):
        market = GeneratedMarket(1, START, 1, size)
        account = market.ad_accounts("demo-1", "facebook_ads")[0]
        rows = market.ad_days(account.account_id, START, START + timedelta(days=9), NOW)
        costs.append(sum((row.spend for row in rows), Decimal(0)) / sum(row.impressions for row in rows) * 1000)
    assert 3 < costs[0] < 30
    assert abs(costs[1] / costs[0] - 1) < Decimal("0.1")


def test_spend_is_in_the_accounts_minor_unit(market: GeneratedMarket) -> None:
    for account in accounts_of(market):
        unit = Decimal(1) if account.currency == "JPY" else Decimal("0.01")
        for row in delivered(market, account):
            assert row.spend >= 0
            assert row.spend == row.spend.quantize(unit)


def test_the_days_are_those_of_the_accounts_zone(market: GeneratedMarket) -> None:
    for account in accounts_of(market):
        zone = ZoneInfo(account.timezone)
        for hours in (0, 6, 12, 18):
            now = NOW + timedelta(hours=hours) - timedelta(days=3)
            days = {row.day for row in delivered(market, account, now)}
            assert not days or max(days) == now.astimezone(zone).date()


def test_today_only_grows_and_yesterday_is_whole(market: GeneratedMarket) -> None:
    day = date(2026, 3, 18)
    for account in accounts_of(market):
        opens = datetime.combine(day, time(), ZoneInfo(account.timezone)).astimezone(UTC)
        seen = [delivered(market, account, opens + timedelta(hours=hours)) for hours in (1, 5, 11, 17, 23, 25, 30)]
        spent = [spend(rows, day) for rows in seen]
        assert spent == sorted(spent)
        assert spent[-1] == spent[-2]
        clicks = [sum(row.clicks for row in rows if row.day == day) for rows in seen]
        assert clicks == sorted(clicks)


def test_spend_is_settled_a_week_after_its_day(market: GeneratedMarket) -> None:
    day = date(2026, 3, 10)
    for account in accounts_of(market):
        week_later = datetime.combine(day + timedelta(days=8), time(), ZoneInfo(account.timezone)).astimezone(UTC)
        for later in (week_later, week_later + timedelta(days=5), NOW):
            assert [row for row in delivered(market, account, later) if row.day == day] == [
                row for row in delivered(market, account, week_later) if row.day == day
            ]


def test_google_gives_some_money_back_after_three_days_and_nobody_else_does(market: GeneratedMarket) -> None:
    day = date(2026, 3, 10)
    for account in accounts_of(market):
        closes = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(account.timezone)).astimezone(UTC)
        at_first = spend(delivered(market, account, closes + timedelta(days=2)), day)
        later = spend(delivered(market, account, closes + timedelta(days=4)), day)
        if account.platform == "google_ads" and at_first:
            assert Decimal("0.95") * at_first < later < at_first
        else:
            assert later == at_first


def test_performance_max_delivers_without_ads(market: GeneratedMarket) -> None:
    for workspace in market.workspaces:
        found = 0
        for account in market.ad_accounts(workspace.workspace_id, "google_ads"):
            kinds = {each.campaign_id: each.kind for each in market.campaigns(account.account_id, NOW)}
            for row in delivered(market, account):
                is_whole = row.ad_id is None and row.ad_set_id is None
                assert is_whole == (kinds[row.campaign_id] == "performance_max")
                found += is_whole
        assert found


def test_the_longest_day_of_the_year_never_spends_more_than_its_whole() -> None:
    market = generate_market(
        seed=1, start=date(2025, 10, 20), workspaces=1, size="small", now=datetime(2025, 10, 28, tzinfo=UTC)
    )
    account = market.ad_accounts("demo-1", "facebook_ads")[0]
    day = date(2025, 10, 26)
    opens = datetime.combine(day, time(), ZoneInfo(account.timezone)).astimezone(UTC)
    spent = [
        sum(row.spend for row in market.ad_days(account.account_id, day, day, opens + timedelta(hours=hours)))
        for hours in (1, 12, 23, 24, 24.9, 25, 26)
    ]
    assert spent == sorted(spent)
    assert spent[0] < spent[-3] < spent[-1]


def test_nothing_is_delivered_before_it_is_listed() -> None:
    """On the morning of the day on which ads are made, before the hour of their making."""
    market = world(1)
    for account in accounts_of(market):
        made = {ad.created_at for ad in market.ads(account.account_id, NOW) if ad.created_at.date() > START}
        for moment in made:
            now = moment - timedelta(minutes=30)
            listed = {ad.ad_id for ad in market.ads(account.account_id, now)}
            assert {row.ad_id for row in delivered(market, account, now)} - {None} <= listed


@pytest.mark.parametrize("status", ["deleted", "archived", "paused"])
def test_ads_that_ended_keep_what_they_spent_and_spend_no_more(market: GeneratedMarket, status: str) -> None:
    for workspace in market.workspaces:
        for platform in PLATFORMS:
            ended = [
                (account, ad)
                for account in market.ad_accounts(workspace.workspace_id, platform)
                for ad in market.ads(account.account_id, NOW)
                if value_at(ad.statuses, NOW) == status
            ]
            assert ended
            for account, ad in ended:
                end = ad.statuses[-1].since.date()
                rows = [row for row in delivered(market, account) if row.ad_id == ad.ad_id]
                assert sum(row.spend for row in rows) > 0
                assert not any(row.spend for row in rows if row.day > end + timedelta(days=1))


def test_managers_and_closed_accounts_deliver_nothing(market: GeneratedMarket) -> None:
    for workspace in market.workspaces:
        manager, *clients = market.ad_accounts(workspace.workspace_id, "google_ads")
        assert {client.manager_id for client in clients} == {manager.account_id}
        closed = [client for client in clients if client.status == "closed"]
        assert closed
        for account in (manager, *closed):
            assert not delivered(market, account)
            assert not market.campaigns(account.account_id, NOW)


def test_every_row_names_objects_that_are_listed(market: GeneratedMarket) -> None:
    for account in accounts_of(market):
        ads = {ad.ad_id: ad for ad in market.ads(account.account_id, NOW)}
        campaigns = {campaign.campaign_id for campaign in market.campaigns(account.account_id, NOW)}
        for row in delivered(market, account):
            assert row.campaign_id in campaigns
            if row.ad_id is not None:
                ad = ads[row.ad_id]
                assert (ad.campaign_id, ad.ad_set_id) == (row.campaign_id, row.ad_set_id)

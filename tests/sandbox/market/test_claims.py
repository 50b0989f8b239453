"""What platforms claim: in their windows, too much, late, and settled before anyone stops looking back."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from sandbox.market.generated import GeneratedMarket
from sandbox.market.model.ads import AdAccount, Claim
from sandbox.market.model.kinds import Platform
from tests.sandbox.market.worlds import NOW, SEEDS, START, accounts_of, orders_of, world

LAST_CHANGE: dict[Platform, int] = {"facebook_ads": 27, "tiktok_ads": 27, "google_ads": 29}
LONGEST_CLICK: dict[Platform, int] = {"facebook_ads": 28, "tiktok_ads": 7, "google_ads": 30}


def claims_ever_seen(market: GeneratedMarket) -> list[tuple[AdAccount, Claim]]:
    """Claims that some day of the market showed, withdrawn ones included."""
    seen: dict[Claim, AdAccount] = {}
    for account in accounts_of(market):
        for days in range((NOW.date() - START).days + 1):
            now = NOW - timedelta(days=days)
            seen |= dict.fromkeys(market.claims(account.account_id, START, NOW.date(), now), account)
    return [(account, claim) for claim, account in seen.items()]


@pytest.fixture(scope="module", params=SEEDS)
def market(request: pytest.FixtureRequest) -> GeneratedMarket:
    return world(request.param)


@pytest.fixture(scope="module")
def claimed(market: GeneratedMarket) -> list[tuple[AdAccount, Claim]]:
    return claims_ever_seen(market)


def test_a_claim_neither_comes_nor_goes_after_its_platforms_last_day(claimed: list[tuple[AdAccount, Claim]]) -> None:
    for account, claim in claimed:
        for moment in filter(None, (claim.visible_at, claim.withdrawn_at)):
            changed_on = moment.astimezone(ZoneInfo(account.timezone)).date()
            assert changed_on <= claim.day + timedelta(days=LAST_CHANGE[claim.platform])


def test_a_claim_stands_on_the_touchs_day_in_the_accounts_zone(claimed: list[tuple[AdAccount, Claim]]) -> None:
    for account, claim in claimed:
        assert claim.touched_at.astimezone(ZoneInfo(account.timezone)).date() == claim.day


def test_a_claim_appears_hours_to_days_after_the_purchase(claimed: list[tuple[AdAccount, Claim]]) -> None:
    for _, claim in claimed:
        assert claim.touched_at < claim.converted_at < claim.visible_at
        assert claim.visible_at - claim.converted_at <= timedelta(days=3)
        assert claim.withdrawn_at is None or claim.withdrawn_at > claim.visible_at


def test_a_claim_lies_in_its_platforms_window(claimed: list[tuple[AdAccount, Claim]]) -> None:
    for _, claim in claimed:
        window = LONGEST_CLICK[claim.platform] if claim.kind == "click" else 1
        # The decision to buy is made in whole seconds or less after the last visit.
        assert claim.converted_at - claim.touched_at <= timedelta(days=window, seconds=1)


def test_every_platform_claims_after_clicks_and_after_views(claimed: list[tuple[AdAccount, Claim]]) -> None:
    kinds = Counter((claim.platform, claim.kind) for _, claim in claimed)
    assert {platform for platform, _ in kinds} == set(LAST_CHANGE)
    assert {("facebook_ads", "view"), ("tiktok_ads", "view")} <= kinds.keys()


def test_a_platform_claims_a_purchase_once(claimed: list[tuple[AdAccount, Claim]]) -> None:
    counts = Counter((claim.platform, claim.order_id) for _, claim in claimed)
    assert set(counts.values()) == {1}


def test_claims_grow_late_and_some_are_withdrawn(claimed: list[tuple[AdAccount, Claim]]) -> None:
    late = [claim for _, claim in claimed if claim.visible_at - claim.touched_at > timedelta(days=7)]
    withdrawn = [claim for _, claim in claimed if claim.withdrawn_at and claim.withdrawn_at < NOW]
    assert late and withdrawn


def test_claims_are_about_orders_of_the_web_that_are_no_tests(
    market: GeneratedMarket, claimed: list[tuple[AdAccount, Claim]]
) -> None:
    orders = {order.order_id: order for order in orders_of(market)}
    for account, claim in claimed:
        order = orders[claim.order_id]
        assert (order.workspace_id, order.test, order.source_name) == (account.workspace_id, False, "web")


def test_a_value_is_the_orders_total_where_currencies_agree(
    market: GeneratedMarket, claimed: list[tuple[AdAccount, Claim]]
) -> None:
    orders = {order.order_id: order for order in orders_of(market)}
    same = [(orders[claim.order_id], claim) for account, claim in claimed if account.currency == "EUR"]
    compared = [(order, claim) for order, claim in same if order.currency == "EUR"]
    assert compared
    for order, claim in compared:
        assert claim.value == sum(sale.total for sale in order.agreements[0].sales)


def test_platforms_together_claim_more_than_paid_channels_caused(
    market: GeneratedMarket, claimed: list[tuple[AdAccount, Claim]]
) -> None:
    paid = {"paid_social", "paid_search", "paid_shopping", "video", "display"}
    claims: dict[str, int] = defaultdict(int)
    for account, _ in claimed:
        claims[account.workspace_id] += 1
    for workspace in market.workspaces:
        orders = market.orders(workspace.workspace_id, NOW)
        caused = sum(bool(order.caused_by & paid) for order in orders)
        assert claims[workspace.workspace_id] > caused > 0


def test_an_asked_range_holds_its_days_only(market: GeneratedMarket) -> None:
    account = next(each for each in accounts_of(market) if each.platform == "facebook_ads")
    since, until = date(2026, 3, 5), date(2026, 3, 9)
    inside = market.claims(account.account_id, since, until, NOW)
    everything = market.claims(account.account_id, START, NOW.date(), NOW)
    assert inside
    assert list(inside) == [claim for claim in everything if since <= claim.day <= until]

"""Shoppers: buyers and others, some come back, some do not consent, and every order knows what made it."""

from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest

from sandbox.market.generated import GeneratedMarket
from sandbox.market.model.visits import Touch
from tests.sandbox.market.worlds import BEFORE_ALL, NOW, SEEDS, orders_of, world

PAID = {"paid_social", "paid_search", "paid_shopping", "video", "display"}


@pytest.fixture(scope="module", params=SEEDS)
def market(request: pytest.FixtureRequest) -> GeneratedMarket:
    return world(request.param)


@pytest.fixture(scope="module")
def touches(market: GeneratedMarket) -> list[Touch]:
    return [
        touch for each in market.workspaces for touch in market.touches(each.workspace_id, BEFORE_ALL, NOW)
    ]  # fmt: skip


def test_touches_come_in_order_of_time_with_ids_of_their_own(market: GeneratedMarket) -> None:
    for workspace in market.workspaces:
        touches = market.touches(workspace.workspace_id, BEFORE_ALL, NOW)
        places = [(touch.at, touch.touch_id) for touch in touches]
        assert places == sorted(places)
        assert len({touch.touch_id for touch in touches}) == len(touches)
        assert all(touch.at < NOW for touch in touches)


def test_an_asked_span_holds_its_moments_only(market: GeneratedMarket) -> None:
    since, until = NOW.replace(day=3), NOW.replace(day=5, hour=20)
    everything = market.touches("demo-1", BEFORE_ALL, NOW)
    inside = market.touches("demo-1", since, until)
    assert inside
    assert list(inside) == [touch for touch in everything if since <= touch.at < until]


def test_most_shoppers_never_buy_and_some_buy_again(market: GeneratedMarket, touches: list[Touch]) -> None:
    orders = [order for order in orders_of(market) if not order.test]
    buyers = Counter(order.shopper_id for order in orders if order.shopper_id)
    assert len({touch.shopper_id for touch in touches}) > 5 * len(buyers)
    assert sum(count > 1 for count in buyers.values()) >= 3


def test_a_quarter_of_the_shoppers_does_not_consent(touches: list[Touch]) -> None:
    consent = {touch.shopper_id: touch.consented for touch in touches}
    assert 0.20 < 1 - sum(consent.values()) / len(consent) < 0.30


def test_shoppers_come_by_every_channel(touches: list[Touch]) -> None:
    channels = {touch.channel for touch in touches}
    assert PAID | {"organic_search", "organic_social", "email", "affiliate", "referral", "direct"} <= channels


def test_an_order_was_made_by_channels_of_its_own_path(market: GeneratedMarket) -> None:
    caused = Counter[str]()
    for workspace in market.workspaces:
        met: dict[int, set[str]] = {}
        for touch in market.touches(workspace.workspace_id, BEFORE_ALL, NOW):
            met.setdefault(touch.shopper_id, set()).add(touch.channel)
        for order in market.orders(workspace.workspace_id, NOW):
            caused.update(order.caused_by)
            if order.shopper_id is not None:
                assert order.caused_by <= met[order.shopper_id], order.name
            assert "direct" not in order.caused_by
    assert {"paid_social", "paid_search", "paid_shopping", "email"} <= caused.keys()


def test_many_orders_would_have_come_anyway(market: GeneratedMarket) -> None:
    orders = orders_of(market)
    uncaused = sum(not order.caused_by for order in orders)
    assert 0.15 < uncaused / len(orders) < 0.85


def test_a_visit_from_an_ad_carries_its_ids(touches: list[Touch]) -> None:
    clicks = [touch for touch in touches if touch.kind == "click" and touch.channel in PAID]
    tagged = 0
    for touch in clicks:
        tags = {name: values[0] for name, values in parse_qs(urlsplit(touch.landing_url).query).items()}
        assert {"fbclid", "gclid", "ttclid"} & tags.keys()
        if "utm_source" not in tags:
            assert touch.utm_source is None
            continue
        tagged += 1
        assert tags["utm_id"] == touch.campaign_id
        assert tags.get("utm_content") == touch.ad_id == touch.utm_content
        assert tags.get("utm_term") == touch.ad_set_id == touch.utm_term
        assert tags["utm_campaign"] == touch.utm_campaign
    assert 0.9 < tagged / len(clicks) < 1


def test_a_session_belongs_to_one_visit_of_one_browser(touches: list[Touch]) -> None:
    clicks = [touch for touch in touches if touch.kind == "click"]
    sessions = Counter((touch.workspace_id, touch.client_id, touch.session_id) for touch in clicks)
    assert set(sessions.values()) == {1}
    assert len({(touch.shopper_id, touch.client_id) for touch in clicks}) == len({t.shopper_id for t in clicks})


def test_the_visit_that_ended_in_an_order_knows_it(market: GeneratedMarket) -> None:
    for workspace in market.workspaces:
        orders = {order.order_id: order for order in market.orders(workspace.workspace_id, NOW)}
        visits = [each for each in market.touches(workspace.workspace_id, BEFORE_ALL, NOW) if each.order_id in orders]
        assert len(visits) > 50
        for visit in visits:
            order = orders[visit.order_id or 0]
            assert visit.at <= order.created_at
            assert order.shopper_id in (None, visit.shopper_id)


def test_customers_are_recognisable_wherever_their_data_might_turn_up(market: GeneratedMarket) -> None:
    for workspace in market.workspaces:
        for customer in market.customers(workspace.workspace_id, NOW):
            assert customer.email.endswith("@shoppers.example")
            assert customer.street.endswith("Canary Lane")
            assert customer.postcode.startswith("CN")
            assert customer.phone.startswith("+49555")
            assert customer.last_name.endswith(f"-{customer.customer_id - 7_300_000_000_000}")


def test_an_orders_customer_is_known_by_then(market: GeneratedMarket) -> None:
    for workspace in market.workspaces:
        known = {each.customer_id: each for each in market.customers(workspace.workspace_id, NOW)}
        for order in market.orders(workspace.workspace_id, NOW):
            if order.customer_id is not None:
                assert known[order.customer_id].created_at <= order.created_at

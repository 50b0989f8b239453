"""The events that the export holds: page by page what visitors did, and what each session came from.

Visitors without consent are in it too, as events that nobody can put together: without client and session. Of a hundred
events two arrive late and one twice; of a hundred buyers five load the thank-you page again.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from sandbox.ga4.measurements import midnight
from sandbox.ga4.money import PropertyMoney
from sandbox.ga4.parts import line_value
from sandbox.ga4.sources import NOT_SET, TrafficSource, cross_network_campaigns, source_of
from sandbox.ga4.visits import Visits
from sandbox.market.dice import fraction
from sandbox.market.interface import Market
from sandbox.market.model.brands import Property
from sandbox.market.model.sales import Order
from sandbox.market.model.visits import Touch

Event = dict[str, Any]

LATE_SHARE, REPEATED_SHARE, RELOADED_SHARE = 0.02, 0.01, 0.05
SECONDS_PER_PAGE = 35
LONGEST_VISIT = timedelta(hours=1)


class ExportedEvents:
    """The events of one property's day as they are known at ``now``."""

    def __init__(self, market: Market, visits: Visits, about: Property, now: datetime) -> None:
        self._market = market
        self._visits = visits
        self._property = about
        self._zone = ZoneInfo(about.timezone)
        self._now = now
        self._money = PropertyMoney(market, about, now)
        self._cross_network = cross_network_campaigns(market, about, now)

    def of(self, day: date, arrived_by: datetime) -> list[Event]:
        """The day's events that had arrived by a moment, in no order that means anything."""
        since, until = midnight(day, self._zone), midnight(day + timedelta(days=1), self._zone)
        return [
            event
            for event, at in self._all(since, min(until, self._now))
            if since <= at < min(until, self._now) and at + _delay(event) <= arrived_by
            for event in (event,) * (2 if fraction(event["event_timestamp"], "repeated") < REPEATED_SHARE else 1)
        ]

    def _all(self, since: datetime, until: datetime) -> Iterator[tuple[Event, datetime]]:
        begun: set[tuple[str, int]] = set()
        for touch in self._visits.all_between(since - LONGEST_VISIT, until):
            about = self._about(touch)
            session = (touch.client_id, touch.session_id)
            if touch.consented and session not in begun:
                begun.add(session)
                if self._visits.first(touch).touch_id == touch.touch_id:
                    yield self._event(about, touch, "first_visit", touch.at), touch.at
                yield self._event(about, touch, "session_start", touch.at), touch.at
            for page in range(touch.page_views):
                at = touch.at + timedelta(seconds=page * SECONDS_PER_PAGE)
                location = touch.landing_url if page == 0 else f"{_origin(touch)}/pages/{page}"
                yield self._event(about, touch, "page_view", at, page_location=location), at
        for order in self._market.orders(self._property.workspace_id, self._now):
            if since <= order.created_at < until and order.journey and not order.test:
                yield from self._purchases(order, order.journey[-1])

    def _purchases(self, order: Order, touch: Touch) -> Iterator[tuple[Event, datetime]]:
        about, times = self._about(touch), 2 if fraction(order.order_id, "reloaded") < RELOADED_SHARE else 1
        for time in range(times):
            at = order.created_at + timedelta(seconds=40 * time)
            event = self._event(about, touch, "purchase", at, page_location=f"{_origin(touch)}/thank-you")
            yield event | {"ecommerce": self._ecommerce(order), "items": self._items(order)}, at

    def _about(self, touch: Touch) -> Event:
        """What all events of a visit say."""
        traffic = source_of(touch, touch.campaign_id in self._cross_network)
        consent = "Yes" if touch.consented else "No"
        about: Event = {
            "user_pseudo_id": touch.client_id if touch.consented else None,
            "user_id": f"shopper-{touch.shopper_id}@canary.example" if touch.shopper_id % 50 == 0 else None,
            "privacy_info": {"analytics_storage": consent, "ads_storage": consent, "uses_transient_token": "No"},
            "device": {
                "category": touch.device,
                "mobile_brand_name": "Canary Phones",
                "operating_system": "iOS" if touch.device == "mobile" else "Windows",
                "language": touch.country.lower(),
                "web_info": {"browser": "Safari", "browser_version": "19", "hostname": urlsplit(_origin(touch)).netloc},
            },
            "geo": {"country": touch.country, "region": None, "city": "Canaryville", "continent": "Europe"},
            "stream_id": self._property.property_id,
            "platform": "WEB",
            "collected_traffic_source": _collected(touch),
        }
        if touch.consented:
            about["session_traffic_source_last_click"] = _last_click(touch, traffic)
            first = source_of(self._visits.first(touch), False)
            about["traffic_source"] = {"source": first.source, "medium": first.medium, "name": first.campaign}
        return about

    def _event(self, about: Event, touch: Touch, name: str, at: datetime, **more: str) -> Event:
        texts = {"page_referrer": touch.referrer or None, "currency": self._property.currency, **more}
        params = [{"key": key, "value": {"string_value": text}} for key, text in texts.items() if text]
        if touch.consented:
            numbers = {"ga_session_id": touch.session_id, "ga_session_number": self._visits.number(touch)}
            params += [{"key": key, "value": {"int_value": number}} for key, number in numbers.items()]
            params += [{"key": "session_engaged", "value": {"string_value": str(int(touch.engaged))}}]
        stamp = round(at.timestamp() * 1_000_000)
        return {
            **about,
            "event_date": at.astimezone(self._zone).strftime("%Y%m%d"),
            "event_timestamp": stamp,
            "event_name": name,
            "event_params": params,
            "batch_page_id": round(touch.at.timestamp() * 1000),
            "batch_event_index": 1,
        }

    def _ecommerce(self, order: Order) -> Event:
        return {
            "transaction_id": str(order.order_id),
            "purchase_revenue": self._money.paid(order),
            "shipping_value": self._money.converted(order.shipping, order),
            "total_item_quantity": sum(line.quantity for line in order.lines),
            "unique_items": len(order.lines),
        }

    def _items(self, order: Order) -> list[Event]:
        return [
            {
                "item_id": line.sku,
                "item_name": line.title,
                "item_variant": NOT_SET,
                "price": self._money.converted(line.unit_price, order),
                "quantity": line.quantity,
                "item_revenue": self._money.converted(line_value(line), order),
            }
            for line in order.lines
        ]


def _delay(event: Event) -> timedelta:
    """How long an event takes to arrive: for a few from offline devices a day or two."""
    draw = fraction(event["event_timestamp"], "late")
    return timedelta(hours=20 + 1500 * draw) if draw < LATE_SHARE else timedelta(0)


def _collected(touch: Touch) -> Event:
    query = parse_qs(urlsplit(touch.landing_url).query)
    return {
        "manual_source": touch.utm_source,
        "manual_medium": touch.utm_medium,
        "manual_campaign_name": touch.utm_campaign,
        "manual_campaign_id": next(iter(query.get("utm_id", ())), None),
        "manual_content": touch.utm_content,
        "manual_term": touch.utm_term,
        "gclid": next(iter(query.get("gclid", ())), None),
    }


def _last_click(touch: Touch, traffic: TrafficSource) -> Event:
    known: Event = {
        "cross_channel_campaign": {
            "source": traffic.source,
            "medium": traffic.medium,
            "campaign_name": traffic.campaign,
            "campaign_id": traffic.campaign_id,
            "default_channel_group": traffic.channel,
        }
    }
    if touch.utm_source:
        collected = _collected(touch)
        names = ("source", "medium", "campaign_name", "campaign_id", "content", "term")
        known["manual_campaign"] = {name: collected[f"manual_{name}"] for name in names}
    if touch.platform == "google_ads" and "gclid=" in touch.landing_url:
        known["google_ads_campaign"] = {
            "customer_id": touch.account_id,
            "campaign_id": touch.campaign_id,
            "campaign_name": touch.utm_campaign,
            "ad_group_id": touch.ad_set_id,
        }
    return known


def _origin(touch: Touch) -> str:
    parts = urlsplit(touch.landing_url)
    return f"{parts.scheme}://{parts.netloc}"

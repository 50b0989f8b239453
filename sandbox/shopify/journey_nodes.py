"""The customer journey of an order: the visits that Shopify knows of the 30 days before it."""

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from typing import Any
from urllib.parse import urlsplit

from sandbox.market.model.sales import Order
from sandbox.market.model.visits import Touch
from sandbox.shopify.identifiers import gid, wire_time

Node = dict[str, Any]

_TACTICS = {
    "paid_social": "AD",
    "paid_search": "AD",
    "paid_shopping": "AD",
    "display": "AD",
    "video": "AD",
    "organic_search": "SEO",
    "organic_social": "POST",
    "email": "NEWSLETTER",
    "sms": "MESSAGE",
    "affiliate": "AFFILIATE",
    "referral": "LINK",
}
_NAMES = {"google": "Google", "facebook": "Facebook", "instagram": "Instagram", "tiktok": "TikTok", "bing": "Bing"}


def journey_node(order: Order, now: datetime, order_index: int | None) -> Node:
    """``customerJourneySummary``; nothing but ``ready: false`` until Shopify has built the sessions."""
    if now < order.journey_ready_at:
        return {
            "__typename": "CustomerJourneySummary",
            "ready": False,
            "customerOrderIndex": None,
            "daysToConversion": None,
            "momentsCount": None,
            "firstVisit": None,
            "lastVisit": None,
            "moments": None,
        }
    visits = [_visit(order, touch, number) for number, touch in enumerate(order.journey, 1)]
    days = None
    if order.journey:
        days = max(1, math.ceil((order.created_at - order.journey[0].at) / timedelta(days=1)))
    return {
        "__typename": "CustomerJourneySummary",
        "ready": True,
        "customerOrderIndex": order_index,
        "daysToConversion": days,
        "momentsCount": {"__typename": "Count", "count": len(visits), "precision": "EXACT"},
        "firstVisit": visits[0] if visits else None,
        "lastVisit": visits[-1] if visits else None,
        "moments": visits,
    }


def landing_of(order: Order) -> Mapping[str, str | None]:
    """The deprecated landing page and referrer of an order, known from the checkout itself."""
    last = order.journey[-1] if order.journey else None
    return {
        "landingPageUrl": last.landing_url if last else None,
        "referrerUrl": (last.referrer or None) if last else None,
    }


def _visit(order: Order, touch: Touch, number: int) -> Node:
    source = _source(touch)
    host = urlsplit(touch.landing_url).hostname or ""
    origin = "was direct to your store" if source == "direct" else f"was from {source}"
    return {
        "__typename": "CustomerVisit",
        "id": gid("CustomerVisit", touch.touch_id),
        "occurredAt": wire_time(touch.at),
        "landingPage": touch.landing_url,
        "landingPageHtml": f'The page they landed on was <a href="{escape(touch.landing_url)}">{escape(host)}</a>',
        "referrerUrl": touch.referrer or None,
        "referralCode": None,
        "source": source,
        "sourceDescription": f"{_ordinal(number)} session {origin}",
        "sourceType": _TACTICS.get(touch.channel),
        "utmParameters": _utm(touch),
    }


def _utm(touch: Touch) -> Node | None:
    values = {
        "campaign": touch.utm_campaign,
        "content": touch.utm_content,
        "medium": touch.utm_medium,
        "source": touch.utm_source,
        "term": touch.utm_term,
    }
    return {"__typename": "UTMParameters", **values} if any(values.values()) else None


def _source(touch: Touch) -> str:
    """A display-like name: of the UTM source, else of the referrer's host, else ``direct``."""
    if touch.utm_source:
        return _NAMES.get(touch.utm_source, touch.utm_source)
    host = urlsplit(touch.referrer).hostname if touch.referrer else None
    if not host:
        return "direct"
    return next((name for key, name in _NAMES.items() if key in host), host)


def _ordinal(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"

"""Where Analytics says a visit came from: source, medium, campaign and default channel group."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sandbox.market.interface import Market
from sandbox.market.model.brands import Property
from sandbox.market.model.visits import Touch

NOT_SET = "(not set)"
PENDING = "(data not available)"

_CAMPAIGN_ID = re.compile(r"[?&]utm_id=([^&#]+)")
_CHANNEL_GROUPS = {
    "paid_social": "Paid Social",
    "paid_search": "Paid Search",
    "paid_shopping": "Paid Shopping",
    "display": "Display",
    "video": "Paid Video",
    "organic_search": "Organic Search",
    "organic_social": "Organic Social",
    "email": "Email",
    "sms": "SMS",
    "affiliate": "Affiliates",
    "referral": "Referral",
    "direct": "Direct",
}
_SEARCH_ENGINES = ("google", "bing", "duckduckgo", "yahoo", "ecosia")
_SOCIAL_SITES = ("facebook", "instagram", "tiktok", "pinterest", "reddit", "linkedin")


@dataclass(frozen=True, slots=True)
class TrafficSource:
    """The session-scoped source of a visit."""

    source: str
    medium: str
    campaign: str
    campaign_id: str
    channel: str
    content: str = NOT_SET
    term: str = NOT_SET


DIRECT = TrafficSource("(direct)", "(none)", "(direct)", NOT_SET, "Direct")
NOT_AVAILABLE = TrafficSource(PENDING, PENDING, PENDING, PENDING, "Unassigned")


def source_of(touch: Touch, is_cross_network: bool) -> TrafficSource:
    """The source of a visit from its tags, else its click id, else its referrer; nothing else is known to Analytics.

    Tagged or auto-tagged visits of Performance Max are cross-network.
    """
    campaign_id = _CAMPAIGN_ID.search(touch.landing_url)
    if touch.utm_source:
        return TrafficSource(
            touch.utm_source,
            touch.utm_medium or NOT_SET,
            touch.utm_campaign or NOT_SET,
            campaign_id.group(1) if campaign_id else NOT_SET,
            "Cross-network" if is_cross_network else _CHANNEL_GROUPS.get(touch.channel, "Unassigned"),
            touch.utm_content or NOT_SET,
            touch.utm_term or NOT_SET,
        )
    if "gclid=" in touch.landing_url:
        channel = "Cross-network" if is_cross_network else "Paid Search"
        return TrafficSource("google", "cpc", NOT_SET, NOT_SET, channel)
    host = (urlsplit(touch.referrer).hostname or "").removeprefix("www.")
    if not host:
        return DIRECT
    if engine := _named(host, _SEARCH_ENGINES):
        return TrafficSource(engine, "organic", "(organic)", NOT_SET, "Organic Search")
    channel = "Organic Social" if _named(host, _SOCIAL_SITES) else "Referral"
    return TrafficSource(host, "referral", "(referral)", NOT_SET, channel)


def cross_network_campaigns(market: Market, about: Property, now: datetime) -> frozenset[str]:
    """The campaigns that Google places on all its networks by itself: Performance Max."""
    return frozenset(
        campaign.campaign_id
        for account in market.ad_accounts(about.workspace_id, "google_ads")
        for campaign in market.campaigns(account.account_id, now)
        if campaign.kind == "performance_max"
    )


def _named(host: str, names: tuple[str, ...]) -> str | None:
    return next((name for name in names if name in host.split(".")), None)

"""Shoppers: how they meet the brand, when they buy, and which contacts made them.

A shopper has a hidden intent. Every contact of a channel adds a known amount to the probability of buying at the next
visit, fading with the days. Each visit draws one number; the order happens when it lies below the probability. A
channel caused the order when the same draw, without what that channel added, would have been too high. Retargeting and
brand search reach those who would buy anyway more often, which is why platforms claim too much.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Literal
from urllib.parse import urlencode

from sandbox.market.advertising import Advertising, alive
from sandbox.market.dice import dice
from sandbox.market.model.ads import Ad, Campaign
from sandbox.market.model.history import value_at
from sandbox.market.model.visits import Touch

# What one contact adds to the probability of buying at a visit on the same day.
EFFECTS = {
    "paid_social": 0.020, "paid_search": 0.012, "paid_shopping": 0.022, "video": 0.016, "display": 0.004,
    "organic_search": 0.006, "organic_social": 0.010, "email": 0.018, "affiliate": 0.006, "referral": 0.012,
    "direct": 0.0,
}  # fmt: skip
HALF_LIFE_DAYS = 6.0
SEARCH_SITES = {"google_ads": "https://www.google.com/", "facebook_ads": "https://l.facebook.com/",
                "tiktok_ads": "https://www.tiktok.com/"}  # fmt: skip
_SOURCES = {"facebook_ads": "facebook", "google_ads": "google", "tiktok_ads": "tiktok"}
_CLICK_IDS = {"facebook_ads": "fbclid", "google_ads": "gclid", "tiktok_ads": "ttclid"}
_UNPAID: dict[str, tuple[str, str | None, str | None]] = {
    "organic_search": ("https://www.google.com/", None, None),
    "organic_social": ("https://www.instagram.com/", "instagram", "social"),
    "email": ("", "newsletter", "email"),
    "affiliate": ("https://coupons.example/", "couponcorner", "affiliate"),
    "referral": ("https://blog.example/", None, None),
    "direct": ("", None, None),
}
_HOURS = (1, 1, 1, 1, 1, 2, 3, 5, 7, 8, 8, 8, 9, 8, 8, 8, 8, 9, 11, 13, 14, 12, 7, 3)
_UNPAID_WEIGHTS = {"organic_search": 9, "direct": 9, "organic_social": 4, "email": 5, "affiliate": 2, "referral": 3}
_KIND_WEIGHTS = {
    "prospecting": (9, 4), "retargeting": (1, 9), "brand_search": (2, 12), "generic_search": (7, 5), "shopping": (6, 6),
    "performance_max": (6, 6), "video": (4, 2), "display": (2, 2),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Purchase:
    """A decision to buy: when, by whom, after which contacts, and which channels made it."""

    at: datetime
    shopper_id: int
    returning: bool
    journey: tuple[Touch, ...]
    caused_by: frozenset[str]


@dataclass(slots=True)
class Shopper:
    """A person who may buy more than once."""

    shopper_id: int
    intent: float
    consented: bool
    device: Literal["mobile", "desktop", "tablet"]
    touches: list[Touch] = field(default_factory=list)


class Crowd:
    """The shoppers of one workspace, arriving day by day."""

    def __init__(
        self, seed: int, index: int, workspace_id: str, country: str, storefront: str, pages: Sequence[str],
        advertising: Advertising, arrivals: int, start: date,
    ) -> None:  # fmt: skip
        self._seed = seed
        self._workspace_id = workspace_id
        self._country = country
        self._storefront = storefront
        self._pages = pages
        self._advertising = advertising
        self._arrivals = arrivals
        self._start = start
        self._next_shopper = index * 10**8 + 1
        self._next_touch = index * 10**9 + 1

    def arrive(self, day: date) -> tuple[list[Touch], list[Purchase]]:
        """Those who meet the brand for the first time on ``day`` (UTC): all their contacts and purchases to come."""
        chance = dice(self._seed, self._workspace_id, day, "arrivals")
        touches: list[Touch] = []
        purchases: list[Purchase] = []
        count = round(self._arrivals * self._season(day) * chance.uniform(0.85, 1.15))
        for _ in range(count):
            shopper = self._shopper(chance)
            self._live(shopper, _moment(day, chance), chance, purchases)
            touches += shopper.touches
        return touches, purchases

    def _season(self, day: date) -> float:
        number = (day - self._start).days
        weekend = 1.18 if day.weekday() >= 5 else 1.0
        sale = 1.6 if 58 <= number % 120 < 65 else 1.0
        bad_day = 0.35 if number % 120 == 50 else 1.0
        return weekend * sale * bad_day * (1 + 0.0015 * number)

    def _shopper(self, chance: Random) -> Shopper:
        self._next_shopper += 1
        return Shopper(
            shopper_id=self._next_shopper,
            intent=chance.betavariate(1.1, 16.0),
            consented=chance.random() > 0.25,
            device=chance.choices(("mobile", "desktop", "tablet"), (68, 28, 4))[0],
        )

    def _live(self, shopper: Shopper, moment: datetime, chance: Random, purchases: list[Purchase]) -> None:
        """Contacts until the shopper buys or loses interest; buyers may come back."""
        contacts = _contacts(chance)
        returning, since_order = False, 0
        while contacts > 0:
            contacts -= 1
            touch = self._contact(shopper, moment, chance, returning)
            shopper.touches.append(touch)
            if touch.kind == "click":
                purchase = self._decide(shopper, shopper.touches[since_order:], chance, returning)
                if purchase:
                    purchases.append(purchase)
                    if chance.random() > 0.34:
                        return
                    returning, since_order, contacts = True, len(shopper.touches), _contacts(chance)
                    shopper.intent = min(shopper.intent + 0.25, 0.6)
                    moment = touch.at + timedelta(days=chance.randint(12, 55))
            moment = moment + timedelta(hours=chance.expovariate(1 / 38.0) + 0.2)

    def _contact(self, shopper: Shopper, moment: datetime, chance: Random, returning: bool) -> Touch:
        paid_chance = 0.62 if not returning else 0.3
        ad = self._pick_ad(shopper, moment, chance) if chance.random() < paid_chance else None
        return (
            self._unpaid(shopper, moment, chance, returning) if ad is None else self._paid(shopper, moment, chance, *ad)
        )

    def _pick_ad(self, shopper: Shopper, moment: datetime, chance: Random) -> tuple[Campaign, Ad | None] | None:
        warm = 1 if shopper.touches or shopper.intent > 0.12 else 0
        campaigns = [
            campaign
            for own in self._advertising.campaigns.values()
            for campaign in own
            if alive(campaign.statuses, campaign.created_at, moment)
        ]
        if not campaigns:
            return None
        campaign = chance.choices(campaigns, [_KIND_WEIGHTS[each.kind][warm] for each in campaigns])[0]
        ads = [
            ad
            for ad in self._advertising.ads[campaign.account_id]
            if ad.campaign_id == campaign.campaign_id and alive(ad.statuses, ad.created_at, moment)
        ]
        if not ads:
            return (campaign, None) if campaign.kind == "performance_max" else None
        return campaign, chance.choice(ads)

    def _paid(self, shopper: Shopper, moment: datetime, chance: Random, campaign: Campaign, ad: Ad | None) -> Touch:
        seen_only = campaign.kind in ("prospecting", "retargeting", "video", "display") and chance.random() < 0.42
        source = _SOURCES[campaign.platform]
        parameters = {
            "utm_source": source,
            "utm_medium": "cpc" if campaign.platform == "google_ads" else "paid_social",
            "utm_campaign": value_at(campaign.names, moment),
            "utm_id": campaign.campaign_id,
        }
        if ad is not None:
            parameters |= {"utm_content": ad.ad_id, "utm_term": ad.ad_set_id}
        click_id = {_CLICK_IDS[campaign.platform]: f"{chance.getrandbits(80):020x}"}
        if chance.random() < 0.04:
            parameters = {}
        page = ad.landing_page if ad else self._storefront + "/"
        return self._touch(
            shopper, moment, chance,
            kind="view" if seen_only else "click",
            channel=campaign.channel,
            campaign=campaign,
            ad=ad,
            landing=f"{page}?{urlencode(parameters | click_id)}",
            referrer=SEARCH_SITES[campaign.platform],
            utm=parameters,
        )  # fmt: skip

    def _unpaid(self, shopper: Shopper, moment: datetime, chance: Random, returning: bool) -> Touch:
        weights = dict(_UNPAID_WEIGHTS)
        if returning:
            weights |= {"email": 16, "direct": 14, "affiliate": 1}
        channel = chance.choices(list(weights), list(weights.values()))[0]
        referrer, source, medium = _UNPAID[channel]
        utm = {"utm_source": source, "utm_medium": medium} if source and medium else {}
        if channel == "email":
            utm["utm_campaign"] = f"newsletter-{moment:%Y-%m}"
        page = self._storefront + chance.choice(self._pages)
        landing = f"{page}?{urlencode(utm)}" if utm else page
        return self._touch(
            shopper, moment, chance, kind="click", channel=channel, campaign=None, ad=None, landing=landing,
            referrer=referrer, utm=utm,
        )  # fmt: skip

    def _touch(
        self, shopper: Shopper, moment: datetime, chance: Random, *, kind: Literal["click", "view"], channel: str,
        campaign: Campaign | None, ad: Ad | None, landing: str, referrer: str, utm: dict[str, str],
    ) -> Touch:  # fmt: skip
        self._next_touch += 1
        first_seen = shopper.touches[0].at if shopper.touches else moment
        return Touch(
            workspace_id=self._workspace_id,
            touch_id=self._next_touch,
            shopper_id=shopper.shopper_id,
            client_id=f"{shopper.shopper_id % 10**9}.{int(first_seen.timestamp())}",
            session_id=int(moment.timestamp()),
            kind=kind,
            at=moment,
            channel=channel,
            platform=campaign.platform if campaign else None,
            account_id=campaign.account_id if campaign else None,
            campaign_id=campaign.campaign_id if campaign else None,
            ad_set_id=ad.ad_set_id if ad else None,
            ad_id=ad.ad_id if ad else None,
            landing_url=landing,
            referrer=referrer,
            utm_source=utm.get("utm_source"),
            utm_medium=utm.get("utm_medium"),
            utm_campaign=utm.get("utm_campaign"),
            utm_content=utm.get("utm_content"),
            utm_term=utm.get("utm_term"),
            consented=shopper.consented,
            engaged=chance.random() < 0.6,
            page_views=1 + int(chance.expovariate(0.6)),
            device=shopper.device,
            country=self._country,
        )

    def _decide(self, shopper: Shopper, journey: Sequence[Touch], chance: Random, returning: bool) -> Purchase | None:
        visit = journey[-1]
        added: dict[str, float] = {}
        for touch in journey:
            fade = 0.5 ** ((visit.at - touch.at) / timedelta(days=HALF_LIFE_DAYS))
            added[touch.channel] = added.get(touch.channel, 0.0) + EFFECTS[touch.channel] * fade
        draw, probability = chance.random(), shopper.intent * 0.5 + sum(added.values())
        minutes = chance.randint(4, 45)
        if draw >= probability:
            return None
        caused = frozenset(channel for channel, part in added.items() if draw >= probability - part)
        return Purchase(visit.at + timedelta(minutes=minutes), shopper.shopper_id, returning, tuple(journey), caused)


def _contacts(chance: Random) -> int:
    """How often a shopper meets the brand before buying or losing interest: one to eight times."""
    return 1 + min(int(chance.expovariate(0.55)), 7)


def _moment(day: date, chance: Random) -> datetime:
    hour = chance.choices(range(24), _HOURS)[0]
    seconds = chance.randrange(3600)
    return datetime.combine(day, time(hour), UTC) + timedelta(seconds=seconds)

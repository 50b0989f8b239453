"""What an ad delivers on a day of its account's zone: impressions, clicks and spend."""

import threading
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from sandbox.market.advertising import ROUGHLY_PER_EURO, alive
from sandbox.market.currencies import down_to_minor
from sandbox.market.dice import fraction
from sandbox.market.model.ads import Ad, AdAccount, AdDay, Campaign
from sandbox.market.model.visits import Touch

# Cost of a thousand impressions relative to a daily budget's hundredth, clicks per impression, by kind of campaign.
_CLICK_RATE = {
    "prospecting": 0.011, "retargeting": 0.018, "brand_search": 0.16, "generic_search": 0.055, "shopping": 0.012,
    "performance_max": 0.014, "video": 0.003, "display": 0.004,
}  # fmt: skip
_IMPRESSIONS_PER_EURO = {
    "prospecting": 110, "retargeting": 75, "brand_search": 12, "generic_search": 16, "shopping": 90,
    "performance_max": 85, "video": 160, "display": 260,
}  # fmt: skip
_WEEKDAY = (0.95, 0.93, 0.96, 1.0, 1.08, 1.1, 1.02)
CREDIT_AFTER = timedelta(days=3)
_CREDIT = Decimal("0.015")
_KEPT_DAYS = 5_000


class Delivery:
    """Delivery of the ads of one workspace. What shoppers of the market saw and clicked is always part of it."""

    def __init__(self, seed: int, start: date) -> None:
        self._seed = seed
        self._start = start
        self._noted_until = start - timedelta(days=1)
        self._seen: dict[str, list[Touch]] = defaultdict(list)
        self._by_day: dict[str, dict[date, list[Touch]]] = defaultdict(lambda: defaultdict(list))
        self._sorted_in: Counter[str] = Counter()
        self._settled: OrderedDict[tuple[str, date], list[AdDay]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, touch: Touch) -> None:
        """Remembers a shopper's contact with an ad."""
        if touch.account_id is not None:
            self._seen[touch.account_id].append(touch)

    def noted(self, day: date) -> None:
        """Says that every contact until the end of ``day`` (UTC) was noted."""
        self._noted_until = day

    def days(
        self,
        account: AdAccount,
        campaigns: Sequence[Campaign],
        ads: Sequence[Ad],
        since: date,
        until: date,
        now: datetime,
    ) -> list[AdDay]:
        """A row per ad, or campaign without ads, and day with delivery, as known at ``now``."""
        zone = ZoneInfo(account.timezone)
        first, last = max(since, self._start), min(until, now.astimezone(zone).date())
        units = [(campaign, _units(campaign, ads)) for campaign in campaigns]
        rows: list[AdDay] = []
        with self._lock:
            touches = self._touches_by_day(account.account_id, zone)
            for offset in range((last - first).days + 1):
                day = first + timedelta(days=offset)
                rows += self._day(account, zone, units, day, now, touches.get(day, ()))
        return rows

    def _touches_by_day(self, account_id: str, zone: ZoneInfo) -> dict[date, list[Touch]]:
        """What was noted of an account, by its own days; sorts in what came since the last call."""
        by_day, seen = self._by_day[account_id], self._seen[account_id]
        while self._sorted_in[account_id] < len(seen):
            touch = seen[self._sorted_in[account_id]]
            by_day[touch.at.astimezone(zone).date()].append(touch)
            self._sorted_in[account_id] += 1
        return by_day

    def _day(
        self, account: AdAccount, zone: ZoneInfo, units: Sequence[tuple[Campaign, list[Ad | None]]], day: date,
        now: datetime, touches: Sequence[Touch],
    ) -> list[AdDay]:  # fmt: skip
        """The rows of one day. From the platform's last credit on they stay as they are, so they are kept."""
        key = (account.account_id, day)
        closes = _starts(day + timedelta(days=1), zone)
        settled = now >= closes + CREDIT_AFTER and closes.date() <= self._noted_until
        if settled and key in self._settled:
            self._settled.move_to_end(key)
            return self._settled[key]
        clicks: Counter[str] = Counter()
        views: Counter[str] = Counter()
        for touch in touches:
            if touch.at <= now:
                (clicks if touch.kind == "click" else views)[touch.ad_id or touch.campaign_id or ""] += 1
        made = (
            self._row(account, zone, campaign, ad, len(own), day, now, clicks, views)
            for campaign, own in units
            for ad in own
        )
        rows = [row for row in made if row]
        if settled:
            self._settled[key] = rows
            if len(self._settled) > _KEPT_DAYS:
                self._settled.popitem(last=False)
        return rows

    def _row(
        self, account: AdAccount, zone: ZoneInfo, campaign: Campaign, ad: Ad | None, siblings: int, day: date,
        now: datetime, clicks: Counter[str], views: Counter[str],
    ) -> AdDay | None:  # fmt: skip
        opens, closes = _starts(day, zone), _starts(day + timedelta(days=1), zone)
        thing = ad or campaign
        name = ad.ad_id if ad else campaign.campaign_id
        seen_clicks, seen_views = clicks[name], views[name]
        noon = opens + (closes - opens) / 2
        active = alive(campaign.statuses, campaign.created_at, noon) and alive(thing.statuses, thing.created_at, noon)
        if not active and not seen_clicks and not seen_views:
            return None
        if max(campaign.created_at, thing.created_at) > now:
            return None
        minute = timedelta(minutes=1)
        share = Decimal(1) if now >= closes else Decimal((now - opens) // minute) / ((closes - opens) // minute)
        swing = 0.7 + 0.6 * fraction(self._seed, name, day)
        strength = share * Decimal(str(round(swing * _WEEKDAY[day.weekday()], 6))) if active else Decimal(0)
        spend = down_to_minor(campaign.daily_budget / siblings * strength, account.currency)
        if account.platform == "google_ads" and now >= closes + CREDIT_AFTER:
            spend -= down_to_minor(spend * _CREDIT, account.currency)
        euro_share = float(strength) * _euros(campaign, account) / siblings
        impressions = int(euro_share * _IMPRESSIONS_PER_EURO[campaign.kind]) + 3 * seen_clicks + seen_views
        all_clicks = int(impressions * _CLICK_RATE[campaign.kind]) + seen_clicks
        return AdDay(
            platform=account.platform,
            account_id=account.account_id,
            campaign_id=campaign.campaign_id,
            ad_set_id=ad.ad_set_id if ad else None,
            ad_id=ad.ad_id if ad else None,
            day=day,
            impressions=impressions,
            reach=int(impressions * 0.86),
            clicks=all_clicks,
            link_clicks=max(int(all_clicks * 0.8), min(seen_clicks, all_clicks)),
            video_views=int(impressions * 0.3) if campaign.kind in ("video", "prospecting") else 0,
            spend=spend,
        )


@cache
def _starts(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _units(campaign: Campaign, ads: Sequence[Ad]) -> list[Ad | None]:
    """What a campaign delivers through: its ads, or itself where it has none."""
    own: list[Ad | None] = [ad for ad in ads if ad.campaign_id == campaign.campaign_id]
    return own or [None]


def _euros(campaign: Campaign, account: AdAccount) -> float:
    """A daily budget in euro, roughly: impressions do not depend on the currency that pays for them."""
    return float(campaign.daily_budget) / ROUGHLY_PER_EURO[account.currency]

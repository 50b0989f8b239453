"""``click_view``: single clicks with their gclid. Those of the market's shoppers are real, the others are made up.

A campaign has as many rows on a day as it has clicks.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

from sandbox.google_ads.creatives import Row
from sandbox.google_ads.criteria import Keyword, keywords_of
from sandbox.google_ads.entities import ad_groups, campaigns
from sandbox.google_ads.parts import DEVICES, SEARCH_KINDS
from sandbox.market.interface import Market
from sandbox.market.model.ads import AdAccount, AdDay
from sandbox.market.model.visits import Touch

_DAY = timedelta(days=1)


def click_rows(market: Market, account: AdAccount, day: date, now: datetime) -> Iterator[Row]:
    """A row per click of a day of the account's zone, as known at ``now``."""
    parents = dict(campaigns(market, account, now)) | dict(ad_groups(market, account, now))
    keywords = _keywords(market, account, now)
    touches = _touches(market, account, day, now)
    for delivered in market.ad_days(account.account_id, day, day, now):
        group = delivered.ad_set_id
        own = touches.pop(delivered.ad_id or delivered.campaign_id, [])
        for number in range(delivered.clicks):
            touch = own[number] if number < len(own) else None
            gclid = _gclid(touch) or _made_up(delivered, number)
            row = parents[group or delivered.campaign_id] | {
                "click_view.resource_name": f"customers/{account.account_id}/clickViews/{day.isoformat()}~{gclid}",
                "click_view.gclid": gclid,
                "click_view.area_of_interest.country": "geoTargetConstants/2276",
                "segments.date": day.isoformat(),
                "segments.device": _device(touch, number),
                "metrics.clicks": 1,
            }
            if group:
                row["click_view.ad_group_ad"] = f"customers/{account.account_id}/adGroupAds/{group}~{delivered.ad_id}"
            if group in keywords:
                row |= _keyword(account, group, keywords[group], number)
            yield row


def _keyword(account: AdAccount, group: str, keywords: list[Keyword], number: int) -> Row:
    draw = number * 37 % sum(keyword.weight for keyword in keywords)
    for keyword in keywords:
        draw -= keyword.weight
        if draw < 0:
            break
    return {
        "click_view.keyword": f"customers/{account.account_id}/adGroupCriteria/{group}~{keyword.criterion_id}",
        "click_view.keyword_info.text": keyword.text,
        "click_view.keyword_info.match_type": keyword.match_type,
    }


def _keywords(market: Market, account: AdAccount, now: datetime) -> dict[str, list[Keyword]]:
    kinds = {campaign.campaign_id: campaign.kind for campaign in market.campaigns(account.account_id, now)}
    return {
        ad_set.ad_set_id: keywords_of(ad_set)
        for ad_set in market.ad_sets(account.account_id, now)
        if kinds[ad_set.campaign_id] in SEARCH_KINDS
    }


def _touches(market: Market, account: AdAccount, day: date, now: datetime) -> dict[str, list[Touch]]:
    """The shoppers' clicks of the day by ad, or by campaign where it has no ads."""
    zone = ZoneInfo(account.timezone)
    since = datetime.combine(day, time(), zone).astimezone(UTC)
    until = datetime.combine(day + _DAY, time(), zone).astimezone(UTC)
    found: dict[str, list[Touch]] = defaultdict(list)
    for touch in market.touches(account.workspace_id, since, until):
        if touch.account_id == account.account_id and touch.kind == "click" and touch.at <= now:
            found[touch.ad_id or touch.campaign_id or ""].append(touch)
    return found


def _gclid(touch: Touch | None) -> str | None:
    return next(iter(parse_qs(urlsplit(touch.landing_url).query).get("gclid", ())), None) if touch else None


def _made_up(delivered: AdDay, number: int) -> str:
    text = f"{delivered.campaign_id} {delivered.ad_id} {delivered.day} {number}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _device(touch: Touch | None, number: int) -> str:
    return touch.device.upper() if touch else list(DEVICES)[number % 2]

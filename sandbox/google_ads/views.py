"""Resources that show an entity's figures in parts: keywords, search terms, products, countries, asset groups."""

import base64
from collections.abc import Iterator
from datetime import datetime

from sandbox.google_ads.creatives import Row
from sandbox.google_ads.criteria import Keyword, keywords_of, terms_of
from sandbox.google_ads.entities import ad_groups, campaigns
from sandbox.google_ads.parts import ASSET_GROUPS, PLACES, SEARCH_KINDS
from sandbox.market.interface import Market
from sandbox.market.model.ads import AdAccount, AdSet


def asset_groups(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    """The asset groups of Performance Max campaigns."""
    for campaign_id, campaign in campaigns(market, account, now):
        if campaign["campaign.advertising_channel_type"] != "PERFORMANCE_MAX":
            continue
        for number, name in enumerate(ASSET_GROUPS, start=1):
            yield (
                f"{campaign_id}~{number}",
                campaign
                | {
                    "asset_group.resource_name": f"customers/{account.account_id}/assetGroups/{campaign_id}{number}",
                    "asset_group.id": int(f"{campaign_id}{number}"),
                    "asset_group.name": name,
                    "asset_group.status": campaign["campaign.status"],
                    "asset_group.campaign": campaign["campaign.resource_name"],
                },
            )


def places(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    """``geographic_view`` by campaign: where people were, or which place they asked for."""
    for campaign_id, campaign in campaigns(market, account, now):
        for country, kind in PLACES:
            yield (
                f"{campaign_id}~{country}~{kind}",
                campaign
                | {
                    "geographic_view.resource_name": f"customers/{account.account_id}/geographicViews/{country}~{kind}",
                    "geographic_view.country_criterion_id": country,
                    "geographic_view.location_type": kind,
                },
            )


def products(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    """``shopping_performance_view`` by campaign; the items are its segments."""
    name = f"customers/{account.account_id}/shoppingPerformanceView"
    for campaign_id, campaign in campaigns(market, account, now):
        yield campaign_id, campaign | {"shopping_performance_view.resource_name": name}


def keywords(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    """``keyword_view`` and ``ad_group_criterion``: the keywords of search ad groups."""
    for ad_set, group in _search_groups(market, account, now):
        for keyword in keywords_of(ad_set):
            yield f"{ad_set.ad_set_id}~{keyword.criterion_id}", group | _criterion(account, ad_set, keyword)


def search_terms(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    """``search_term_view``: what people typed, apart from the rare."""
    for ad_set, group in _search_groups(market, account, now):
        for term in terms_of(ad_set):
            if term.text is None:
                continue
            encoded = base64.urlsafe_b64encode(term.text.encode()).decode().rstrip("=")
            home = f"customers/{account.account_id}/searchTermViews"
            yield (
                f"{ad_set.ad_set_id}~{term.text}",
                group
                | {
                    "search_term_view.resource_name": f"{home}/{ad_set.campaign_id}~{ad_set.ad_set_id}~{encoded}",
                    "search_term_view.ad_group": group["ad_group.resource_name"],
                    "search_term_view.search_term": term.text,
                    "search_term_view.status": "ADDED" if term.text == term.keyword.text else "NONE",
                },
            )


def _search_groups(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[AdSet, Row]]:
    rows = dict(ad_groups(market, account, now))
    kinds = {campaign.campaign_id: campaign.kind for campaign in market.campaigns(account.account_id, now)}
    for ad_set in market.ad_sets(account.account_id, now):
        if kinds[ad_set.campaign_id] in SEARCH_KINDS:
            yield ad_set, rows[ad_set.ad_set_id]


def _criterion(account: AdAccount, ad_set: AdSet, keyword: Keyword) -> Row:
    place = f"{ad_set.ad_set_id}~{keyword.criterion_id}"
    return {
        "keyword_view.resource_name": f"customers/{account.account_id}/keywordViews/{place}",
        "ad_group_criterion.resource_name": f"customers/{account.account_id}/adGroupCriteria/{place}",
        "ad_group_criterion.criterion_id": keyword.criterion_id,
        "ad_group_criterion.type": "KEYWORD",
        "ad_group_criterion.status": "ENABLED",
        "ad_group_criterion.negative": False,
        "ad_group_criterion.keyword.text": keyword.text,
        "ad_group_criterion.keyword.match_type": keyword.match_type,
        "ad_group_criterion.quality_info.quality_score": keyword.quality,
        "ad_group_criterion.effective_cpc_bid_micros": 10_000,
        "metrics.historical_quality_score": keyword.quality,
    }

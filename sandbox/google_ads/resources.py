"""Every resource that has rows, and who reads them from the market."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from sandbox.google_ads import creatives, entities, lists, views
from sandbox.google_ads.creatives import Row
from sandbox.market.interface import Market
from sandbox.market.model.ads import AdAccount

_READERS: Mapping[str, Callable[[Market, AdAccount, datetime], Iterator[tuple[str, Row]]]] = {
    "customer": entities.customers,
    "campaign": entities.campaigns,
    "ad_group": entities.ad_groups,
    "ad_group_ad": entities.ads,
    "ad_group_criterion": views.keywords,
    "asset": creatives.assets,
    "asset_group": views.asset_groups,
    "conversion_action": lists.conversion_actions,
    "geo_target_constant": lists.countries,
    "geographic_view": views.places,
    "keyword_view": views.keywords,
    "search_term_view": views.search_terms,
    "shopping_performance_view": views.products,
}


def rows_of(resource: str, market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    """Pairs of delivery key and row of every entity of ``resource`` that exists at ``now``, removed ones included."""
    return _READERS[resource](market, account, now)

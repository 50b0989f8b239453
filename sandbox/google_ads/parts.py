"""The parts that a report cuts an entity's figures into: shares by fixed weights that add up to the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import product
from typing import Any

from sandbox.google_ads.criteria import keywords_of, terms_of
from sandbox.market.interface import Market
from sandbox.market.model.ads import AdAccount, AdSet, Campaign

DEVICES = {"MOBILE": 66, "DESKTOP": 29, "TABLET": 5}
# Countries by the id of their geo target constant, which is 2000 and the country's ISO number.
COUNTRIES = {"DE": 2276, "AT": 2040, "US": 2840, "GB": 2826, "CA": 2124, "CH": 2756, "FR": 2250, "JP": 2392}
PLACES = {(2276, "LOCATION_OF_PRESENCE"): 50, (2040, "LOCATION_OF_PRESENCE"): 24, (2840, "LOCATION_OF_PRESENCE"): 20,
          (2276, "AREA_OF_INTEREST"): 6}  # fmt: skip
ASSET_GROUPS = {"Bestsellers": 60, "Everything else": 40}
SHOPPING_KINDS = ("shopping", "performance_max")
SEARCH_KINDS = ("brand_search", "generic_search")


@dataclass(frozen=True, slots=True)
class Part:
    """A share of an entity's figures: which row it goes to (None: it is not shown), with which segments."""

    key: str | None
    weight: int = 1
    segments: Mapping[str, Any] | None = None


class Parts:
    """The parts of the entities of one account, as one resource shows them."""

    def __init__(self, market: Market, account: AdAccount, resource: str, segments: Sequence[str], now: datetime):
        self._market = market
        self._account = account
        self._resource = resource
        self._by_device = "segments.device" in segments
        self._now = now
        self._known: dict[str, list[Part]] = {}

    def of(self, entity: str) -> list[Part]:
        """The parts of an entity by its id; none where the resource does not show it."""
        if entity not in self._known:
            own = list(self._own(entity))
            if self._by_device:
                own = [_on(part, device) for part, device in product(own, DEVICES)]
            self._known[entity] = own
        return self._known[entity]

    def _own(self, entity: str) -> Iterator[Part]:
        if self._resource == "geographic_view":
            for (country, kind), weight in PLACES.items():
                yield Part(f"{entity}~{country}~{kind}", weight)
        elif self._resource == "asset_group":
            if self._campaigns[entity].kind == "performance_max":
                for number, weight in enumerate(ASSET_GROUPS.values(), start=1):
                    yield Part(f"{entity}~{number}", weight)
        elif self._resource == "shopping_performance_view":
            if self._campaigns[entity].kind in SHOPPING_KINDS:
                yield from self._items(entity)
        elif self._resource in ("keyword_view", "search_term_view"):
            ad_set = self._ad_sets.get(entity)
            if ad_set and self._campaigns[ad_set.campaign_id].kind in SEARCH_KINDS:
                yield from self._criteria(ad_set)
        else:
            yield Part(entity)

    def _criteria(self, ad_set: AdSet) -> Iterator[Part]:
        if self._resource == "keyword_view":
            for keyword in keywords_of(ad_set):
                yield Part(f"{ad_set.ad_set_id}~{keyword.criterion_id}", keyword.weight)
            return
        for term in terms_of(ad_set):
            key = None if term.text is None else f"{ad_set.ad_set_id}~{term.text}"
            yield Part(key, term.weight, {
                "segments.search_term_match_type": term.match_type,
                "segments.keyword.info.text": term.keyword.text,
                "segments.keyword.info.match_type": term.keyword.match_type,
                "segments.keyword.ad_group_criterion": (
                    f"customers/{self._account.account_id}/adGroupCriteria/"
                    f"{ad_set.ad_set_id}~{term.keyword.criterion_id}"
                ),
            })  # fmt: skip

    def _items(self, campaign_id: str) -> Iterator[Part]:
        products = self._market.products(self._account.workspace_id, self._now)
        items = [item for item in products if not item.is_gift_card]
        for place, item in enumerate(items):
            # A listing stands for all variants of a product; the first one names it.
            variant = item.variants[0]
            segments = {
                "segments.product_item_id": f"shopify_zz_{item.product_id}_{variant.variant_id}",
                "segments.product_title": f"{item.title} - {variant.title}",
                "segments.product_brand": item.vendor.lower(),
                "segments.product_type_l1": item.product_type.lower(),
            }
            yield Part(campaign_id, 2 + len(items) - place, segments)

    @cached_property
    def _campaigns(self) -> dict[str, Campaign]:
        found = self._market.campaigns(self._account.account_id, self._now)
        return {campaign.campaign_id: campaign for campaign in found}

    @cached_property
    def _ad_sets(self) -> dict[str, AdSet]:
        return {ad_set.ad_set_id: ad_set for ad_set in self._market.ad_sets(self._account.account_id, self._now)}


def _on(part: Part, device: str) -> Part:
    """A part's share on one device."""
    return Part(part.key, part.weight * DEVICES[device], {**(part.segments or {}), "segments.device": device})

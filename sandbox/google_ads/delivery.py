"""What an account's ads delivered and what Google claims for them, summed by entity and segment."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import accumulate
from typing import Any

from sandbox.google_ads.fields import CONVERSION_SEGMENTS
from sandbox.google_ads.lists import conversion_action
from sandbox.google_ads.parts import Part, Parts
from sandbox.google_ads.periods import SEGMENT_OF_DAY
from sandbox.market.interface import Market
from sandbox.market.model.ads import AdAccount, AdDay, Claim
from sandbox.shares import split_amount, split_whole

MICROS = 1_000_000
Key = str | None
Segments = tuple[Any, ...]

# The entity whose figures a resource shows, whole or in parts.
KEY_OF: Mapping[str, Callable[[AdDay | Claim], Key]] = {
    "customer": lambda record: record.account_id,
    "ad_group": lambda record: record.ad_set_id,
    "ad_group_ad": lambda record: record.ad_id,
    "keyword_view": lambda record: record.ad_set_id,
    "search_term_view": lambda record: record.ad_set_id,
}


@dataclass(slots=True)
class Totals:
    """Sums of one entity and segment; money in account currency."""

    impressions: int = 0
    clicks: int = 0
    video_views: int = 0
    spend: Decimal = Decimal(0)
    claims: list[Claim] = field(default_factory=list)

    @property
    def conversions(self) -> int:
        return sum(claim.kind != "view" for claim in self.claims)

    @property
    def conversions_value(self) -> Decimal:
        return sum((claim.value for claim in self.claims if claim.kind != "view"), Decimal(0))

    @property
    def micros(self) -> int:
        return int(self.spend * MICROS)

    @property
    def is_zero(self) -> bool:
        return not (self.impressions or self.clicks or self.spend or self.video_views or self.claims)

    def add(self, other: "Totals") -> None:
        """Takes in what ``other`` holds."""
        self.impressions += other.impressions
        self.clicks += other.clicks
        self.video_views += other.video_views
        self.spend += other.spend
        self.claims += other.claims

    def metrics(self, names: Iterable[str]) -> dict[str, Any]:
        """Metrics by GAQL name; averages and costs in micros, values in currency units."""
        return {name: METRICS[name](self) for name in names if name in METRICS}


METRICS: Mapping[str, Callable[[Totals], Any]] = {
    "metrics.impressions": lambda total: total.impressions,
    "metrics.clicks": lambda total: total.clicks,
    "metrics.interactions": lambda total: total.clicks,
    "metrics.cost_micros": lambda total: total.micros,
    "metrics.video_views": lambda total: total.video_views,
    "metrics.video_trueview_views": lambda total: total.video_views,
    "metrics.conversions": lambda total: total.conversions,
    "metrics.conversions_value": lambda total: total.conversions_value,
    "metrics.all_conversions": lambda total: total.conversions,
    "metrics.all_conversions_value": lambda total: total.conversions_value,
    "metrics.view_through_conversions": lambda total: len(total.claims) - total.conversions,
    "metrics.ctr": lambda total: _ratio(total.clicks, total.impressions),
    "metrics.average_cpc": lambda total: _ratio(total.micros, total.clicks),
    "metrics.average_cost": lambda total: _ratio(total.micros, total.clicks),
    "metrics.average_cpm": lambda total: _ratio(total.micros * 1000, total.impressions),
    "metrics.cost_per_conversion": lambda total: _ratio(total.micros, total.conversions),
    "metrics.value_per_conversion": lambda total: _ratio(total.conversions_value, total.conversions),
}


def totals(
    market: Market,
    account: AdAccount,
    resource: str,
    segments: Sequence[str],
    days: tuple[date, date],
    now: datetime,
) -> dict[str, dict[Segments, Totals]]:
    """Delivery of ``days`` (account zone) by row key and by the values of ``segments``, as known at ``now``.

    Parts that Google does not show are missing: then a resource's rows sum to less than the account's.
    """
    by_day = [SEGMENT_OF_DAY[name] for name in segments if name in SEGMENT_OF_DAY]
    constants = _conversion_segments(account)
    parts = Parts(market, account, resource, segments, now)
    sums: dict[str, dict[Segments, Totals]] = {}
    for (entity, periods), whole in _wholes(market, account, resource, by_day, days, now, segments).items():
        for part, piece in cut(whole, parts.of(entity)):
            if part.key is None or piece.is_zero:
                continue
            in_order = iter(periods)
            known = {**constants, **(part.segments or {})}
            values = tuple(next(in_order) if name in SEGMENT_OF_DAY else known[name] for name in segments)
            cells = sums.setdefault(part.key, {})
            if values in cells:
                cells[values].add(piece)
            else:
                cells[values] = piece
    return sums


def cut(whole: Totals, parts: Sequence[Part]) -> Iterator[tuple[Part, Totals]]:
    """``whole`` by parts, by largest remainders; every claim goes to one part, the same each time."""
    if len(parts) < 2:
        yield from ((part, whole) for part in parts)
        return
    weights = [part.weight for part in parts]
    impressions, clicks = split_whole(whole.impressions, weights), split_whole(whole.clicks, weights)
    views, spend = split_whole(whole.video_views, weights), split_amount(whole.spend, weights)
    claims: list[list[Claim]] = [[] for _ in parts]
    bounds = list(accumulate(weights))
    for claim in whole.claims:
        draw = claim.order_id * 7919 % bounds[-1]
        claims[next(index for index, bound in enumerate(bounds) if draw < bound)].append(claim)
    for index, part in enumerate(parts):
        yield part, Totals(impressions[index], clicks[index], views[index], spend[index], claims[index])


def _wholes(
    market: Market,
    account: AdAccount,
    resource: str,
    by_day: Sequence[Callable[[date], Any]],
    days: tuple[date, date],
    now: datetime,
    segments: Sequence[str],
) -> dict[tuple[str, Segments], Totals]:
    """Figures by entity and period, before they are cut."""
    key_of = KEY_OF.get(resource, _campaign_of)
    wholes: dict[tuple[str, Segments], Totals] = {}
    periods: dict[date, Segments] = {}

    def cell(record: AdDay | Claim) -> Totals | None:
        key = key_of(record)
        if key is None:
            return None
        if record.day not in periods:
            periods[record.day] = tuple(period(record.day) for period in by_day)
        return wholes.setdefault((key, periods[record.day]), Totals())

    if not CONVERSION_SEGMENTS.intersection(segments):
        for day in market.ad_days(account.account_id, *days, now):
            if total := cell(day):
                total.impressions += day.impressions
                total.clicks += day.clicks
                total.video_views += day.video_views
                total.spend += day.spend
    for claim in market.claims(account.account_id, *days, now):
        if total := cell(claim):
            total.claims.append(claim)
    return wholes


def _campaign_of(record: AdDay | Claim) -> Key:
    return record.campaign_id


def _conversion_segments(account: AdAccount) -> dict[str, Any]:
    action = conversion_action(account.account_id)
    return {
        "segments.conversion_action": action["conversion_action.resource_name"],
        "segments.conversion_action_name": action["conversion_action.name"],
        "segments.conversion_action_category": action["conversion_action.category"],
    }


def _ratio(numerator: int | Decimal, denominator: int) -> float:
    return float(numerator) / denominator if denominator else 0.0

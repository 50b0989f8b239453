"""What an account's ads delivered and what Google claims for them, summed by entity and segment."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sandbox.google_ads.entities import conversion_action
from sandbox.google_ads.fields import CONVERSION_SEGMENTS
from sandbox.google_ads.periods import SEGMENT_OF_DAY
from sandbox.market.interface import Market
from sandbox.market.model import AdAccount, AdDay, Claim

MICROS = 1_000_000
Key = str | None
Segments = tuple[Any, ...]

KEY_OF: Mapping[str, Callable[[AdDay | Claim], Key]] = {
    "customer": lambda record: record.account_id,
    "campaign": lambda record: record.campaign_id,
    "ad_group": lambda record: record.ad_set_id,
    "ad_group_ad": lambda record: record.ad_id,
    "asset_group": lambda record: record.campaign_id if record.ad_id is None else None,
}


@dataclass(slots=True)
class Totals:
    """Sums of one entity and segment; money in account currency."""

    impressions: int = 0
    clicks: int = 0
    video_views: int = 0
    spend: Decimal = Decimal(0)
    conversions: int = 0
    conversions_value: Decimal = Decimal(0)
    view_through_conversions: int = 0

    @property
    def is_zero(self) -> bool:
        return not (
            self.impressions
            or self.clicks
            or self.spend
            or self.video_views
            or self.conversions
            or self.view_through_conversions
        )

    def metrics(self) -> dict[str, Any]:
        """Every metric by GAQL name; averages and costs in micros, values in currency units."""
        micros = int(self.spend * MICROS)
        return {
            "metrics.impressions": self.impressions,
            "metrics.clicks": self.clicks,
            "metrics.interactions": self.clicks,
            "metrics.cost_micros": micros,
            "metrics.video_views": self.video_views,
            "metrics.video_trueview_views": self.video_views,
            "metrics.conversions": self.conversions,
            "metrics.conversions_value": self.conversions_value,
            "metrics.all_conversions": self.conversions,
            "metrics.all_conversions_value": self.conversions_value,
            "metrics.view_through_conversions": self.view_through_conversions,
            "metrics.ctr": _ratio(self.clicks, self.impressions),
            "metrics.average_cpc": _ratio(micros, self.clicks),
            "metrics.average_cost": _ratio(micros, self.clicks),
            "metrics.average_cpm": _ratio(micros * 1000, self.impressions),
            "metrics.cost_per_conversion": _ratio(micros, self.conversions),
            "metrics.value_per_conversion": _ratio(self.conversions_value, self.conversions),
        }


def totals(
    market: Market,
    account: AdAccount,
    resource: str,
    segments: Iterable[str],
    days: tuple[date, date],
    now: datetime,
) -> dict[Key, dict[Segments, Totals]]:
    """Delivery of ``days`` (account zone) by entity key and by the values of ``segments``, as known at ``now``."""
    names = tuple(segments)
    key_of = KEY_OF[resource]
    constants = _conversion_segments(account)
    by_conversion = bool(CONVERSION_SEGMENTS.intersection(names))
    sums: dict[Key, dict[Segments, Totals]] = {}

    def cell(record: AdDay | Claim) -> Totals | None:
        key = key_of(record)
        if key is None:
            return None
        values = tuple(
            SEGMENT_OF_DAY[name](record.day) if name in SEGMENT_OF_DAY else constants[name] for name in names
        )
        return sums.setdefault(key, {}).setdefault(values, Totals())

    if not by_conversion:
        for day in market.ad_days(account.account_id, *days, now):
            if total := cell(day):
                total.impressions += day.impressions
                total.clicks += day.clicks
                total.video_views += day.video_views
                total.spend += day.spend
    for claim in market.claims(account.account_id, *days, now):
        if total := cell(claim):
            if claim.kind == "view":
                total.view_through_conversions += 1
            else:
                total.conversions += 1
                total.conversions_value += claim.value
    return sums


def _conversion_segments(account: AdAccount) -> dict[str, Any]:
    action = conversion_action(account.account_id)
    return {
        "segments.conversion_action": action["conversion_action.resource_name"],
        "segments.conversion_action_name": action["conversion_action.name"],
        "segments.conversion_action_category": action["conversion_action.category"],
    }


def _ratio(numerator: int | Decimal, denominator: int) -> float:
    return float(numerator) / denominator if denominator else 0.0

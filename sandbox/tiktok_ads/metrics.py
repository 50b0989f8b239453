"""The metrics of a report row. Every value is text; what the platform cannot say is ``"-"``.

``conversion`` counts the optimisation event (here: purchases) on the day of the click or view; ``real_time_…`` counts
the same on the purchase's own day. Percentages are times 100. Money has the decimals of the account's currency.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from sandbox.market.model.ads import Ad, AdSet, Campaign, Claim
from sandbox.market.model.history import value_at
from sandbox.tiktok_ads import objects
from sandbox.tiktok_ads.account_view import AdvertiserView

MISSING = "-"
_CLICK_WINDOW = timedelta(days=7)
_VIEW_WINDOW = timedelta(days=1)
_CENT = Decimal("0.01")


@dataclass(slots=True)
class Totals:
    """Delivery summed over the ads of one row; ``claims`` by touch day, ``real_time`` by purchase day."""

    impressions: int = 0
    reach: int = 0
    clicks: int = 0
    video_views: int = 0
    spend: Decimal = Decimal(0)
    claims: list[Claim] = field(default_factory=list)
    real_time: list[Claim] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its dimensions as written, the objects it is about (None above its level) and its measures."""

    view: AdvertiserView
    dimensions: Mapping[str, str]
    campaign: Campaign | None
    ad_group: AdSet | None
    ad: Ad | None
    totals: Totals


Metric = Callable[[Row], str]


def credited(claim: Claim) -> bool:
    """Whether the ad group's windows (seven days after a click, one after a view) credit the claim."""
    lag = claim.converted_at - claim.touched_at
    return lag <= (_CLICK_WINDOW if claim.kind == "click" else _VIEW_WINDOW)


def _percent(part: int, whole: int) -> str:
    return str((Decimal(part * 100) / whole).quantize(_CENT, ROUND_HALF_UP)) if whole else "0.00"


def _cost(row: Row, count: int, per: int = 1) -> str:
    unit = Decimal(1).scaleb(int(row.totals.spend.as_tuple().exponent))
    spend = row.totals.spend * per
    return str((spend / count if count else Decimal(0)).quantize(unit, ROUND_HALF_UP))


def _quotient(value: Decimal, divisor: Decimal | int) -> str:
    return str((value / divisor if divisor else Decimal(0)).quantize(_CENT, ROUND_HALF_UP))


def _value(claims: list[Claim]) -> Decimal:
    return sum((claim.value for claim in claims), Decimal(0))


def _sum(claims: list[Claim]) -> str:
    return str(_value(claims)) if claims else "0.00"


def _views(share: int) -> Metric:
    return lambda row: str(row.totals.video_views * share // 100)


def _split(kind: str) -> Metric:
    return lambda row: str(sum(1 for claim in row.totals.claims if claim.kind == kind))


def _text(pick: Callable[[Row], object]) -> Metric:
    return lambda row: str(pick(row) or MISSING)


def _constants(text: str, names: str) -> dict[str, Metric]:
    return dict.fromkeys(names.split(), lambda _: text)


def _counted(prefix: str, of: Callable[[Row], list[Claim]]) -> dict[str, Metric]:
    """The metrics that count what ``of`` returns, under both names that the platform has for it."""
    counted: dict[str, Metric] = {
        f"{prefix}conversion_rate_v2": lambda row: _percent(len(of(row)), row.totals.impressions)
    }
    for name in ("conversion", "result"):
        counted[f"{prefix}{name}"] = lambda row: str(len(of(row)))
        counted[f"{prefix}cost_per_{name}"] = lambda row: _cost(row, len(of(row)))
        counted[f"{prefix}{name}_rate"] = lambda row: _percent(len(of(row)), row.totals.clicks)
    return counted


METRICS: Mapping[str, Metric] = {
    "spend": lambda row: str(row.totals.spend),
    "billed_cost": lambda row: str(row.totals.spend),
    "impressions": lambda row: str(row.totals.impressions),
    "gross_impressions": lambda row: str(row.totals.impressions),
    "clicks": lambda row: str(row.totals.clicks),
    "reach": lambda row: str(row.totals.reach),
    "ctr": lambda row: _percent(row.totals.clicks, row.totals.impressions),
    "cpc": lambda row: _cost(row, row.totals.clicks),
    "cpm": lambda row: _cost(row, row.totals.impressions, 1000),
    "cost_per_1000_reached": lambda row: _cost(row, row.totals.reach, 1000),
    "frequency": lambda row: _quotient(Decimal(row.totals.impressions), row.totals.reach),
    "currency": lambda row: row.view.account.currency,
    "video_play_actions": _views(100),
    "video_watched_2s": _views(60),
    "video_watched_6s": _views(20),
    "video_views_p25": _views(50),
    "video_views_p50": _views(25),
    "video_views_p75": _views(12),
    "video_views_p100": _views(8),
    "average_video_play": lambda row: "1.50" if row.totals.video_views else "0.00",
    "average_video_play_per_user": lambda row: "1.60" if row.totals.video_views else "0.00",
    "value_per_complete_payment": lambda row: _quotient(_value(row.totals.claims), len(row.totals.claims)),
    "complete_payment": lambda row: str(len(row.totals.claims)),
    "complete_payment_rate": lambda row: _percent(len(row.totals.claims), row.totals.clicks),
    "total_complete_payment_rate": lambda row: _sum(row.totals.claims),
    "complete_payment_roas": lambda row: _quotient(_value(row.totals.claims), row.totals.spend),
    "cost_per_complete_payment": lambda row: _cost(row, len(row.totals.claims)),
    "cta_purchase": _split("click"),
    "cta_complete_payment": _split("click"),
    "vta_purchase": _split("view"),
    "vta_complete_payment": _split("view"),
    "cta_conversion": _split("click"),
    "vta_conversion": _split("view"),
    "campaign_id": _text(lambda row: row.campaign and row.campaign.campaign_id),
    "campaign_name": _text(lambda row: row.campaign and value_at(row.campaign.names, row.view.now)),
    "adgroup_id": _text(lambda row: row.ad_group and row.ad_group.ad_set_id),
    "adgroup_name": _text(lambda row: row.ad_group and value_at(row.ad_group.names, row.view.now)),
    "ad_name": _text(lambda row: row.ad and value_at(row.ad.names, row.view.now)),
    "ad_text": _text(lambda row: row.ad and value_at(row.ad.names, row.view.now)),
    "campaign_budget": _text(lambda row: row.campaign and str(row.campaign.daily_budget)),
    "objective_type": _text(lambda row: row.campaign and "WEB_CONVERSIONS"),
    "call_to_action": _text(lambda row: row.ad and "SHOP_NOW"),
    "billing_event": _text(lambda row: row.ad_group and "OCPM"),
    "opt_status": _text(lambda row: row.ad and objects.operation_status(row.ad, row.view.now)),
    **_counted("", lambda row: row.totals.claims),
    **_counted("real_time_", lambda row: row.totals.real_time),
    **_constants("Automatic Placement", "placement_type"),
    **_constants("Website", "promotion_type"),
    **_constants("UNSET", "app_promotion_type"),
    **_constants("STANDARD", "rf_campaign_type"),
    **_constants(
        "0",
        """
        budget split_test likes comments shares follows profile_visits clicks_on_music_disc app_install
        real_time_app_install onsite_shopping total_purchase total_pageview tt_app_id mobile_app_id tt_app_name
        is_smart_creative campaign_dedicate_type engagements registration add_to_cart checkout
        """,
    ),
    **_constants(
        "0.00",
        """
        profile_visits_rate total_onsite_shopping_value onsite_shopping_roas total_purchase_value cash_spend
        voucher_spend real_time_app_install_cost cost_per_app_install engagement_rate total_active_pay_roas bid
        """,
    ),
    **_constants(
        MISSING,
        """
        secondary_goal_result cost_per_secondary_goal_result secondary_goal_result_rate dpa_target_audience_type
        smart_target bid_strategy image_mode aeo_type
        """,
    ),
}

PURCHASES = frozenset(name for name in METRICS if "complete_payment" in name or "purchase" in name)
"""Metrics of the deep funnel, which audience reports do not offer."""
DEFAULT_METRICS = ("spend", "impressions")

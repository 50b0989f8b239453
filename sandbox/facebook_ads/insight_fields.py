"""The fields of an insights row, each as a function of the row; every scalar is text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.facebook_ads import measures, objects
from sandbox.facebook_ads.account_view import AccountView
from sandbox.facebook_ads.breakdowns import Cell
from sandbox.facebook_ads.catalog import names
from sandbox.facebook_ads.measures import Totals
from sandbox.facebook_ads.wire import plain, ratio
from sandbox.market.model.ads import Ad, AdSet, Campaign
from sandbox.market.model.history import value_at


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a report: what it is about, its period, its breakdown cell and its measures.

    ``campaign``, ``ad_set`` and ``ad`` are None above the row's level.
    """

    view: AccountView
    start: date
    stop: date
    campaign: Campaign | None
    ad_set: AdSet | None
    ad: Ad | None
    cell: Cell
    totals: Totals
    windows: Sequence[str] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Sorts rows by day and tells them apart."""
        ids = (
            self.campaign.campaign_id if self.campaign else "",
            self.ad_set.ad_set_id if self.ad_set else "",
            self.ad.ad_id if self.ad else "",
        )
        return (self.start.isoformat(), *ids, *(value for _, value in self.cell))


def _name(row: Row, record: Campaign | AdSet | Ad | None) -> str | None:
    return value_at(record.names, row.view.now) if record else None


def _listed(action_type: str, count: int) -> list[dict[str, str]] | None:
    return [{"action_type": action_type, "value": str(count)}] if count else None


def _count(number: int) -> str | None:
    return str(number) if number else None


FIELDS: Mapping[str, Callable[[Row], Any]] = {
    "account_id": lambda row: row.view.account.account_id,
    "account_name": lambda row: row.view.account.name,
    "account_currency": lambda row: row.view.account.currency,
    "campaign_id": lambda row: row.campaign and row.campaign.campaign_id,
    "campaign_name": lambda row: _name(row, row.campaign),
    "adset_id": lambda row: row.ad_set and row.ad_set.ad_set_id,
    "adset_name": lambda row: _name(row, row.ad_set),
    "ad_id": lambda row: row.ad and row.ad.ad_id,
    "ad_name": lambda row: _name(row, row.ad),
    "date_start": lambda row: row.start.isoformat(),
    "date_stop": lambda row: row.stop.isoformat(),
    "objective": lambda row: row.campaign and objects.objective(row.campaign),
    "optimization_goal": lambda row: row.ad_set and "OFFSITE_CONVERSIONS",
    "buying_type": lambda row: row.campaign and "AUCTION",
    "attribution_setting": lambda _: "7d_click_1d_view",
    "created_time": lambda row: row.ad and row.ad.created_at.date().isoformat(),
    "updated_time": lambda row: row.ad and objects.updated_at(row.ad, row.view.now).date().isoformat(),
    "impressions": lambda row: str(row.totals.impressions),
    "clicks": lambda row: str(row.totals.clicks),
    "unique_clicks": lambda row: str(min(row.totals.clicks, row.totals.reach)),
    "inline_link_clicks": lambda row: _count(row.totals.link_clicks),
    "inline_post_engagement": lambda row: _count(row.totals.clicks + row.totals.video_views),
    "reach": lambda row: _count(row.totals.reach),
    "frequency": lambda row: ratio(row.totals.impressions, row.totals.reach),
    "spend": lambda row: str(row.totals.spend),
    "social_spend": lambda _: "0",
    "cpc": lambda row: ratio(row.totals.spend, row.totals.clicks),
    "cpm": lambda row: ratio(row.totals.spend, row.totals.impressions, 1000),
    "cpp": lambda row: ratio(row.totals.spend, row.totals.reach, 1000),
    "ctr": lambda row: ratio(row.totals.clicks, row.totals.impressions, 100),
    "unique_ctr": lambda row: ratio(min(row.totals.clicks, row.totals.reach), row.totals.reach, 100),
    "inline_link_click_ctr": lambda row: ratio(row.totals.link_clicks, row.totals.impressions, 100),
    "cost_per_inline_link_click": lambda row: ratio(row.totals.spend, row.totals.link_clicks),
    "cost_per_unique_click": lambda row: ratio(row.totals.spend, min(row.totals.clicks, row.totals.reach)),
    "outbound_clicks": lambda row: _listed("outbound_click", row.totals.link_clicks),
    "actions": lambda row: measures.actions(row.totals, row.windows),
    "action_values": lambda row: measures.action_values(row.totals, row.windows),
    "purchase_roas": lambda row: measures.roas(row.totals, "omni_purchase"),
    "website_purchase_roas": lambda row: measures.roas(row.totals, "offsite_conversion.fb_pixel_purchase"),
    "video_p25_watched_actions": lambda row: _listed("video_view", row.totals.video_views),
    "video_p50_watched_actions": lambda row: _listed("video_view", row.totals.video_views // 2),
    "video_p75_watched_actions": lambda row: _listed("video_view", row.totals.video_views // 4),
    "video_p100_watched_actions": lambda row: _listed("video_view", row.totals.video_views // 8),
    "cost_per_action_type": lambda row: _cost_per_action(row),
    "quality_ranking": lambda row: row.ad and "UNKNOWN",
    "engagement_rate_ranking": lambda row: row.ad and "UNKNOWN",
    "conversion_rate_ranking": lambda row: row.ad and "UNKNOWN",
}

EMPTY_FIELDS = names(
    """
    age_targeting auction_bid auction_competitiveness auction_max_competitor_bid canvas_avg_view_percent
    canvas_avg_view_time catalog_segment_value conversion_values conversions converted_product_quantity
    converted_product_value cost_per_15_sec_video_view cost_per_2_sec_continuous_video_view cost_per_ad_click
    cost_per_conversion cost_per_estimated_ad_recallers cost_per_inline_post_engagement cost_per_outbound_click
    cost_per_result cost_per_thruplay cost_per_unique_action_type cost_per_unique_conversion
    cost_per_unique_inline_link_click cost_per_unique_outbound_click dda_results estimated_ad_recall_rate
    estimated_ad_recallers full_view_impressions full_view_reach gender_targeting
    instant_experience_clicks_to_open instant_experience_clicks_to_start instant_experience_outbound_clicks labels
    location marketing_messages_delivered mobile_app_purchase_roas objective_results objective_result_rate
    outbound_clicks_ctr place_page_name qualifying_question_qualify_answer_rate results shops_assisted_purchases
    unique_actions unique_inline_link_click_ctr unique_inline_link_clicks unique_link_clicks_ctr
    unique_outbound_clicks unique_outbound_clicks_ctr unique_video_view_15_sec video_15_sec_watched_actions
    video_30_sec_watched_actions video_avg_time_watched_actions video_continuous_2_sec_watched_actions
    video_p95_watched_actions video_play_actions video_play_curve_actions video_thruplay_watched_actions
    video_time_watched_actions website_ctr wish_bid
    """
)
"""Fields that the API knows and that this market leaves empty."""

DEFAULT_FIELDS = ("account_id", "campaign_id", "adset_id", "ad_id", "impressions", "spend")


def _cost_per_action(row: Row) -> list[dict[str, str]] | None:
    costs = [
        {"action_type": entry["action_type"], "value": cost}
        for entry in measures.actions(row.totals, ()) or ()
        if (cost := ratio(row.totals.spend, int(entry["value"])))
    ]
    return costs or None


def render(row: Row, chosen: Sequence[str]) -> dict[str, Any]:
    """The wire row with the fields ``chosen``, its dates and its breakdown cell; empty fields are left out."""
    values = {name: FIELDS[name](row) for name in chosen if name in FIELDS}
    values |= {"date_start": row.start.isoformat(), "date_stop": row.stop.isoformat()}
    return {name: value for name, value in values.items() if value is not None} | dict(row.cell)


def totals(rows: Sequence[Row], chosen: Sequence[str]) -> dict[str, str]:
    """The ``summary`` of a report: sums of the plain measures among ``chosen`` and the whole period."""
    if not rows:
        return {}
    sums = {
        "impressions": str(sum(row.totals.impressions for row in rows)),
        "clicks": str(sum(row.totals.clicks for row in rows)),
        "inline_link_clicks": str(sum(row.totals.link_clicks for row in rows)),
        "spend": plain(sum((row.totals.spend for row in rows), start=rows[0].totals.spend * 0)),
    }
    period = {
        "date_start": min(row.start for row in rows).isoformat(),
        "date_stop": max(row.stop for row in rows).isoformat(),
    }
    return {name: value for name, value in sums.items() if name in chosen} | period

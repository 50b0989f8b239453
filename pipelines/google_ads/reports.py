"""What is read from Google Ads: one declaration per stream.

``ad_insights`` has no rows for Performance Max and other campaigns without ads; ``campaign_insights`` carries their
spend, and ``account_insights`` the account's own total. Facts select names too, so that a removed campaign keeps its
name beside its spend.
"""

from pipelines.google_ads.fields import (
    DOUBLE_PRECISION,
    DOUBLE_SCALE,
    RECORDED_DAY,
    Field,
    Report,
    double,
    local_time,
    micros,
)
from pipelines.loading.table import Column, Kind


def _field(name: str, path: str, kind: Kind = "text") -> Field:
    return Field(Column(name, kind), path)


def _money(name: str, path: str) -> Field:
    return Field(Column(name, "decimal"), path, micros)


def _double(name: str, path: str) -> Field:
    return Field(Column(name, "decimal", precision=DOUBLE_PRECISION, scale=DOUBLE_SCALE), path, double)


# Entities carry a day only in recordings that were segmented by it.
_RECORDED_DAY = _field("segments_date", RECORDED_DAY, "date")
_DAY = Field(Column("date_day", "date", nullable=False), RECORDED_DAY)
_CURRENCY = _field("currency", "customer.currency_code")
_CAMPAIGN = (_field("campaign_id", "campaign.id"), _field("campaign_name", "campaign.name"))
_AD_SET = (_field("ad_set_id", "ad_group.id"), _field("ad_set_name", "ad_group.name"))
_AD = (_field("ad_id", "ad_group_ad.ad.id"), _field("ad_name", "ad_group_ad.ad.name"))
_METRICS = (
    _field("impressions", "metrics.impressions", "bigint"),
    _field("clicks", "metrics.clicks", "bigint"),
    _field("interactions", "metrics.interactions", "bigint"),
    _money("spend", "metrics.cost_micros"),
    _double("conversions", "metrics.conversions"),
    _double("conversions_value", "metrics.conversions_value"),
    _double("all_conversions", "metrics.all_conversions"),
    _double("all_conversions_value", "metrics.all_conversions_value"),
    _field("view_through_conversions", "metrics.view_through_conversions", "bigint"),
)

ACCOUNTS = Report(
    "accounts",
    "customer",
    (
        _RECORDED_DAY,
        _field("customer_id", "customer.id"),
        _field("name", "customer.descriptive_name"),
        _field("currency", "customer.currency_code"),
        _field("timezone", "customer.time_zone"),
        _field("status", "customer.status"),
        _field("manager", "customer.manager", "bool"),
        _field("test_account", "customer.test_account", "bool"),
        _field("auto_tagging_enabled", "customer.auto_tagging_enabled", "bool"),
    ),
    unique=("segments_date",),
)

CAMPAIGNS = Report(
    "campaigns",
    "campaign",
    (
        _RECORDED_DAY,
        _field("campaign_id", "campaign.id"),
        _field("name", "campaign.name"),
        _field("status", "campaign.status"),
        _field("serving_status", "campaign.serving_status"),
        _field("primary_status", "campaign.primary_status"),
        _field("advertising_channel_type", "campaign.advertising_channel_type"),
        _field("advertising_channel_sub_type", "campaign.advertising_channel_sub_type"),
        _field("bidding_strategy_type", "campaign.bidding_strategy_type"),
        _money("budget_amount", "campaign_budget.amount_micros"),
        _field("budget_period", "campaign_budget.period"),
        _field("tracking_url_template", "campaign.tracking_url_template"),
        _field("final_url_suffix", "campaign.final_url_suffix"),
        Field(
            Column("started_at", "timestamp"),
            "campaign.start_date_time",
            local_time,
            older="campaign.start_date",
            older_until=22,
        ),
    ),
    unique=("campaign_id", "segments_date"),
)

AD_SETS = Report(
    "ad_sets",
    "ad_group",
    (
        _RECORDED_DAY,
        _field("campaign_id", "campaign.id"),
        _field("ad_set_id", "ad_group.id"),
        _field("name", "ad_group.name"),
        _field("status", "ad_group.status"),
        _field("type", "ad_group.type"),
        _money("cpc_bid", "ad_group.cpc_bid_micros"),
    ),
    unique=("ad_set_id", "segments_date"),
)

ADS = Report(
    "ads",
    "ad_group_ad",
    (
        _RECORDED_DAY,
        _field("campaign_id", "campaign.id"),
        _field("ad_set_id", "ad_group.id"),
        _field("ad_id", "ad_group_ad.ad.id"),
        _field("name", "ad_group_ad.ad.name"),
        _field("type", "ad_group_ad.ad.type"),
        _field("status", "ad_group_ad.status"),
        _field("ad_strength", "ad_group_ad.ad_strength"),
        _field("approval_status", "ad_group_ad.policy_summary.approval_status"),
        _field("final_urls", "ad_group_ad.ad.final_urls", "json"),
        _field("tracking_url_template", "ad_group_ad.ad.tracking_url_template"),
        _field("final_url_suffix", "ad_group_ad.ad.final_url_suffix"),
    ),
    unique=("ad_set_id", "ad_id", "segments_date"),
)

AD_INSIGHTS = Report(
    "ad_insights",
    "ad_group_ad",
    (_DAY, _CURRENCY, *_CAMPAIGN, *_AD_SET, *_AD, *_METRICS),
    unique=("ad_set_id", "ad_id"),
    daily=True,
)

CAMPAIGN_INSIGHTS = Report(
    "campaign_insights",
    "campaign",
    (_DAY, _CURRENCY, *_CAMPAIGN, *_METRICS),
    unique=("campaign_id",),
    daily=True,
)

ACCOUNT_INSIGHTS = Report("account_insights", "customer", (_DAY, _CURRENCY, *_METRICS), unique=(), daily=True)

ENTITIES = (CAMPAIGNS, AD_SETS, ADS)
FACTS = (CAMPAIGN_INSIGHTS, AD_INSIGHTS, ACCOUNT_INSIGHTS)

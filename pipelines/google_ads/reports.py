"""What is read from Google Ads: one declaration per stream.

``ad_insights`` has no rows for Performance Max and other campaigns without ads; ``campaign_insights`` carries their
spend, and ``account_insights`` the account's own total. Facts select names too, so that a removed campaign keeps its
name beside its spend.
"""

from pipelines.google_ads.fields import RECORDED_DAY, Field, Report, fraction, local_time, money, plain
from pipelines.loading.table import Column

# Entities carry a day only in recordings that were segmented by it.
_RECORDED_DAY = plain("segments_date", RECORDED_DAY, "date")
DAY = Field(Column("date_day", "date", nullable=False), RECORDED_DAY)
CURRENCY = plain("currency", "customer.currency_code")
CAMPAIGN = (plain("campaign_id", "campaign.id"), plain("campaign_name", "campaign.name"))
_AD_SET = (plain("ad_set_id", "ad_group.id"), plain("ad_set_name", "ad_group.name"))
_AD = (plain("ad_id", "ad_group_ad.ad.id"), plain("ad_name", "ad_group_ad.ad.name"))
_METRICS = (
    plain("impressions", "metrics.impressions", "bigint"),
    plain("clicks", "metrics.clicks", "bigint"),
    plain("interactions", "metrics.interactions", "bigint"),
    money("spend", "metrics.cost_micros"),
    fraction("conversions", "metrics.conversions"),
    fraction("conversions_value", "metrics.conversions_value"),
    fraction("all_conversions", "metrics.all_conversions"),
    fraction("all_conversions_value", "metrics.all_conversions_value"),
    plain("view_through_conversions", "metrics.view_through_conversions", "bigint"),
)

ACCOUNTS = Report(
    "accounts",
    "customer",
    (
        _RECORDED_DAY,
        plain("customer_id", "customer.id"),
        plain("name", "customer.descriptive_name"),
        plain("currency", "customer.currency_code"),
        plain("timezone", "customer.time_zone"),
        plain("status", "customer.status"),
        plain("manager", "customer.manager", "bool"),
        plain("test_account", "customer.test_account", "bool"),
        plain("auto_tagging_enabled", "customer.auto_tagging_enabled", "bool"),
    ),
    unique=("segments_date",),
)

CAMPAIGNS = Report(
    "campaigns",
    "campaign",
    (
        _RECORDED_DAY,
        plain("campaign_id", "campaign.id"),
        plain("name", "campaign.name"),
        plain("status", "campaign.status"),
        plain("serving_status", "campaign.serving_status"),
        plain("primary_status", "campaign.primary_status"),
        plain("advertising_channel_type", "campaign.advertising_channel_type"),
        plain("advertising_channel_sub_type", "campaign.advertising_channel_sub_type"),
        plain("bidding_strategy_type", "campaign.bidding_strategy_type"),
        money("budget_amount", "campaign_budget.amount_micros"),
        plain("budget_period", "campaign_budget.period"),
        plain("tracking_url_template", "campaign.tracking_url_template"),
        plain("final_url_suffix", "campaign.final_url_suffix"),
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
        plain("campaign_id", "campaign.id"),
        plain("ad_set_id", "ad_group.id"),
        plain("name", "ad_group.name"),
        plain("status", "ad_group.status"),
        plain("type", "ad_group.type"),
        money("cpc_bid", "ad_group.cpc_bid_micros"),
    ),
    unique=("ad_set_id", "segments_date"),
)

ADS = Report(
    "ads",
    "ad_group_ad",
    (
        _RECORDED_DAY,
        plain("campaign_id", "campaign.id"),
        plain("ad_set_id", "ad_group.id"),
        plain("ad_id", "ad_group_ad.ad.id"),
        plain("name", "ad_group_ad.ad.name"),
        plain("type", "ad_group_ad.ad.type"),
        plain("status", "ad_group_ad.status"),
        plain("ad_strength", "ad_group_ad.ad_strength"),
        plain("approval_status", "ad_group_ad.policy_summary.approval_status"),
        plain("final_urls", "ad_group_ad.ad.final_urls", "json"),
        plain("tracking_url_template", "ad_group_ad.ad.tracking_url_template"),
        plain("final_url_suffix", "ad_group_ad.ad.final_url_suffix"),
    ),
    unique=("ad_set_id", "ad_id", "segments_date"),
)

AD_INSIGHTS = Report(
    "ad_insights",
    "ad_group_ad",
    (DAY, CURRENCY, *CAMPAIGN, *_AD_SET, *_AD, *_METRICS),
    unique=("ad_set_id", "ad_id"),
    daily=True,
)

CAMPAIGN_INSIGHTS = Report(
    "campaign_insights",
    "campaign",
    (DAY, CURRENCY, *CAMPAIGN, *_METRICS),
    unique=("campaign_id",),
    daily=True,
)

ACCOUNT_INSIGHTS = Report("account_insights", "customer", (DAY, CURRENCY, *_METRICS), unique=(), daily=True)

ENTITIES = (CAMPAIGNS, AD_SETS, ADS)
FACTS = (CAMPAIGN_INSIGHTS, AD_INSIGHTS, ACCOUNT_INSIGHTS)

"""What is read from Google Ads beside the core: streams that a connection may switch off, one declaration each.

None of these figures is a total of its own. Devices and countries cut the campaign's figures into parts; keywords,
search terms and products are parts that need not add up to their campaign, for Google keeps rare ones to itself.
"""

from collections.abc import Mapping

from pipelines.google_ads.fields import Field, Reach, Report, fraction, money, plain, texts
from pipelines.google_ads.reports import CAMPAIGN, CURRENCY, DAY
from pipelines.loading.source import OptionalStream
from pipelines.loading.table import Column

_AD_SET_ID = plain("ad_set_id", "ad_group.id")
_METRICS = (
    plain("impressions", "metrics.impressions", "bigint"),
    plain("clicks", "metrics.clicks", "bigint"),
    money("spend", "metrics.cost_micros"),
    fraction("conversions", "metrics.conversions"),
    fraction("conversions_value", "metrics.conversions_value"),
    fraction("all_conversions", "metrics.all_conversions"),
    fraction("all_conversions_value", "metrics.all_conversions_value"),
)

CONVERSION_ACTIONS = Report(
    "conversion_actions",
    "conversion_action",
    (
        plain("conversion_action_id", "conversion_action.id"),
        plain("name", "conversion_action.name"),
        plain("category", "conversion_action.category"),
        plain("type", "conversion_action.type"),
        plain("status", "conversion_action.status"),
        plain("counting_type", "conversion_action.counting_type"),
        plain("primary_for_goal", "conversion_action.primary_for_goal", "bool"),
        plain("in_conversions", "conversion_action.include_in_conversions_metric", "bool"),
        plain("click_window_days", "conversion_action.click_through_lookback_window_days", "bigint"),
        plain("view_window_days", "conversion_action.view_through_lookback_window_days", "bigint"),
        plain("attribution_model", "conversion_action.attribution_model_settings.attribution_model"),
    ),
    unique=("conversion_action_id",),
)

KEYWORDS = Report(
    "keywords",
    "ad_group_criterion",
    (
        plain("campaign_id", "campaign.id"),
        _AD_SET_ID,
        plain("keyword_id", "ad_group_criterion.criterion_id"),
        plain("type", "ad_group_criterion.type"),
        plain("keyword", "ad_group_criterion.keyword.text"),
        plain("match_type", "ad_group_criterion.keyword.match_type"),
        plain("status", "ad_group_criterion.status"),
        plain("negative", "ad_group_criterion.negative", "bool"),
        plain("quality_score", "ad_group_criterion.quality_info.quality_score", "bigint"),
        money("cpc_bid", "ad_group_criterion.effective_cpc_bid_micros"),
        plain("final_urls", "ad_group_criterion.final_urls", "json"),
        plain("final_url_suffix", "ad_group_criterion.final_url_suffix"),
        plain("tracking_url_template", "ad_group_criterion.tracking_url_template"),
    ),
    unique=("ad_set_id", "keyword_id"),
    where="ad_group_criterion.type = 'KEYWORD'",
)

_AD = "ad_group_ad.ad"


def _ad_part(name: str, *places: str) -> Field:
    """A JSON list of what each type of ad keeps under another name."""
    first, *others = (f"{_AD}.{place}" for place in places)
    return Field(Column(name, "json"), first, texts, or_paths=tuple(others))


CREATIVES = Report(
    "creatives",
    "ad_group_ad",
    (
        plain("campaign_id", "campaign.id"),
        _AD_SET_ID,
        plain("ad_id", f"{_AD}.id"),
        plain("name", f"{_AD}.name"),
        plain("type", f"{_AD}.type"),
        plain("final_urls", f"{_AD}.final_urls", "json"),
        _ad_part(
            "headlines",
            "responsive_search_ad.headlines",
            "responsive_display_ad.headlines",
            "demand_gen_multi_asset_ad.headlines",
            "demand_gen_video_responsive_ad.headlines",
            "video_responsive_ad.headlines",
            "app_ad.headlines",
            "expanded_text_ad.headline_part1",
        ),
        _ad_part(
            "descriptions",
            "responsive_search_ad.descriptions",
            "responsive_display_ad.descriptions",
            "demand_gen_multi_asset_ad.descriptions",
            "demand_gen_video_responsive_ad.descriptions",
            "video_responsive_ad.descriptions",
            "app_ad.descriptions",
            "expanded_text_ad.description",
        ),
        _ad_part(
            "calls_to_action",
            "responsive_display_ad.call_to_action_text",
            "demand_gen_multi_asset_ad.call_to_action_text",
            "demand_gen_carousel_ad.call_to_action_text",
        ),
        _ad_part("images", "responsive_display_ad.marketing_images", "demand_gen_multi_asset_ad.marketing_images"),
        _ad_part("videos", "video_responsive_ad.videos", "demand_gen_video_responsive_ad.videos"),
        plain("image_url", f"{_AD}.image_ad.image_url"),
        plain("ad_tracking_url_template", f"{_AD}.tracking_url_template"),
        plain("ad_final_url_suffix", f"{_AD}.final_url_suffix"),
        plain("ad_set_tracking_url_template", "ad_group.tracking_url_template"),
        plain("ad_set_final_url_suffix", "ad_group.final_url_suffix"),
        plain("campaign_tracking_url_template", "campaign.tracking_url_template"),
        plain("campaign_final_url_suffix", "campaign.final_url_suffix"),
        plain("account_tracking_url_template", "customer.tracking_url_template"),
        plain("account_final_url_suffix", "customer.final_url_suffix"),
    ),
    unique=("ad_set_id", "ad_id"),
)

ASSETS = Report(
    "assets",
    "asset",
    (
        plain("asset_name", "asset.resource_name"),
        plain("title", "asset.name"),
        plain("type", "asset.type"),
        plain("image_url", "asset.image_asset.full_size.url"),
        plain("video_id", "asset.youtube_video_asset.youtube_video_id"),
    ),
    unique=("asset_name",),
    where="asset.type IN ('IMAGE', 'YOUTUBE_VIDEO')",
)

COUNTRIES = Report(
    "countries",
    "geo_target_constant",
    (
        plain("country_criterion_id", "geo_target_constant.id"),
        plain("country_code", "geo_target_constant.country_code"),
        plain("name", "geo_target_constant.name"),
        plain("target_type", "geo_target_constant.target_type"),
    ),
    unique=("country_criterion_id",),
    where="geo_target_constant.target_type = 'Country'",
)

KEYWORD_INSIGHTS = Report(
    "keyword_insights",
    "keyword_view",
    (
        DAY,
        CURRENCY,
        *CAMPAIGN,
        _AD_SET_ID,
        plain("keyword_id", "ad_group_criterion.criterion_id"),
        plain("keyword", "ad_group_criterion.keyword.text"),
        plain("match_type", "ad_group_criterion.keyword.match_type"),
        *_METRICS,
        plain("quality_score", "metrics.historical_quality_score", "bigint"),
    ),
    unique=("ad_set_id", "keyword_id"),
    daily=True,
)

SEARCH_TERM_INSIGHTS = Report(
    "search_term_insights",
    "search_term_view",
    (
        DAY,
        CURRENCY,
        *CAMPAIGN,
        _AD_SET_ID,
        plain("search_term", "search_term_view.search_term"),
        plain("status", "search_term_view.status"),
        plain("match_type", "segments.search_term_match_type"),
        plain("keyword", "segments.keyword.info.text"),
        plain("keyword_match_type", "segments.keyword.info.match_type"),
        *_METRICS,
    ),
    unique=("ad_set_id", "search_term", "match_type", "keyword", "keyword_match_type"),
    daily=True,
    reach=Reach(at_first=89),
)

PRODUCT_INSIGHTS = Report(
    "product_insights",
    "shopping_performance_view",
    (
        DAY,
        CURRENCY,
        *CAMPAIGN,
        plain("item_id", "segments.product_item_id"),
        plain("product_title", "segments.product_title"),
        *_METRICS,
    ),
    unique=("campaign_id", "item_id", "product_title"),
    daily=True,
)

ASSET_GROUP_INSIGHTS = Report(
    "asset_group_insights",
    "asset_group",
    (
        DAY,
        CURRENCY,
        *CAMPAIGN,
        plain("asset_group_id", "asset_group.id"),
        plain("asset_group_name", "asset_group.name"),
        *_METRICS,
    ),
    unique=("asset_group_id",),
    daily=True,
)

COUNTRY_INSIGHTS = Report(
    "country_insights",
    "geographic_view",
    (
        DAY,
        CURRENCY,
        *CAMPAIGN,
        plain("country_criterion_id", "geographic_view.country_criterion_id"),
        plain("location_type", "geographic_view.location_type"),
        *_METRICS,
    ),
    unique=("campaign_id", "country_criterion_id", "location_type"),
    daily=True,
)

DEVICE_INSIGHTS = Report(
    "device_insights",
    "campaign",
    (DAY, CURRENCY, *CAMPAIGN, plain("device", "segments.device"), *_METRICS),
    unique=("campaign_id", "device"),
    daily=True,
)

CLICKS = Report(
    "clicks",
    "click_view",
    (
        DAY,
        plain("click_id", "click_view.gclid"),
        plain("campaign_id", "campaign.id"),
        _AD_SET_ID,
        plain("ad", "click_view.ad_group_ad"),
        plain("keyword", "click_view.keyword_info.text"),
        plain("match_type", "click_view.keyword_info.match_type"),
        plain("device", "segments.device"),
        plain("clicks", "metrics.clicks", "bigint"),
    ),
    unique=("click_id",),
    daily=True,
    reach=Reach(possible=89, at_first=13, longest=1, look_back=3),
)

# Each optional stream, and the lists without which its rows would not be understood.
DETAILS: Mapping[OptionalStream, tuple[Report, ...]] = {
    OptionalStream("conversion_actions", "Conversion actions"): (CONVERSION_ACTIONS,),
    OptionalStream("creatives", "Ad texts, images and tracking tags"): (CREATIVES, ASSETS),
    OptionalStream("keywords", "Keywords"): (KEYWORDS,),
    OptionalStream("keyword_insights", "Daily figures by keyword"): (KEYWORD_INSIGHTS,),
    OptionalStream("search_term_insights", "Daily figures by search term"): (SEARCH_TERM_INSIGHTS,),
    OptionalStream("product_insights", "Daily figures by product"): (PRODUCT_INSIGHTS,),
    OptionalStream("asset_group_insights", "Daily figures by asset group (Performance Max)"): (ASSET_GROUP_INSIGHTS,),
    OptionalStream("country_insights", "Daily figures by country"): (COUNTRY_INSIGHTS, COUNTRIES),
    OptionalStream("device_insights", "Daily figures by device"): (DEVICE_INSIGHTS,),
    OptionalStream("clicks", "Single clicks with their click id (gclid)"): (CLICKS,),
}
OPTIONAL_STREAMS = tuple(DETAILS)
DETAIL_REPORTS = tuple(report for reports in DETAILS.values() for report in reports)

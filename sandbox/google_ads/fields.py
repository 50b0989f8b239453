"""The fields that the twin knows: their category, wire type, the versions that have them, and where they may stand."""

import functools
from dataclasses import dataclass
from typing import Any, Literal

Category = Literal["ATTRIBUTE", "SEGMENT", "METRIC"]
DataType = Literal["INT64", "INT32", "DOUBLE", "STRING", "BOOLEAN", "ENUM", "DATE", "RESOURCE_NAME"]

OLDEST_VERSION, NEWEST_VERSION = 21, 26


@dataclass(frozen=True, slots=True)
class Field:
    """A selectable field; it exists in the versions ``since`` to ``until``."""

    name: str
    category: Category
    data_type: DataType
    is_repeated: bool = False
    since: int = OLDEST_VERSION
    until: int = NEWEST_VERSION

    def wire(self, value: Any) -> Any:
        """``value`` as REST sends it: 64-bit integers as text, whole doubles without a fraction."""
        if self.is_repeated:
            return list(value)
        if self.data_type == "INT64":
            return str(value)
        if self.data_type == "DOUBLE":
            number = float(value)
            return int(number) if number.is_integer() and abs(number) < 2**53 else number
        return value


_ATTRIBUTES: dict[DataType, str] = {
    "RESOURCE_NAME": """
        customer.resource_name customer_client.resource_name customer_client.client_customer campaign.resource_name
        campaign.campaign_budget campaign_budget.resource_name ad_group.resource_name ad_group.campaign
        ad_group_ad.resource_name ad_group_ad.ad_group ad_group_ad.ad.resource_name conversion_action.resource_name
        asset_group.resource_name asset_group.campaign ad_group_criterion.resource_name keyword_view.resource_name
        search_term_view.resource_name search_term_view.ad_group shopping_performance_view.resource_name
        geographic_view.resource_name geo_target_constant.resource_name asset.resource_name click_view.resource_name
        click_view.ad_group_ad click_view.keyword click_view.area_of_interest.country""",
    "INT64": """
        customer.id customer_client.id customer_client.level campaign.id campaign_budget.id
        campaign_budget.amount_micros ad_group.id ad_group.cpc_bid_micros ad_group_ad.ad.id conversion_action.id
        asset_group.id ad_group_criterion.criterion_id ad_group_criterion.effective_cpc_bid_micros
        geographic_view.country_criterion_id geo_target_constant.id asset.id
        conversion_action.click_through_lookback_window_days conversion_action.view_through_lookback_window_days""",
    "INT32": "ad_group_criterion.quality_info.quality_score",
    "STRING": """
        customer.tracking_url_template customer.final_url_suffix ad_group.tracking_url_template
        ad_group.final_url_suffix ad_group_criterion.keyword.text ad_group_criterion.final_url_suffix
        ad_group_criterion.tracking_url_template search_term_view.search_term geo_target_constant.name
        geo_target_constant.canonical_name geo_target_constant.country_code geo_target_constant.target_type asset.name
        asset.image_asset.full_size.url asset.youtube_video_asset.youtube_video_id click_view.gclid
        click_view.keyword_info.text ad_group_ad.ad.expanded_text_ad.headline_part1
        ad_group_ad.ad.expanded_text_ad.description ad_group_ad.ad.image_ad.image_url
        ad_group_ad.ad.responsive_display_ad.call_to_action_text
        ad_group_ad.ad.demand_gen_multi_asset_ad.call_to_action_text
        ad_group_ad.ad.demand_gen_carousel_ad.call_to_action_text
        customer.descriptive_name customer.currency_code customer.time_zone customer_client.descriptive_name
        customer_client.currency_code customer_client.time_zone campaign.name campaign.tracking_url_template
        campaign.final_url_suffix ad_group.name ad_group_ad.ad.name ad_group_ad.ad.tracking_url_template
        ad_group_ad.ad.final_url_suffix conversion_action.name asset_group.name campaign_budget.name""",
    "BOOLEAN": """
        customer.manager customer.test_account customer.auto_tagging_enabled customer_client.manager
        customer_client.hidden customer_client.test_account conversion_action.include_in_conversions_metric
        conversion_action.primary_for_goal campaign_budget.explicitly_shared ad_group_criterion.negative""",
    "ENUM": """
        customer.status customer_client.status campaign.status campaign.serving_status campaign.primary_status
        campaign.advertising_channel_type campaign.advertising_channel_sub_type campaign.bidding_strategy_type
        ad_group.status ad_group.type ad_group_ad.status ad_group_ad.ad.type ad_group_ad.ad_strength
        ad_group_ad.policy_summary.approval_status conversion_action.status conversion_action.category
        conversion_action.type conversion_action.counting_type
        conversion_action.attribution_model_settings.attribution_model asset_group.status campaign_budget.period
        ad_group_criterion.type ad_group_criterion.status ad_group_criterion.keyword.match_type
        search_term_view.status geographic_view.location_type geo_target_constant.status asset.type
        click_view.keyword_info.match_type""",
}
_SEGMENTS: dict[DataType, str] = {
    "DATE": "segments.date segments.week segments.month segments.quarter",
    "INT32": "segments.year",
    "ENUM": "segments.day_of_week segments.conversion_action_category segments.device "
    "segments.search_term_match_type segments.keyword.info.match_type",
    "RESOURCE_NAME": "segments.conversion_action segments.keyword.ad_group_criterion",
    "STRING": "segments.conversion_action_name segments.keyword.info.text segments.product_item_id "
    "segments.product_title segments.product_brand segments.product_type_l1",
}
_METRICS: dict[DataType, str] = {
    "INT64": "metrics.impressions metrics.clicks metrics.cost_micros metrics.interactions "
    "metrics.view_through_conversions metrics.historical_quality_score",
    "DOUBLE": "metrics.conversions metrics.conversions_value metrics.all_conversions metrics.all_conversions_value "
    "metrics.ctr metrics.average_cpc metrics.average_cpm metrics.average_cost metrics.cost_per_conversion "
    "metrics.value_per_conversion",
}

_REPEATED = """
    ad_group_ad.ad.final_urls ad_group_criterion.final_urls
    ad_group_ad.ad.responsive_search_ad.headlines ad_group_ad.ad.responsive_search_ad.descriptions
    ad_group_ad.ad.responsive_display_ad.headlines ad_group_ad.ad.responsive_display_ad.descriptions
    ad_group_ad.ad.responsive_display_ad.marketing_images
    ad_group_ad.ad.demand_gen_multi_asset_ad.headlines ad_group_ad.ad.demand_gen_multi_asset_ad.descriptions
    ad_group_ad.ad.demand_gen_multi_asset_ad.marketing_images
    ad_group_ad.ad.demand_gen_video_responsive_ad.headlines ad_group_ad.ad.demand_gen_video_responsive_ad.descriptions
    ad_group_ad.ad.demand_gen_video_responsive_ad.videos
    ad_group_ad.ad.video_responsive_ad.headlines ad_group_ad.ad.video_responsive_ad.descriptions
    ad_group_ad.ad.video_responsive_ad.videos ad_group_ad.ad.app_ad.headlines ad_group_ad.ad.app_ad.descriptions"""

_VERSIONED = (
    Field("campaign.start_date", "ATTRIBUTE", "DATE", until=22),
    Field("campaign.end_date", "ATTRIBUTE", "DATE", until=22),
    Field("campaign.start_date_time", "ATTRIBUTE", "STRING", since=23),
    Field("campaign.end_date_time", "ATTRIBUTE", "STRING", since=23),
    Field("metrics.video_views", "METRIC", "INT64", until=21),
    Field("metrics.video_trueview_views", "METRIC", "INT64", since=22),
)


def _listed(category: Category, names_of_type: dict[DataType, str]) -> dict[str, Field]:
    return {
        name: Field(name, category, data_type) for data_type, names in names_of_type.items() for name in names.split()
    }


FIELDS: dict[str, Field] = (
    _listed("ATTRIBUTE", _ATTRIBUTES)
    | _listed("SEGMENT", _SEGMENTS)
    | _listed("METRIC", _METRICS)
    | {field.name: field for field in _VERSIONED}
    | {name: Field(name, "ATTRIBUTE", "STRING", is_repeated=True) for name in _REPEATED.split()}
)

# The resources whose attributes may be selected beside each resource of a FROM clause.
ATTRIBUTED: dict[str, tuple[str, ...]] = {
    "customer": ("customer",),
    "customer_client": ("customer_client", "customer"),
    "campaign": ("campaign", "campaign_budget", "customer"),
    "ad_group": ("ad_group", "campaign", "customer"),
    "ad_group_ad": ("ad_group_ad", "ad_group", "campaign", "customer"),
    "conversion_action": ("conversion_action", "customer"),
    "asset_group": ("asset_group", "campaign", "customer"),
    "asset": ("asset", "customer"),
    "ad_group_criterion": ("ad_group_criterion", "ad_group", "campaign", "customer"),
    "geo_target_constant": ("geo_target_constant",),
    "geographic_view": ("geographic_view", "campaign", "customer"),
    "keyword_view": ("keyword_view", "ad_group_criterion", "ad_group", "campaign", "customer"),
    "search_term_view": ("search_term_view", "ad_group", "campaign", "customer"),
    "shopping_performance_view": ("shopping_performance_view", "campaign", "customer"),
    "click_view": ("click_view", "ad_group", "campaign", "customer"),
}
WITHOUT_METRICS = frozenset(
    {"customer_client", "conversion_action", "asset", "ad_group_criterion", "geo_target_constant"}
)
DATE_SEGMENTS = frozenset(f"segments.{name}" for name in ("date", "week", "month", "quarter", "year"))
CONVERSION_SEGMENTS = frozenset(name for name in FIELDS if name.startswith("segments.conversion_action"))
CONVERSION_METRICS = frozenset(
    f"metrics.{name}"
    for name in (
        "conversions",
        "conversions_value",
        "all_conversions",
        "all_conversions_value",
        "view_through_conversions",
        "value_per_conversion",
    )
)


def find(name: str, version: int) -> Field | None:
    """The field as ``version`` knows it, or None."""
    field = FIELDS.get(name)
    return field if field is not None and field.since <= version <= field.until else None


@functools.cache
def camel(name: str) -> str:
    """``ad_group_ad`` as JSON spells it: ``adGroupAd``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """``{"ad_group_ad.ad.id": 1}`` as the nested lowerCamelCase object of the wire."""
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        *parents, leaf = (camel(part) for part in name.split("."))
        branch = tree
        for parent in parents:
            branch = branch.setdefault(parent, {})
        branch[leaf] = value
    return tree

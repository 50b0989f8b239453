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
        asset_group.resource_name asset_group.campaign""",
    "INT64": """
        customer.id customer_client.id customer_client.level campaign.id campaign_budget.id
        campaign_budget.amount_micros ad_group.id ad_group.cpc_bid_micros ad_group_ad.ad.id conversion_action.id
        asset_group.id
        conversion_action.click_through_lookback_window_days conversion_action.view_through_lookback_window_days""",
    "STRING": """
        customer.descriptive_name customer.currency_code customer.time_zone customer_client.descriptive_name
        customer_client.currency_code customer_client.time_zone campaign.name campaign.tracking_url_template
        campaign.final_url_suffix ad_group.name ad_group_ad.ad.name ad_group_ad.ad.tracking_url_template
        ad_group_ad.ad.final_url_suffix conversion_action.name asset_group.name campaign_budget.name""",
    "BOOLEAN": """
        customer.manager customer.test_account customer.auto_tagging_enabled customer_client.manager
        customer_client.hidden customer_client.test_account conversion_action.include_in_conversions_metric
        campaign_budget.explicitly_shared""",
    "ENUM": """
        customer.status customer_client.status campaign.status campaign.serving_status campaign.primary_status
        campaign.advertising_channel_type campaign.advertising_channel_sub_type campaign.bidding_strategy_type
        ad_group.status ad_group.type ad_group_ad.status ad_group_ad.ad.type ad_group_ad.ad_strength
        ad_group_ad.policy_summary.approval_status conversion_action.status conversion_action.category
        conversion_action.type asset_group.status campaign_budget.period""",
}
_SEGMENTS: dict[DataType, str] = {
    "DATE": "segments.date segments.week segments.month segments.quarter",
    "INT32": "segments.year",
    "ENUM": "segments.day_of_week segments.conversion_action_category",
    "RESOURCE_NAME": "segments.conversion_action",
    "STRING": "segments.conversion_action_name",
}
_METRICS: dict[DataType, str] = {
    "INT64": "metrics.impressions metrics.clicks metrics.cost_micros metrics.interactions "
    "metrics.view_through_conversions",
    "DOUBLE": "metrics.conversions metrics.conversions_value metrics.all_conversions metrics.all_conversions_value "
    "metrics.ctr metrics.average_cpc metrics.average_cpm metrics.average_cost metrics.cost_per_conversion "
    "metrics.value_per_conversion",
}

_VERSIONED = (
    Field("campaign.start_date", "ATTRIBUTE", "DATE", until=22),
    Field("campaign.end_date", "ATTRIBUTE", "DATE", until=22),
    Field("campaign.start_date_time", "ATTRIBUTE", "STRING", since=23),
    Field("campaign.end_date_time", "ATTRIBUTE", "STRING", since=23),
    Field("metrics.video_views", "METRIC", "INT64", until=21),
    Field("metrics.video_trueview_views", "METRIC", "INT64", since=22),
    Field("ad_group_ad.ad.final_urls", "ATTRIBUTE", "STRING", is_repeated=True),
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
}
WITHOUT_METRICS = frozenset({"customer_client", "conversion_action"})
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

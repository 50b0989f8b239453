"""The entity lists: campaign/get, adgroup/get and ad/get."""

from datetime import UTC, datetime
from typing import Any

from sandbox.tiktok_ads.account_view import AdvertiserView, Kind
from sandbox.tiktok_ads.errors import bad_parameter
from sandbox.tiktok_ads.parameters import Parameters, paged

ID_FIELDS: dict[Kind, str] = {"CAMPAIGN": "campaign_id", "ADGROUP": "adgroup_id", "AD": "ad_id"}
PRIMARY_STATUSES = frozenset(
    {"STATUS_ALL", "STATUS_NOT_DELETE", "STATUS_NOT_DELIVERY", "STATUS_DELIVERY_OK", "STATUS_DISABLE", "STATUS_DELETE"}
)
TIME_FILTERS = {"creation_filter_start_time", "creation_filter_end_time", "modified_after"}
FILTERS = {
    "campaign_ids",
    "adgroup_ids",
    "ad_ids",
    "primary_status",
    "secondary_status",
    "objective_type",
    "buying_types",
    "campaign_name",
} | TIME_FILTERS
LARGEST_ID_FILTER = 100
_EMPTY_FIELDS = """
    ac ad_texts app_name audience_ids avatar_icon_web_uri bid_display_mode bid_strategy budget_optimize_on
    buying_types call_to_action_id card_id click_tracking_url conversion_bid_price conversion_window creative_type
    dayparting deep_cpa_bid display_name feed_type frequency frequency_schedule impression_tracking_url is_aco
    landing_page_urls languages music_id operating_systems optimization_goal pacing page_id playable_url
    profile_image_url promotion_type secondary_optimization_event split_test_variable statistic_type
    tracking_pixel_id
"""
EMPTY_FIELDS = frozenset(_EMPTY_FIELDS.split())
"""Fields that the API knows and that this market leaves empty."""


def listed(view: AdvertiserView, kind: Kind, parameters: Parameters) -> dict[str, Any]:
    """The ``data`` of an entity list, newest first; deleted objects only on request."""
    filters = parameters.members("filtering")
    unknown = set(filters) - FILTERS
    if unknown or ("modified_after" in filters and kind != "AD"):
        raise bad_parameter(f"filtering: Unknown field {', '.join(sorted(unknown)) or 'modified_after'}.")
    records = [
        view.wire(kind, record_id) for record_id in view.records(kind) if _wanted(view, kind, record_id, filters)
    ]
    kept = [record for record in records if _matches(record, filters)]
    kept.sort(key=lambda record: (record["create_time"], record[ID_FIELDS[kind]]), reverse=True)
    body = paged(kept, parameters)
    body["list"] = [_selected(record, parameters.texts("fields")) for record in body["list"]]
    return body


def _wanted(view: AdvertiserView, kind: Kind, record_id: str, filters: dict[str, Any]) -> bool:
    secondary = filters.get("secondary_status")
    if secondary is not None:
        return secondary == f"{kind}_STATUS_ALL" or secondary == view.secondary_status(kind, record_id)
    primary = filters.get("primary_status", "STATUS_NOT_DELETE")
    if primary not in PRIMARY_STATUSES:
        raise bad_parameter("filtering.primary_status: Not a valid choice.")
    deleted = view.is_deleted(kind, record_id)
    delivering = view.secondary_status(kind, record_id).endswith(("DELIVERY_OK", "_ENABLE"))
    if primary == "STATUS_ALL":
        return True
    if primary == "STATUS_DELETE":
        return deleted
    if primary == "STATUS_DELIVERY_OK":
        return delivering
    return not deleted and (primary == "STATUS_NOT_DELETE" or not delivering)


def _matches(record: dict[str, Any], filters: dict[str, Any]) -> bool:
    for name, id_field in (("campaign_ids", "campaign_id"), ("adgroup_ids", "adgroup_id"), ("ad_ids", "ad_id")):
        wanted = filters.get(name)
        if wanted is None:
            continue
        if len(wanted) > LARGEST_ID_FILTER:
            raise bad_parameter(f"filtering.{name}: Longer than maximum length {LARGEST_ID_FILTER}.")
        if record.get(id_field) not in {str(item) for item in wanted}:
            return False
    if filters.get("objective_type", record.get("objective_type")) != record.get("objective_type"):
        return False
    if str(filters.get("campaign_name", "")).lower() not in str(record.get("campaign_name", "")).lower():
        return False
    created, modified = record["create_time"], record["modify_time"] or record["create_time"]
    return (
        created >= _moment(filters, "creation_filter_start_time", "0000")
        and created <= _moment(filters, "creation_filter_end_time", "9999")
        and modified >= _moment(filters, "modified_after", "0000")
    )


def _moment(filters: dict[str, Any], name: str, default: str) -> str:
    text = filters.get(name)
    if text is None:
        return default
    try:
        return str(datetime.strptime(str(text), "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC))[:19]
    except ValueError as error:
        raise bad_parameter(f"filtering.{name}: Not a valid datetime.") from error


def _selected(record: dict[str, Any], fields: list[str]) -> dict[str, Any]:
    """The asked fields; without a selection, all except an unset change time."""
    if not fields:
        return {name: value for name, value in record.items() if name != "modify_time" or value is not None}
    unknown = [field for field in fields if field not in record and field not in EMPTY_FIELDS]
    if unknown:
        raise bad_parameter(f"fields: {', '.join(unknown)} is not a valid choice.")
    return {field: record.get(field) for field in fields}

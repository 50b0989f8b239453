"""What is asked of TikTok: lists with deleted objects, and daily reports by ad and by campaign."""

import json
from typing import Any

from pipelines.loading.day_plan import DayRange

_CAMPAIGN_METRICS = (
    "campaign_name",
    "currency",
    "spend",
    "impressions",
    "clicks",
    "reach",
    "frequency",
    "conversion",
    "real_time_conversion",
    "complete_payment",
    "total_complete_payment_rate",
    "cta_complete_payment",
    "vta_complete_payment",
    "onsite_shopping",
    "total_onsite_shopping_value",
    "total_purchase",
    "total_purchase_value",
)
_AD_METRICS = (*_CAMPAIGN_METRICS, "campaign_id", "adgroup_id", "adgroup_name", "ad_name")
_LEVELS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    "ad": ("AUCTION_AD", "ad_id", "ad_status", _AD_METRICS),
    "campaign": ("AUCTION_CAMPAIGN", "campaign_id", "campaign_status", _CAMPAIGN_METRICS),
}


def list_params(account_id: str) -> dict[str, Any]:
    """Parameters of a list of objects, deleted ones included."""
    return {"advertiser_id": account_id, "filtering": {"primary_status": "STATUS_ALL"}}


def report_params(account_id: str, level: str, days: DayRange) -> dict[str, Any]:
    """Parameters of a daily report per ``level`` (``ad`` or ``campaign``) over the account's ``days``.

    Without the status filter TikTok leaves out what was deleted since, and history shrinks.
    """
    data_level, id_dimension, status_field, metrics = _LEVELS[level]
    everything = {"field_name": status_field, "filter_type": "IN", "filter_value": json.dumps(["STATUS_ALL"])}
    return {
        "advertiser_id": account_id,
        "report_type": "BASIC",
        "data_level": data_level,
        "dimensions": [id_dimension, "stat_time_day"],
        "metrics": list(metrics),
        "start_date": days.since.isoformat(),
        "end_date": days.until.isoformat(),
        "filtering": [everything],
    }

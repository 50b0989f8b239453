"""What is asked of TikTok: lists with deleted objects, and reports by ad and by campaign."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from pipelines.loading.day_plan import DayRange
from pipelines.tiktok_ads.reports import Report

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
_LEVELS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "ad": ("AUCTION_AD", "ad_status", _AD_METRICS),
    "campaign": ("AUCTION_CAMPAIGN", "campaign_status", _CAMPAIGN_METRICS),
}
MOST_IDS = 100
"""A filter takes no more campaigns."""


def list_params(account_id: str) -> dict[str, Any]:
    """Parameters of a list of objects, deleted ones included."""
    return {"advertiser_id": account_id, "filtering": {"primary_status": "STATUS_ALL"}}


def report_params(
    account_id: str, report: Report, days: DayRange, campaign_ids: Sequence[str] | None = None
) -> dict[str, Any]:
    """Parameters of a report over the account's ``days``, of all its campaigns or only some.

    Without the status filter TikTok leaves out what was deleted since, and history shrinks.
    """
    data_level, status_field, metrics = _LEVELS[report.level]
    filters = [_one_of(status_field, ["STATUS_ALL"])]
    if campaign_ids is not None:
        filters.append(_one_of("campaign_ids", campaign_ids))
    return {
        "advertiser_id": account_id,
        "report_type": "BASIC",
        "data_level": data_level,
        "dimensions": list(report.dimensions),
        "metrics": list(metrics),
        "start_date": days.since.isoformat(),
        "end_date": days.until.isoformat(),
        "filtering": filters,
    }


def smallest_report(account_id: str, day: date) -> dict[str, Any]:
    """Parameters of a report that only shows whether reports may be read."""
    return {
        "advertiser_id": account_id,
        "report_type": "BASIC",
        "data_level": "AUCTION_ADVERTISER",
        "dimensions": ["advertiser_id"],
        "metrics": ["spend"],
        "start_date": day.isoformat(),
        "end_date": day.isoformat(),
        "page_size": 1,
    }


def _one_of(field: str, values: Sequence[str]) -> dict[str, str]:
    return {"field_name": field, "filter_type": "IN", "filter_value": json.dumps(list(values))}

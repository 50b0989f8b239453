"""What is asked of Meta: the fields of each object and the parameters of each report."""

from collections.abc import Iterable
from typing import Any

from pipelines.facebook_ads.reports import Report
from pipelines.loading.day_plan import DayRange

ACCOUNT_FIELDS = (
    "account_id",
    "name",
    "account_status",
    "currency",
    "timezone_name",
    "timezone_offset_hours_utc",
    "created_time",
    "amount_spent",
    "business",
    "attribution_spec",
)
_OBJECT_FIELDS = ("id", "account_id", "name", "status", "effective_status", "created_time", "updated_time")
_BUDGET_FIELDS = ("daily_budget", "lifetime_budget", "budget_remaining", "bid_strategy", "start_time")
CAMPAIGN_FIELDS = (
    *_OBJECT_FIELDS,
    *_BUDGET_FIELDS,
    "objective",
    "buying_type",
    "stop_time",
    "special_ad_categories",
    "smart_promotion_type",
)
AD_SET_FIELDS = (
    *_OBJECT_FIELDS,
    *_BUDGET_FIELDS,
    "campaign_id",
    "end_time",
    "bid_amount",
    "billing_event",
    "optimization_goal",
    "promoted_object",
    "attribution_spec",
    "targeting",
)
_CREATIVE_FIELDS = (
    "id",
    "url_tags",
    "link_url",
    "object_type",
    "object_story_spec",
    "asset_feed_spec",
    "template_url",
    "template_url_spec",
)
CREATIVE_FIELDS = (
    *_CREATIVE_FIELDS,
    "account_id",
    "name",
    "status",
    "title",
    "body",
    "call_to_action_type",
    "image_url",
    "thumbnail_url",
    "video_id",
    "product_set_id",
    "effective_object_story_id",
    "instagram_permalink_url",
)
AD_FIELDS = (*_OBJECT_FIELDS, "campaign_id", "adset_id", f"creative{{{','.join(_CREATIVE_FIELDS)}}}")

STATUSES: dict[str, tuple[str, ...]] = {
    "campaigns": ("ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES"),
    "adsets": ("ACTIVE", "PAUSED", "ARCHIVED", "DELETED", "IN_PROCESS", "WITH_ISSUES", "CAMPAIGN_PAUSED"),
    "ads": (
        "ACTIVE",
        "PAUSED",
        "ARCHIVED",
        "DELETED",
        "IN_PROCESS",
        "WITH_ISSUES",
        "CAMPAIGN_PAUSED",
        "ADSET_PAUSED",
        "DISAPPROVED",
        "PENDING_REVIEW",
        "PENDING_BILLING_INFO",
        "PREAPPROVED",
    ),
}
"""Every effective status per list: without them Meta leaves out what is archived or deleted."""

_REPORT_FIELDS = (
    "account_id",
    "account_currency",
    "campaign_id",
    "campaign_name",
    "attribution_setting",
    "spend",
    "impressions",
    "clicks",
    "inline_link_clicks",
    "actions",
    "action_values",
)
_AD_FIELDS = ("adset_id", "adset_name", "ad_id", "ad_name")
_PEOPLE_FIELDS = ("reach", "frequency")
_WINDOWS = ("1d_click", "7d_click", "28d_click", "1d_view")
SMALLEST_REPORT = {"level": "account", "fields": "spend", "date_preset": "yesterday"}
"""Parameters of a report that only shows whether reports may be read."""


def list_params(edge: str, fields: tuple[str, ...]) -> dict[str, Any]:
    """Parameters of a list of objects, archived and deleted ones included where the list can hold them."""
    params: dict[str, Any] = {"fields": ",".join(fields)}
    return params | ({"effective_status": list(STATUSES[edge])} if edge in STATUSES else {})


def insight_params(report: Report, days: DayRange) -> dict[str, Any]:
    """Parameters of a daily report over the account's ``days``."""
    level = report.level
    fields = _REPORT_FIELDS + (_AD_FIELDS if level == "ad" else ())
    edge = {"ad": "ads", "campaign": "campaigns"}[level]
    params = {
        "level": level,
        "fields": ",".join(fields if report.breakdowns else fields + _PEOPLE_FIELDS),
        "time_range": {"since": days.since.isoformat(), "until": days.until.isoformat()},
        "time_increment": "1",
        "action_breakdowns": ["action_type"],
        "action_attribution_windows": list(_WINDOWS),
        "filtering": [condition(f"{level}.effective_status", "IN", STATUSES[edge])],
    }
    return params | ({"breakdowns": list(report.breakdowns)} if report.breakdowns else {})


def condition(field: str, operator: str, values: Iterable[str]) -> dict[str, Any]:
    """An entry of the parameter ``filtering``."""
    return {"field": field, "operator": operator, "value": list(values)}

"""What is asked of Meta: the fields of each object and the parameters of each report."""

from typing import Any

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

_INSIGHT_FIELDS = (
    "account_id",
    "account_currency",
    "campaign_id",
    "campaign_name",
    "attribution_setting",
    "spend",
    "impressions",
    "clicks",
    "inline_link_clicks",
    "reach",
    "frequency",
    "actions",
    "action_values",
)
_AD_INSIGHT_FIELDS = (*_INSIGHT_FIELDS, "adset_id", "adset_name", "ad_id", "ad_name")
_WINDOWS = ("1d_click", "7d_click", "28d_click", "1d_view")


def list_params(edge: str, fields: tuple[str, ...]) -> dict[str, Any]:
    """Parameters of a list of objects, archived and deleted ones included."""
    return {"fields": ",".join(fields), "effective_status": list(STATUSES[edge])}


def insight_params(level: str, days: DayRange) -> dict[str, Any]:
    """Parameters of a daily report per ``level`` (``ad`` or ``campaign``) over the account's ``days``."""
    edge = {"ad": "ads", "campaign": "campaigns"}[level]
    return {
        "level": level,
        "fields": ",".join(_AD_INSIGHT_FIELDS if level == "ad" else _INSIGHT_FIELDS),
        "time_range": {"since": days.since.isoformat(), "until": days.until.isoformat()},
        "time_increment": "1",
        "action_breakdowns": ["action_type"],
        "action_attribution_windows": list(_WINDOWS),
        "filtering": [
            {"field": f"{level}.effective_status", "operator": "IN", "value": list(STATUSES[edge])},
        ],
    }

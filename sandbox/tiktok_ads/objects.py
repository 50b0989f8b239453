"""Market records as TikTok shows them: advertisers, campaigns, ad groups and ads.

Ids are text, budgets numbers in account currency, times UTC. Each function returns the whole record as of ``now``.
"""

from datetime import datetime
from typing import Any

from sandbox.market.model.ads import Ad, AdAccount, AdSet, Campaign
from sandbox.market.model.history import value_at

ADVERTISER_STATUSES = {"active": "STATUS_ENABLE", "closed": "STATUS_DISABLE"}
UTM_PARAMETERS = [
    {"key": "utm_source", "value": "tiktok"},
    {"key": "utm_medium", "value": "paid_social"},
    {"key": "utm_campaign", "value": "__CAMPAIGN_NAME__"},
    {"key": "utm_id", "value": "__CAMPAIGN_ID__"},
    {"key": "utm_content", "value": "__CID__"},
    {"key": "utm_term", "value": "__AID__"},
]


def clock_time(at: datetime) -> str:
    """An aware UTC moment as ``YYYY-MM-DD HH:MM:SS``."""
    return at.strftime("%Y-%m-%d %H:%M:%S")


def modified_at(record: Campaign | AdSet | Ad, now: datetime) -> datetime:
    """The latest rename or change of status until ``now``."""
    return max([record.created_at, *(e.since for e in record.names + record.statuses if e.since <= now)])


def advertiser(record: AdAccount) -> dict[str, Any]:
    return {
        "advertiser_id": record.account_id,
        "name": record.name,
        "company": record.name,
        "status": ADVERTISER_STATUSES[record.status],
        "role": "ROLE_ADVERTISER",
        "advertiser_account_type": "AUCTION",
        "country": "US",
        "currency": record.currency,
        "timezone": record.timezone,
        "display_timezone": record.timezone,
        "create_time": int(record.created_at.timestamp()),
        "balance": 0,
        "industry": "291905",
        "language": "en",
        "rejection_reason": "",
    }


def smart_plus(record: Campaign) -> bool:
    """Smart+ campaigns: TikTok runs their ads by itself and keeps no change time for them."""
    return record.kind == "prospecting" and int(record.campaign_id) % 3 == 0


def operation_status(record: Campaign | AdSet | Ad, now: datetime) -> str:
    return "ENABLE" if value_at(record.statuses, now) == "active" else "DISABLE"


def _times(record: Campaign | AdSet | Ad, now: datetime) -> dict[str, Any]:
    return {
        "create_time": clock_time(record.created_at),
        "modify_time": clock_time(modified_at(record, now)),
        "operation_status": operation_status(record, now),
    }


def campaign(record: Campaign, secondary: str, now: datetime) -> dict[str, Any]:
    smart = smart_plus(record)
    return _times(record, now) | {
        "advertiser_id": record.account_id,
        "campaign_id": record.campaign_id,
        "campaign_name": value_at(record.names, now),
        "campaign_type": "REGULAR_CAMPAIGN",
        "objective_type": "REACH" if record.kind == "video" else "WEB_CONVERSIONS",
        "objective": "LANDING_PAGE",
        "app_promotion_type": "UNSET",
        "budget": float(record.daily_budget),
        "budget_mode": "BUDGET_MODE_DYNAMIC_DAILY_BUDGET" if smart else "BUDGET_MODE_DAY",
        "is_smart_performance_campaign": smart,
        "campaign_automation_type": "UPGRADED_SMART_PLUS" if smart else "MANUAL",
        "is_search_campaign": False,
        "is_new_structure": True,
        "rf_campaign_type": "STANDARD",
        "deep_bid_type": None,
        "roas_bid": 0,
        "secondary_status": secondary,
    }


def ad_group(record: AdSet, parent: Campaign, secondary: str, now: datetime) -> dict[str, Any]:
    return _times(record, now) | {
        "advertiser_id": record.account_id,
        "campaign_id": record.campaign_id,
        "campaign_name": value_at(parent.names, now),
        "adgroup_id": record.ad_set_id,
        "adgroup_name": value_at(record.names, now),
        "budget": 0,
        "budget_mode": "BUDGET_MODE_INFINITE",
        "bid_type": "BID_TYPE_NO_BID",
        "bid_price": 0,
        "billing_event": "OCPM",
        "optimization_goal": "CONVERT",
        "optimization_event": "SHOPPING",
        "pixel_id": record.account_id[-10:],
        "placement_type": "PLACEMENT_TYPE_AUTOMATIC",
        "placements": ["PLACEMENT_TIKTOK"],
        "location_ids": ["6252001"],
        "age_groups": ["AGE_18_24", "AGE_25_34", "AGE_35_44"],
        "gender": "GENDER_UNLIMITED",
        "schedule_type": "SCHEDULE_FROM_NOW",
        "schedule_start_time": clock_time(record.created_at),
        "schedule_end_time": None,
        "click_attribution_window": "SEVEN_DAYS",
        "view_attribution_window": "ONE_DAY",
        "secondary_status": secondary,
    }


def ad(record: Ad, campaign: Campaign, group: AdSet, secondary: str, now: datetime) -> dict[str, Any]:
    wire = _times(record, now) | {
        "advertiser_id": record.account_id,
        "campaign_id": record.campaign_id,
        "campaign_name": value_at(campaign.names, now),
        "adgroup_id": record.ad_set_id,
        "adgroup_name": value_at(group.names, now),
        "ad_id": record.ad_id,
        "ad_name": value_at(record.names, now),
        "ad_format": "SINGLE_VIDEO",
        "ad_text": value_at(record.names, now),
        "call_to_action": "SHOP_NOW",
        "landing_page_url": record.landing_page,
        "utm_params": UTM_PARAMETERS,
        "deeplink": "",
        "video_id": f"v10033g5{record.creative_id}",
        "image_ids": [],
        "identity_id": record.account_id,
        "identity_type": "CUSTOMIZED_USER",
        "secondary_status": secondary,
    }
    return wire | ({"modify_time": None} if smart_plus(campaign) else {})

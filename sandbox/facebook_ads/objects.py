"""Market records as the Graph API shows them: accounts, campaigns, ad sets, ads and creatives.

Every function returns the whole record; the caller selects fields. Statuses, names and update times are those in force
at ``now``. Budgets are text in minor units.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.facebook_ads.creatives import creative
from sandbox.facebook_ads.wire import currency_offset, minor_units, timestamp
from sandbox.market.model.ads import Ad, AdAccount, AdSet, Campaign
from sandbox.market.model.history import value_at

ACCOUNT_STATUSES = {"active": 1, "closed": 101}


def account(record: AdAccount, spent: Decimal, now: datetime) -> dict[str, Any]:
    """``spent`` is the account's spend so far, in its currency."""
    offset = now.astimezone(ZoneInfo(record.timezone)).utcoffset()
    hours = offset.total_seconds() / 3600 if offset else 0.0
    return {
        "id": f"act_{record.account_id}",
        "account_id": record.account_id,
        "name": record.name,
        "account_status": ACCOUNT_STATUSES[record.status],
        "age": round((now - record.created_at).total_seconds() / 86400, 10),
        "amount_spent": minor_units(spent, record.currency),
        "balance": "0",
        "business": {"id": f"15{record.account_id[-13:]}", "name": record.name},
        "created_time": timestamp(record.created_at, record.timezone),
        "currency": record.currency,
        "currency_offset": currency_offset(record.currency),
        "disable_reason": 0,
        "min_daily_budget": 100,
        "spend_cap": "0",
        "timezone_name": record.timezone,
        "timezone_offset_hours_utc": hours,
        "attribution_spec": attribution_spec(),
    }


def attribution_spec() -> list[dict[str, Any]]:
    """The default attribution setting: seven days after a click, one after a view."""
    return [
        {"event_type": "CLICK_THROUGH", "window_days": 7},
        {"event_type": "VIEW_THROUGH", "window_days": 1},
    ]


def identity(record: Campaign | AdSet | Ad) -> str:
    """The record's own id."""
    if isinstance(record, Ad):
        return record.ad_id
    return record.ad_set_id if isinstance(record, AdSet) else record.campaign_id


def updated_at(record: Campaign | AdSet | Ad, now: datetime) -> datetime:
    """The latest rename or change of status until ``now``."""
    changes = [entry.since for entry in record.names + record.statuses if entry.since <= now]
    return max([record.created_at, *changes])


def _common(record: Campaign | AdSet | Ad, effective: str, zone: str, now: datetime) -> dict[str, Any]:
    status = value_at(record.statuses, now).upper()
    return {
        "account_id": record.account_id,
        "name": value_at(record.names, now),
        "status": status,
        "configured_status": status,
        "effective_status": effective,
        "created_time": timestamp(record.created_at, zone),
        "updated_time": timestamp(updated_at(record, now), zone),
    }


def objective(record: Campaign) -> str:
    """Meta's outcome for the market's kind of campaign."""
    return "OUTCOME_AWARENESS" if record.kind == "video" else "OUTCOME_SALES"


def campaign(record: Campaign, effective: str, owner: AdAccount, now: datetime) -> dict[str, Any]:
    budget = minor_units(record.daily_budget, owner.currency)
    return _common(record, effective, owner.timezone, now) | {
        "id": record.campaign_id,
        "objective": objective(record),
        "buying_type": "AUCTION",
        "bid_strategy": "LOWEST_COST_WITHOUT_CAP",
        "budget_rebalance_flag": False,
        "daily_budget": budget,
        "budget_remaining": budget if effective == "ACTIVE" else "0",
        "source_campaign_id": "0",
        "special_ad_categories": [],
        "special_ad_category": "NONE",
        "smart_promotion_type": "GUIDED_CREATION",
        "start_time": timestamp(record.created_at, owner.timezone),
    }


def ad_set(record: AdSet, effective: str, owner: AdAccount, now: datetime) -> dict[str, Any]:
    return _common(record, effective, owner.timezone, now) | {
        "id": record.ad_set_id,
        "campaign_id": record.campaign_id,
        "daily_budget": "0",
        "lifetime_budget": "0",
        "budget_remaining": "0",
        "billing_event": "IMPRESSIONS",
        "optimization_goal": "OFFSITE_CONVERSIONS",
        "promoted_object": {"pixel_id": f"91{record.account_id[-13:]}", "custom_event_type": "PURCHASE"},
        "attribution_spec": attribution_spec(),
        "targeting": {"age_min": 18, "age_max": 65},
        "learning_stage_info": {"status": "SUCCESS"},
        "start_time": timestamp(record.created_at, owner.timezone),
    }


def ad(record: Ad, effective: str, owner: AdAccount, now: datetime) -> dict[str, Any]:
    return _common(record, effective, owner.timezone, now) | {
        "id": record.ad_id,
        "campaign_id": record.campaign_id,
        "adset_id": record.ad_set_id,
        "creative": creative(record, effective, now),
        "tracking_specs": [{"action.type": ["offsite_conversion"], "fb_pixel": [f"91{record.account_id[-13:]}"]}],
        "conversion_specs": [{"action.type": ["offsite_conversion"]}],
        "source_ad_id": "0",
    }

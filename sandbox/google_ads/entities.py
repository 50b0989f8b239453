"""The market's accounts, campaigns, ad groups and ads as Google's resources: flat rows by GAQL name."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sandbox.market.interface import Market
from sandbox.market.model import AdAccount, Campaign, value_at

Row = dict[str, Any]

CLICK_THROUGH_DAYS, VIEW_THROUGH_DAYS = 30, 1
_STATUSES = {"active": "ENABLED", "paused": "PAUSED", "archived": "REMOVED", "deleted": "REMOVED"}
_CHANNEL_TYPES = {
    "brand_search": "SEARCH",
    "generic_search": "SEARCH",
    "shopping": "SHOPPING",
    "performance_max": "PERFORMANCE_MAX",
    "video": "VIDEO",
    "display": "DISPLAY",
    "prospecting": "DEMAND_GEN",
    "retargeting": "DISPLAY",
}
_TYPES_OF_CHANNEL = {
    "SEARCH": ("SEARCH_STANDARD", "RESPONSIVE_SEARCH_AD"),
    "SHOPPING": ("SHOPPING_PRODUCT_ADS", "SHOPPING_PRODUCT_AD"),
    "VIDEO": ("VIDEO_TRUE_VIEW_IN_STREAM", "VIDEO_RESPONSIVE_AD"),
    "DISPLAY": ("DISPLAY_STANDARD", "RESPONSIVE_DISPLAY_AD"),
    "DEMAND_GEN": ("UNKNOWN", "DEMAND_GEN_MULTI_ASSET_AD"),
    "PERFORMANCE_MAX": ("UNKNOWN", "UNKNOWN"),
}


def customer(account: AdAccount, is_manager: bool) -> Row:
    """The ``customer`` attributes of an account."""
    return {
        "customer.resource_name": f"customers/{account.account_id}",
        "customer.id": int(account.account_id),
        "customer.descriptive_name": account.name,
        "customer.currency_code": account.currency,
        "customer.time_zone": account.timezone,
        "customer.manager": is_manager,
        "customer.test_account": False,
        "customer.auto_tagging_enabled": True,
        "customer.status": "ENABLED" if account.status == "active" else "CANCELED",
    }


def rows_of(resource: str, market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    """Pairs of delivery key and row of every entity of ``resource`` that exists at ``now``, removed ones included."""
    return _READERS[resource](market, account, now)


def _customers(_: Market, account: AdAccount, __: datetime) -> Iterator[tuple[str, Row]]:
    yield account.account_id, {}


def _campaigns(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    for campaign in market.campaigns(account.account_id, now):
        yield campaign.campaign_id, _campaign(account, campaign, now)


def _ad_groups(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    campaigns = dict(_campaigns(market, account, now))
    for ad_set in market.ad_sets(account.account_id, now):
        parent = campaigns[ad_set.campaign_id]
        group_type, _ = _TYPES_OF_CHANNEL[parent["campaign.advertising_channel_type"]]
        if group_type == "UNKNOWN" and parent["campaign.advertising_channel_type"] == "PERFORMANCE_MAX":
            continue
        yield (
            ad_set.ad_set_id,
            parent
            | {
                "ad_group.resource_name": f"customers/{account.account_id}/adGroups/{ad_set.ad_set_id}",
                "ad_group.id": int(ad_set.ad_set_id),
                "ad_group.name": value_at(ad_set.names, now),
                "ad_group.status": _STATUSES[value_at(ad_set.statuses, now)],
                "ad_group.type": group_type,
                "ad_group.campaign": parent["campaign.resource_name"],
                "ad_group.cpc_bid_micros": 10_000,
            },
        )


def _ads(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    groups = dict(_ad_groups(market, account, now))
    for ad in market.ads(account.account_id, now):
        parent = groups[ad.ad_set_id]
        _, ad_type = _TYPES_OF_CHANNEL[parent["campaign.advertising_channel_type"]]
        customer_name = f"customers/{account.account_id}"
        yield (
            ad.ad_id,
            parent
            | {
                "ad_group_ad.resource_name": f"{customer_name}/adGroupAds/{ad.ad_set_id}~{ad.ad_id}",
                "ad_group_ad.status": _STATUSES[value_at(ad.statuses, now)],
                "ad_group_ad.ad_group": parent["ad_group.resource_name"],
                "ad_group_ad.ad_strength": "GOOD",
                "ad_group_ad.policy_summary.approval_status": "APPROVED",
                "ad_group_ad.ad.resource_name": f"{customer_name}/ads/{ad.ad_id}",
                "ad_group_ad.ad.id": int(ad.ad_id),
                "ad_group_ad.ad.name": value_at(ad.names, now),
                "ad_group_ad.ad.type": ad_type,
                "ad_group_ad.ad.final_urls": [ad.landing_page],
            },
        )


def _asset_groups(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    for key, campaign in _campaigns(market, account, now):
        if campaign["campaign.advertising_channel_type"] == "PERFORMANCE_MAX":
            yield (
                key,
                campaign
                | {
                    "asset_group.resource_name": f"customers/{account.account_id}/assetGroups/{key}1",
                    "asset_group.id": int(f"{key}1"),
                    "asset_group.name": "All products",
                    "asset_group.status": campaign["campaign.status"],
                    "asset_group.campaign": campaign["campaign.resource_name"],
                },
            )


def _conversion_actions(_: Market, account: AdAccount, __: datetime) -> Iterator[tuple[str, Row]]:
    yield account.account_id, conversion_action(account.account_id)


def conversion_action(account_id: str) -> Row:
    """The one conversion action of an account: the shop's purchase."""
    action_id = int(account_id) % 900_000_000 + 100_000_000
    return {
        "conversion_action.resource_name": f"customers/{account_id}/conversionActions/{action_id}",
        "conversion_action.id": action_id,
        "conversion_action.name": "Purchase",
        "conversion_action.category": "PURCHASE",
        "conversion_action.type": "WEBPAGE",
        "conversion_action.status": "ENABLED",
        "conversion_action.include_in_conversions_metric": True,
        "conversion_action.click_through_lookback_window_days": CLICK_THROUGH_DAYS,
        "conversion_action.view_through_lookback_window_days": VIEW_THROUGH_DAYS,
    }


def _campaign(account: AdAccount, campaign: Campaign, now: datetime) -> Row:
    name = value_at(campaign.names, now)
    status = _STATUSES[value_at(campaign.statuses, now)]
    started = campaign.created_at.astimezone(ZoneInfo(account.timezone))
    customer_name = f"customers/{account.account_id}"
    return {
        "campaign.resource_name": f"{customer_name}/campaigns/{campaign.campaign_id}",
        "campaign.id": int(campaign.campaign_id),
        "campaign.name": name,
        "campaign.status": status,
        "campaign.serving_status": "SERVING" if status == "ENABLED" else "NONE",
        "campaign.primary_status": {"ENABLED": "ELIGIBLE"}.get(status, status),
        "campaign.advertising_channel_type": _CHANNEL_TYPES[campaign.kind],
        "campaign.advertising_channel_sub_type": "UNSPECIFIED",
        "campaign.bidding_strategy_type": "MAXIMIZE_CONVERSION_VALUE",
        "campaign.start_date": started.date().isoformat(),
        "campaign.start_date_time": started.strftime("%Y-%m-%d %H:%M:%S"),
        "campaign.campaign_budget": f"{customer_name}/campaignBudgets/{campaign.campaign_id}9",
        "campaign.final_url_suffix": (
            f"utm_source=google&utm_medium=cpc&utm_campaign={quote(name)}"
            "&utm_id={campaignid}&utm_content={creative}&utm_term={adgroupid}"
        ),
        "campaign_budget.resource_name": f"{customer_name}/campaignBudgets/{campaign.campaign_id}9",
        "campaign_budget.id": int(f"{campaign.campaign_id}9"),
        "campaign_budget.name": name,
        "campaign_budget.amount_micros": int(campaign.daily_budget * 1_000_000),
        "campaign_budget.period": "DAILY",
        "campaign_budget.explicitly_shared": False,
    }


_READERS: Mapping[str, Callable[[Market, AdAccount, datetime], Iterator[tuple[str, Row]]]] = {
    "customer": _customers,
    "campaign": _campaigns,
    "ad_group": _ad_groups,
    "ad_group_ad": _ads,
    "asset_group": _asset_groups,
    "conversion_action": _conversion_actions,
}

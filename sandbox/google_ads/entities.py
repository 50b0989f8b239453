"""The market's accounts, campaigns, ad groups and ads as Google's resources: flat rows by GAQL name.

Readers yield pairs of delivery key and row of every entity that exists at ``now``, removed ones included.
"""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from sandbox.google_ads.creatives import Row, creative
from sandbox.market.interface import Market
from sandbox.market.model.ads import AdAccount, Campaign
from sandbox.market.model.history import value_at

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


def customers(_: Market, account: AdAccount, __: datetime) -> Iterator[tuple[str, Row]]:
    yield account.account_id, {}


def campaigns(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    for campaign in market.campaigns(account.account_id, now):
        yield campaign.campaign_id, _campaign(account, campaign, now)


def ad_groups(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    parents = dict(campaigns(market, account, now))
    for ad_set in market.ad_sets(account.account_id, now):
        parent = parents[ad_set.campaign_id]
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


def ads(market: Market, account: AdAccount, now: datetime) -> Iterator[tuple[str, Row]]:
    groups = dict(ad_groups(market, account, now))
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
                **creative(ad, ad_type, customer_name),
            },
        )


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
        **_tracking(campaign, name),
        "campaign_budget.resource_name": f"{customer_name}/campaignBudgets/{campaign.campaign_id}9",
        "campaign_budget.id": int(f"{campaign.campaign_id}9"),
        "campaign_budget.name": name,
        "campaign_budget.amount_micros": int(campaign.daily_budget * 1_000_000),
        "campaign_budget.period": "DAILY",
        "campaign_budget.explicitly_shared": False,
    }


def _tracking(campaign: Campaign, name: str) -> Row:
    """The campaign's tags: in its URL suffix, or, as some people have it, in its tracking template."""
    tags = (
        f"utm_source=google&utm_medium=cpc&utm_campaign={quote(name)}"
        "&utm_id={campaignid}&utm_content={creative}&utm_term={adgroupid}"
    )
    if campaign.kind == "display":
        return {"campaign.tracking_url_template": f"{{lpurl}}?{tags}"}
    return {"campaign.final_url_suffix": tags}

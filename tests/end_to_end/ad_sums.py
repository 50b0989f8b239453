"""What marts of ads must hold, added up from the simulated market (see told.py)."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sandbox.market.model.ads import AdAccount, AdDay
from sandbox.market.model.brands import Workspace
from sandbox.market.model.history import value_at
from sandbox.truth import PLATFORMS
from tests.end_to_end.told import Facts, Told, added


def ad_performance_daily(told: Told) -> Facts:
    return {
        (workspace.workspace_id, row.platform, row.campaign_id, row.ad_set_id, row.ad_id, row.day): (
            row.spend,
            row.impressions,
            row.clicks,
            # The other two count no clicks but those.
            row.link_clicks if row.platform == "facebook_ads" else row.clicks,
        )
        for workspace, row in told.ad_days()
        if row.spend or row.impressions
    }


def roas_daily(told: Told) -> Facts:
    """By campaign and day: what was spent, at the rate of the day."""
    return added(
        ((workspace.workspace_id, row.platform, row.campaign_id, row.day), (spend,))
        for workspace, row, spend in _spent(told)
    )


def channel_spend(told: Told) -> Facts:
    """By day and channel of the campaign."""
    channels = {
        campaign.campaign_id: campaign.channel
        for account in _accounts(told)
        for campaign in told.market.campaigns(account.account_id, told.now)
    }
    return added(
        ((workspace.workspace_id, row.day, channels[row.campaign_id]), (spend,))
        for workspace, row, spend in _spent(told)
    )


def creatives(told: Told) -> Facts:
    """How many ads show each creative, on Facebook."""
    return added(
        ((account.workspace_id, ad.creative_id), (1,))
        for account in _accounts(told)
        if account.platform == "facebook_ads"
        for ad in told.market.ads(account.account_id, told.now)
    )


def names(told: Told, level: str) -> Facts:
    """What campaigns, ad sets or ads are called now, deleted ones included."""
    return {
        (account.workspace_id, account.platform, entity_id): (value_at(history, told.now),)
        for account in _accounts(told)
        for entity_id, history in _named(told, account.account_id, level)
    }


def ad_accounts(told: Told) -> Facts:
    """What every account that advertises is called, its money, its days and whether it is open."""
    return {
        (each.workspace_id, each.platform, each.account_id): (each.name, each.currency, each.timezone, each.status)
        for each in _accounts(told)
        if told.market.campaigns(each.account_id, told.now)
    }


def _accounts(told: Told) -> list[AdAccount]:
    return [
        account
        for workspace in told.market.workspaces
        for platform in PLATFORMS
        for account in told.market.ad_accounts(workspace.workspace_id, platform)
    ]


def _spent(told: Told) -> Iterator[tuple[Workspace, AdDay, Decimal]]:
    """Days that cost something, with their spend in the workspace's currency."""
    currencies = {account.account_id: account.currency for account in _accounts(told)}
    for workspace, row in told.ad_days():
        if row.spend:
            original = currencies[row.account_id]
            rate = told.market.fixings.cross(original, workspace.currency, row.day, told.now)
            yield workspace, row, row.spend * rate


def _named(told: Told, account_id: str, level: str) -> Iterator[tuple[str, Any]]:
    if level == "campaigns":
        yield from ((each.campaign_id, each.names) for each in told.market.campaigns(account_id, told.now))
    elif level == "ad_sets":
        yield from ((each.ad_set_id, each.names) for each in told.market.ad_sets(account_id, told.now))
    else:
        yield from ((each.ad_id, each.names) for each in told.market.ads(account_id, told.now))

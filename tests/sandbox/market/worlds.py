"""Generated markets that several tests look at, made once per process; nobody may extend them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache

from sandbox.market.generated import GeneratedMarket, generate_market
from sandbox.market.model.ads import AdAccount
from sandbox.market.model.kinds import Platform
from sandbox.market.model.sales import Order

START = date(2026, 2, 20)
NOW = datetime(2026, 4, 12, 9, tzinfo=UTC)
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)
PLATFORMS: tuple[Platform, ...] = ("facebook_ads", "google_ads", "tiktok_ads")
SEEDS = (1, 2, 3)


@cache
def world(seed: int, workspaces: int = 3) -> GeneratedMarket:
    """A small market of 51 days, across a change of clocks in Berlin, New York, London and Sydney."""
    return generate_market(seed=seed, start=START, workspaces=workspaces, size="small", now=NOW)


def orders_of(market: GeneratedMarket, now: datetime = NOW) -> list[Order]:
    return [order for each in market.workspaces for order in market.orders(each.workspace_id, now)]


def accounts_of(market: GeneratedMarket) -> Iterator[AdAccount]:
    """Every ad account of every workspace."""
    for workspace in market.workspaces:
        for platform in PLATFORMS:
            yield from market.ad_accounts(workspace.workspace_id, platform)

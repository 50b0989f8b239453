"""The generated market: every brand's world behind the one interface that the HTTP twins use."""

import threading
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from sandbox.market.brand import Brand
from sandbox.market.model.ads import Ad, AdAccount, AdDay, AdSet, Campaign, Claim
from sandbox.market.model.brands import Property, Shop, Workspace
from sandbox.market.model.kinds import Platform
from sandbox.market.model.sales import Customer, Order, Product
from sandbox.market.model.visits import Touch
from sandbox.market.rates import Rates

SIZES = ("small", "medium", "large")


def generate_market(*, seed: int, start: date, workspaces: int, size: str, now: datetime) -> "GeneratedMarket":
    """The market of ``seed`` from ``start`` to ``now``; ``size`` is small, medium or large."""
    market = GeneratedMarket(seed, start, workspaces, size)
    market.extend(now)
    return market


class GeneratedMarket:
    """Implements ``sandbox.market.interface.Market``; safe to read from several threads."""

    def __init__(self, seed: int, start: date, workspaces: int, size: str) -> None:
        self.seed = seed
        self.start = start
        self._lock = threading.Lock()
        self.fixings = Rates(seed, start)
        self.fixings.extend(start)
        self._brands = {
            brand.workspace.workspace_id: brand
            for brand in (Brand(seed, index, start, size, self.fixings) for index in range(workspaces))
        }
        self._owner = {account: brand for brand in self._brands.values() for account in brand.accounts}

    @property
    def workspaces(self) -> Sequence[Workspace]:
        return [brand.workspace for brand in self._brands.values()]

    def extend(self, now: datetime) -> None:
        with self._lock:
            self.fixings.extend(now.date() + timedelta(days=1))
            for brand in self._brands.values():
                brand.extend(now.date())

    def shop(self, workspace_id: str) -> Shop:
        return self._brands[workspace_id].shop

    def property(self, workspace_id: str) -> Property:
        return self._brands[workspace_id].property

    def ad_accounts(self, workspace_id: str, platform: Platform) -> Sequence[AdAccount]:
        return [each for each in self._brands[workspace_id].accounts.values() if each.platform == platform]

    def ad_account(self, platform: Platform, account_id: str) -> AdAccount | None:
        owner = self._owner.get(account_id)
        account = owner.accounts[account_id] if owner else None
        return account if account and account.platform == platform else None

    def campaigns(self, account_id: str, now: datetime) -> Sequence[Campaign]:
        return [each for each in self._owner[account_id].advertising.campaigns[account_id] if each.created_at <= now]

    def ad_sets(self, account_id: str, now: datetime) -> Sequence[AdSet]:
        return [each for each in self._owner[account_id].advertising.ad_sets[account_id] if each.created_at <= now]

    def ads(self, account_id: str, now: datetime) -> Sequence[Ad]:
        return [each for each in self._owner[account_id].advertising.ads[account_id] if each.created_at <= now]

    def ad_days(self, account_id: str, since: date, until: date, now: datetime) -> Sequence[AdDay]:
        brand = self._owner[account_id]
        campaigns, ads = brand.advertising.campaigns[account_id], brand.advertising.ads[account_id]
        return brand.delivery.days(brand.accounts[account_id], campaigns, ads, since, until, now)

    def claims(self, account_id: str, since: date, until: date, now: datetime) -> Sequence[Claim]:
        return [
            claim
            for claim in self._owner[account_id].claims[account_id]
            if since <= claim.day <= until
            and claim.visible_at <= now
            and (claim.withdrawn_at is None or claim.withdrawn_at > now)
        ]

    def products(self, workspace_id: str, now: datetime) -> Sequence[Product]:
        return [product for product in self._brands[workspace_id].products if product.created_at <= now]

    def customers(self, workspace_id: str, now: datetime) -> Sequence[Customer]:
        return self._brands[workspace_id].customers(now)

    def orders(self, workspace_id: str, now: datetime) -> Sequence[Order]:
        return self._brands[workspace_id].orders(now)

    def touches(self, workspace_id: str, since: datetime, until: datetime) -> Sequence[Touch]:
        return self._brands[workspace_id].touches(since, until)

    def rates(self, since: date, until: date, now: datetime) -> Sequence[tuple[date, str, Decimal]]:
        return self.fixings.published(since, until, now)

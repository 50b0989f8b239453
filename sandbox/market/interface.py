"""What the HTTP twins may ask of the market. All answers are as of ``now`` (aware UTC): the future is hidden."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from sandbox.market.model.ads import Ad, AdAccount, AdDay, AdSet, Campaign, Claim
from sandbox.market.model.brands import Property, Shop, Workspace
from sandbox.market.model.kinds import Platform
from sandbox.market.model.sales import Customer, Order, Product
from sandbox.market.model.visits import Touch


class Market(Protocol):
    """A generated market. Days are inclusive at both ends; sequences are in a stable order (time, then id)."""

    @property
    def workspaces(self) -> Sequence[Workspace]: ...

    def extend(self, now: datetime) -> None:
        """Generates further days until ``now``; what exists stays as it is."""

    def shop(self, workspace_id: str) -> Shop: ...

    def property(self, workspace_id: str) -> Property: ...

    def ad_accounts(self, workspace_id: str, platform: Platform) -> Sequence[AdAccount]:
        """Accounts of a workspace, managers first and closed ones included."""

    def ad_account(self, platform: Platform, account_id: str) -> AdAccount | None: ...

    def campaigns(self, account_id: str, now: datetime) -> Sequence[Campaign]:
        """Every campaign created until ``now``, deleted ones included."""

    def ad_sets(self, account_id: str, now: datetime) -> Sequence[AdSet]: ...

    def ads(self, account_id: str, now: datetime) -> Sequence[Ad]: ...

    def ad_days(self, account_id: str, since: date, until: date, now: datetime) -> Sequence[AdDay]:
        """Delivery per ad (or per campaign without ads) and day in the account's zone; days without delivery have
        no row; deleted ads keep their rows; today holds what was delivered so far."""

    def claims(self, account_id: str, since: date, until: date, now: datetime) -> Sequence[Claim]:
        """Claims whose touch day lies in the range and that are visible and not withdrawn at ``now``."""

    def products(self, workspace_id: str, now: datetime) -> Sequence[Product]: ...

    def customers(self, workspace_id: str, now: datetime) -> Sequence[Customer]: ...

    def orders(self, workspace_id: str, now: datetime) -> Sequence[Order]:
        """Every order created until ``now``, by creation."""

    def touches(self, workspace_id: str, since: datetime, until: datetime) -> Sequence[Touch]:
        """Visits and views with ``since <= at < until``, of buyers and non-buyers alike."""

    def rates(self, since: date, until: date, now: datetime) -> Sequence[tuple[date, str, Decimal]]:
        """(day, currency, units per euro) as published by ``now``: working days only, at 16:00 Frankfurt time."""


class RatesByDay(Protocol):
    """Conversion between two currencies, as the bank's last published rates have it."""

    def cross(self, original: str, wanted: str, day: date, now: datetime) -> Decimal:
        """Units of ``wanted`` per unit of ``original``, to 12 decimals, half even; 1 for the same currency."""


class PricedMarket(Market, Protocol):
    """A market with its rates at hand."""

    @property
    def fixings(self) -> RatesByDay: ...

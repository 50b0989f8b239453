"""The brands of the simulated market: workspace, shop and web property."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Workspace:
    """A brand: the currency and zone its people think in."""

    workspace_id: str
    name: str
    currency: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Shop:
    """The Shopify shop of a workspace. ``tax_rate`` is a fraction (0.19)."""

    workspace_id: str
    shop_id: int
    domain: str
    name: str
    storefront: str
    currency: str
    timezone: str
    country: str
    taxes_included: bool
    tax_rate: Decimal
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Property:
    """The GA4 property of a workspace."""

    workspace_id: str
    property_id: str
    name: str
    currency: str
    timezone: str

"""The records of the simulated market.

Every datetime is aware and in UTC; every ``day`` is labelled in the zone its docstring names; every amount is an
exact ``Decimal`` in the currency its docstring names. Records hold the whole future of the simulated horizon: readers
must hide what happens after the sandbox's *now* (``created_at``, ``happened_at``, ``visible_at`` and the like).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Platform = Literal["facebook_ads", "google_ads", "tiktok_ads"]
TouchKind = Literal["click", "view"]


@dataclass(frozen=True, slots=True)
class Dated:
    """A text that holds from a moment on, such as a name or a status."""

    since: datetime
    value: str


def value_at(history: tuple[Dated, ...], now: datetime) -> str:
    """The entry of ``history`` (oldest first, never empty) in force at ``now``; the first one before its time."""
    current = history[0].value
    for entry in history[1:]:
        if entry.since > now:
            break
        current = entry.value
    return current


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


@dataclass(frozen=True, slots=True)
class AdAccount:
    """An advertising account. ``status`` is ``active`` or ``closed``; managers (Google) hold accounts, no ads."""

    workspace_id: str
    platform: Platform
    account_id: str
    name: str
    currency: str
    timezone: str
    status: Literal["active", "closed"]
    created_at: datetime
    manager_id: str | None = None


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign. ``kind`` decides the platform's own type and objective, ``channel`` our channel name.

    ``statuses`` holds active, paused, archived or deleted; ``daily_budget`` is in account currency.
    """

    workspace_id: str
    platform: Platform
    account_id: str
    campaign_id: str
    names: tuple[Dated, ...]
    statuses: tuple[Dated, ...]
    kind: Literal[
        "prospecting",
        "retargeting",
        "brand_search",
        "generic_search",
        "shopping",
        "performance_max",
        "video",
        "display",
    ]
    channel: str
    daily_budget: Decimal
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AdSet:
    """An ad set, ad group or TikTok ad group."""

    workspace_id: str
    platform: Platform
    account_id: str
    campaign_id: str
    ad_set_id: str
    names: tuple[Dated, ...]
    statuses: tuple[Dated, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Ad:
    """An ad with the landing page it sends people to (without tracking parameters)."""

    workspace_id: str
    platform: Platform
    account_id: str
    campaign_id: str
    ad_set_id: str
    ad_id: str
    creative_id: str
    names: tuple[Dated, ...]
    statuses: tuple[Dated, ...]
    landing_page: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class AdDay:
    """Delivery of one ad on one day of its account's zone, as the platform knows it at the asked *now*.

    ``ad_set_id`` and ``ad_id`` are None where the campaign type has no ads (Performance Max). ``spend`` is in account
    currency, rounded to its minor unit.
    """

    platform: Platform
    account_id: str
    campaign_id: str
    ad_set_id: str | None
    ad_id: str | None
    day: date
    impressions: int
    reach: int
    clicks: int
    link_clicks: int
    video_views: int
    spend: Decimal


@dataclass(frozen=True, slots=True)
class Claim:
    """A purchase that a platform claims for one of its ads.

    ``day`` is the touch's day in the account's zone; ``value`` is in account currency; the claim is reported from
    ``visible_at`` until ``withdrawn_at`` (None: never withdrawn).
    """

    platform: Platform
    account_id: str
    campaign_id: str
    ad_set_id: str | None
    ad_id: str | None
    day: date
    kind: TouchKind
    touched_at: datetime
    converted_at: datetime
    visible_at: datetime
    withdrawn_at: datetime | None
    value: Decimal
    order_id: int


@dataclass(frozen=True, slots=True)
class Touch:
    """One contact of a shopper with the brand: a visit (``click``, any channel) or an ad seen (``view``).

    ``channel`` is our channel name. Ad ids are None for unpaid channels. ``landing_url`` carries the tracking
    parameters that the browser saw. Without consent GA4 knows no client. ``session_id`` is GA4's session number.
    """

    workspace_id: str
    touch_id: int
    shopper_id: int
    client_id: str
    session_id: int
    kind: TouchKind
    at: datetime
    channel: str
    platform: Platform | None
    account_id: str | None
    campaign_id: str | None
    ad_set_id: str | None
    ad_id: str | None
    landing_url: str
    referrer: str
    utm_source: str | None
    utm_medium: str | None
    utm_campaign: str | None
    utm_content: str | None
    utm_term: str | None
    consented: bool
    engaged: bool
    page_views: int
    device: Literal["mobile", "desktop", "tablet"]
    country: str
    order_id: int | None = None


@dataclass(frozen=True, slots=True)
class Variant:
    """A sellable variant. ``price`` is in shop currency as the shop shows it; ``unit_cost`` may be unknown.

    ``later_costs`` are what the cost becomes, each from its moment on, oldest first.
    """

    variant_id: int
    inventory_item_id: int
    title: str
    sku: str
    price: Decimal
    unit_cost: Decimal | None
    later_costs: tuple[tuple[datetime, Decimal], ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    product_id: int
    title: str
    handle: str
    vendor: str
    product_type: str
    is_gift_card: bool
    created_at: datetime
    updated_at: datetime
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class Customer:
    """A shop customer with personal data, so that its removal can be tested."""

    customer_id: int
    email: str
    phone: str
    first_name: str
    last_name: str
    street: str
    city: str
    postcode: str
    province_code: str | None
    country_code: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class OrderLine:
    """A line as ordered. Amounts are in shop currency; ``unit_price`` includes tax where the shop's prices do.

    ``discounts`` are this line's shares of every discount; ``tax`` is the line's tax at order time.
    ``added_at`` is the order's time, or the edit's that added the line.
    """

    line_id: int
    product_id: int
    variant_id: int
    title: str
    sku: str
    quantity: int
    unit_price: Decimal
    discounts: tuple[Decimal, ...]
    tax_rate: Decimal
    tax: Decimal
    is_gift_card: bool
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Sale:
    """An entry of the sales ledger, in shop currency: ``total`` after discounts and taxes, returns negative."""

    sale_id: int
    action_type: Literal["ORDER", "RETURN", "UPDATE"]
    line_type: Literal["PRODUCT", "GIFT_CARD", "SHIPPING", "ADJUSTMENT", "TIP"]
    line_id: int | None
    quantity: int | None
    total: Decimal
    tax: Decimal
    discount_before_taxes: Decimal


@dataclass(frozen=True, slots=True)
class Agreement:
    agreement_id: int
    reason: Literal["ORDER", "ORDER_EDIT", "REFUND", "RETURN"]
    happened_at: datetime
    sales: tuple[Sale, ...]


@dataclass(frozen=True, slots=True)
class RefundLine:
    refund_line_id: int
    line_id: int
    quantity: int
    restock_type: Literal["CANCEL", "NO_RESTOCK", "RETURN"]
    subtotal: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Adjustment:
    adjustment_id: int
    reason: Literal["REFUND_DISCREPANCY"]
    amount: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True)
class Transaction:
    transaction_id: int
    kind: Literal["SALE", "AUTHORIZATION", "CAPTURE", "REFUND", "VOID"]
    status: Literal["SUCCESS", "FAILURE", "PENDING"]
    gateway: str
    created_at: datetime
    amount: Decimal
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    refund_id: int
    created_at: datetime
    note: str
    lines: tuple[RefundLine, ...]
    shipping: Decimal
    shipping_tax: Decimal
    adjustments: tuple[Adjustment, ...]
    total: Decimal
    transaction_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """An order with its whole later life; readers hide the parts after *now*.

    ``presentment_rate`` is presentment units per unit of shop currency. ``journey`` holds the shopper's visits of the
    30 days before the order that Shopify knows (oldest first; empty for POS and drafts); it is ready from
    ``journey_ready_at``. ``caused_by`` names the paid and unpaid channels without whose exposures this order would
    not exist.
    """

    workspace_id: str
    order_id: int
    number: int
    name: str
    test: bool
    created_at: datetime
    processed_at: datetime
    cancelled_at: datetime | None
    cancel_reason: str | None
    closed_at: datetime | None
    source_name: str
    currency: str
    presentment_currency: str
    presentment_rate: Decimal
    taxes_included: bool
    customer_id: int | None
    email: str | None
    country_code: str
    province_code: str | None
    discount_codes: tuple[str, ...]
    custom_attributes: tuple[tuple[str, str], ...]
    lines: tuple[OrderLine, ...]
    shipping: Decimal
    shipping_tax: Decimal
    tip: Decimal
    agreements: tuple[Agreement, ...]
    refunds: tuple[Refund, ...]
    transactions: tuple[Transaction, ...]
    journey: tuple[Touch, ...]
    journey_ready_at: datetime
    shopper_id: int | None
    caused_by: frozenset[str] = field(default_factory=frozenset)

    def updated_at(self, now: datetime) -> datetime:
        """The moment of the latest event of this order that happened until ``now``."""
        moments = [self.created_at]
        moments += [moment for moment in (self.cancelled_at, self.closed_at) if moment]
        moments += [agreement.happened_at for agreement in self.agreements]
        moments += [refund.created_at for refund in self.refunds]
        moments += [transaction.created_at for transaction in self.transactions]
        return max(moment for moment in moments if moment <= now)

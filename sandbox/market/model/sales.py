"""Products, customers, orders and what became of them."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal

from sandbox.market.model.visits import Touch


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

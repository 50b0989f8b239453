"""Short ways to say what a shop and its ad accounts reported, as rows of the staging tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tests.dbt_project.staged_warehouse import StagedWarehouse

Amount = Decimal | int | str


def add_workspace(warehouse: StagedWarehouse, workspace_id: str, currency: str, timezone: str) -> None:
    """A workspace and nothing else."""
    warehouse.add(
        "stg_workspaces__workspaces",
        workspace_id=workspace_id,
        workspace_name=workspace_id.title(),
        currency=currency,
        timezone=timezone,
    )


def add_rate(
    warehouse: StagedWarehouse, workspace_id: str, currency: str, day: date, rate: Amount, base_currency: str
) -> None:
    """What a unit of ``currency`` is worth in the base currency, as published on a day."""
    warehouse.add(
        "stg_exchange_rates__rates",
        workspace_id=workspace_id,
        currency=currency,
        base_currency=base_currency,
        rate_date=day,
        rate=Decimal(rate),
    )


@dataclass(frozen=True, slots=True)
class Booking:
    """An entry of the sales ledger, in shop money without tax; ``at`` is an aware moment."""

    at: datetime
    net: Amount
    discount: Amount = 0
    action: str = "ORDER"
    line_type: str = "PRODUCT"
    reason: str = "ORDER"
    line_id: str | None = None
    quantity: int | None = None


def returned(at: datetime, net: Amount, **more: Any) -> Booking:
    """Goods that came back; ``net`` is what was paid for them."""
    return Booking(at, -Decimal(net), action="RETURN", reason="REFUND", **more)


def add_order(
    warehouse: StagedWarehouse,
    workspace_id: str,
    order_id: str,
    at: datetime,
    currency: str,
    bookings: Sequence[Booking],
    **columns: Any,
) -> None:
    """An order placed at ``at`` with its ledger, and the reading that found it."""
    warehouse.add("stg_shopify__load_windows", workspace_id=workspace_id, shop_id="shop", read_until=at.date())
    order = {"is_test": False, "created_at": at, "processed_at": at, "updated_at": at, **columns}
    warehouse.add(
        "stg_shopify__orders",
        workspace_id=workspace_id,
        order_id=order_id,
        order_name=f"#{order_id}",
        currency=currency,
        **order,
    )
    for number, booking in enumerate(bookings):
        warehouse.add(
            "stg_shopify__sales",
            workspace_id=workspace_id,
            order_id=order_id,
            agreement_id=f"{order_id}-{booking.at:%m%d}",
            sale_id=f"{order_id}-{number}",
            happened_at=booking.at,
            reason=booking.reason,
            action_type=booking.action,
            line_type=booking.line_type,
            order_line_id=booking.line_id,
            quantity=booking.quantity,
            net_original=Decimal(booking.net),
            discount_original=Decimal(booking.discount),
            tax_original=0,
        )


def add_goods(
    warehouse: StagedWarehouse, workspace_id: str, order_id: str, variants: Mapping[str, str], **columns: Any
) -> None:
    """The lines of an order, each with the variant that it sells, which is a product of its own."""
    for line_id, variant in variants.items():
        warehouse.add(
            "stg_shopify__order_lines",
            workspace_id=workspace_id,
            order_id=order_id,
            order_line_id=line_id,
            product_id=variant,
            variant_id=variant,
            title=variant,
            **columns,
        )


def add_product(
    warehouse: StagedWarehouse, workspace_id: str, variant: str, cost: Amount | None, status: str = "ACTIVE"
) -> None:
    """A product with one variant and what a unit of it costs now."""
    warehouse.add(
        "stg_shopify__products",
        workspace_id=workspace_id,
        product_id=variant,
        variant_id=variant,
        product_title=variant.title(),
        product_status=status,
        unit_cost_original=None if cost is None else Decimal(cost),
    )


def add_ad_day(
    warehouse: StagedWarehouse,
    workspace_id: str,
    platform: str,
    day: date,
    spend: Amount,
    currency: str,
    campaign_spend: Amount | None = None,
    revenue: Amount = 50,
    **columns: Any,
) -> None:
    """A day of one ad, and of its campaign, which spent the same unless ``campaign_spend`` says otherwise."""
    ids = {"account_id": "acc", "campaign_id": "c1", "campaign_name": "Campaign", **columns}
    facts = {"currency": currency, "impressions": 100, "clicks": 10, "platform_conversions": 1}
    ad = {"ad_set_id": "s1", "ad_set_name": "Ad set", "ad_id": "a1", "ad_name": "Ad"}
    common = {"workspace_id": workspace_id, "platform": platform, "date_day": day, "platform_revenue_original": revenue}
    warehouse.add(f"stg_{platform}__ad_daily", **common, **facts, **{**ids, **ad, **columns}, spend_original=spend)
    warehouse.add(
        f"stg_{platform}__campaign_daily",
        **common,
        **facts,
        **{name: value for name, value in ids.items() if name in ("account_id", "campaign_id", "campaign_name")},
        spend_original=spend if campaign_spend is None else campaign_spend,
    )


def add_visit(
    warehouse: StagedWarehouse, workspace_id: str, order_id: str, position: int, at: datetime, **columns: Any
) -> None:
    """A visit of the journey that the shop kept for an order."""
    warehouse.add(
        "stg_shopify__visits",
        workspace_id=workspace_id,
        order_id=order_id,
        visit_id=f"{order_id}-{position}",
        position=position,
        touched_at=at,
        **columns,
    )

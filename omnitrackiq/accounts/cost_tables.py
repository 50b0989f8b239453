"""What it costs to sell, as it is stored: rates of a workspace and costs of its products, each from a day on."""

from datetime import date
from decimal import Decimal
from typing import Literal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from omnitrackiq.database import Base, ExactDecimal, one_of

CostKind = Literal["shipping", "payment", "other"]

ANY_GATEWAY = ""
"""Stands for all gateways in the key, where nothing may be null."""

NO_NAME = ""
"""Stands in the key for the name that a product cost does not use, its SKU or its variant."""


class CostRateRow(Base):
    """Costs of a kind from ``valid_from`` on, in the workspace's currency, until the next row of the same kind."""

    __tablename__ = "cost_rates"
    __table_args__ = (one_of("kind", CostKind),)

    workspace_id: Mapped[str] = mapped_column(String(40), ForeignKey("workspaces.workspace_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    gateway: Mapped[str] = mapped_column(String(80), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    per_order: Mapped[Decimal] = mapped_column(ExactDecimal)
    share: Mapped[Decimal] = mapped_column(ExactDecimal)
    per_day: Mapped[Decimal] = mapped_column(ExactDecimal)


class ProductCostRow(Base):
    """What a unit of a product costs from ``valid_from`` on, until the next row of the same SKU or variant."""

    __tablename__ = "product_costs"

    workspace_id: Mapped[str] = mapped_column(String(40), ForeignKey("workspaces.workspace_id"), primary_key=True)
    variant_id: Mapped[str] = mapped_column(String(20), primary_key=True)
    sku: Mapped[str] = mapped_column(String(255), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    unit_cost: Mapped[Decimal] = mapped_column(ExactDecimal)
    currency: Mapped[str] = mapped_column(String(3))

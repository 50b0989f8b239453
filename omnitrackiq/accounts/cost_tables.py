"""What it costs to sell, as it is stored: rates of a workspace, each from a day on."""

from datetime import date
from decimal import Decimal
from typing import Literal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from omnitrackiq.database import Base, ExactDecimal, one_of

CostKind = Literal["shipping", "payment", "other"]

ANY_GATEWAY = ""
"""Stands for all gateways in the key, where nothing may be null."""


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

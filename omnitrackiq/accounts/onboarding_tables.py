"""Setting a workspace up, as it is stored: what was put aside or seen, and the targets."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from omnitrackiq.database import Base, ExactDecimal, one_of

Mark = Literal["ga4_skipped", "targets_skipped", "invite_skipped", "tour_skipped", "tour_taken", "checklist_dismissed"]
TargetMetric = Literal["roas", "cac", "new_customer_cac"]


class OnboardingMarkRow(Base):
    """Something that cannot be told from what exists: a step put aside, the tour taken, the checklist closed."""

    __tablename__ = "onboarding_marks"
    __table_args__ = (one_of("mark", Mark),)

    workspace_id: Mapped[str] = mapped_column(String(40), ForeignKey("workspaces.workspace_id"), primary_key=True)
    mark: Mapped[str] = mapped_column(String(40), primary_key=True)
    marked_at: Mapped[datetime]


class TargetRow(Base):
    """What a workspace wants a metric to be: a multiple, or an amount in its currency."""

    __tablename__ = "targets"
    __table_args__ = (one_of("metric", TargetMetric),)

    workspace_id: Mapped[str] = mapped_column(String(40), ForeignKey("workspaces.workspace_id"), primary_key=True)
    metric: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Decimal] = mapped_column(ExactDecimal)

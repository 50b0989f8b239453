"""Requests about shoppers' personal data as they are stored."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from omnitrackiq.database import Base, one_of

PrivacyTopic = Literal["customers/data_request", "customers/redact", "shop/redact"]
PrivacyState = Literal["open", "erased", "done"]


class PrivacyRequestRow(Base):
    """What a platform asks of a workspace: ``sealed_call`` says about whom, until it is done.

    ``replacements`` is what is remembered of the forgotten (see ``warehouse.forgotten``), ``sealed_answer`` what is
    told to the shop.
    """

    __tablename__ = "privacy_requests"
    __table_args__ = (
        UniqueConstraint("workspace_id", "webhook_id"),
        Index("ix_privacy_requests_state", "state"),
        one_of("topic", PrivacyTopic),
        one_of("state", PrivacyState),
    )

    workspace_id: Mapped[str] = mapped_column(String(40), ForeignKey("workspaces.workspace_id"), primary_key=True)
    request_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(String(64))
    call_digest: Mapped[str] = mapped_column(String(64))
    topic: Mapped[str] = mapped_column(String(40))
    shop: Mapped[str] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(20))
    received_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    sealed_call: Mapped[str | None] = mapped_column(Text)
    replacements: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed_answer: Mapped[str | None] = mapped_column(Text)

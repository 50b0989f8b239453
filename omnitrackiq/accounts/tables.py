"""Workspaces and connections as they are stored."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from omnitrackiq.database import Base, one_of

ConnectionStatus = Literal["draft", "active", "paused", "reauth", "config"]
TestStatus = Literal["ok", "reauth", "config", "throttled_until", "failed"]


class WorkspaceRow(Base):
    """A brand. The row outlives the rest, which goes at ``purged_at``, so that its id is never given again."""

    __tablename__ = "workspaces"
    __table_args__ = (Index("ix_workspaces_billing_account_id", "billing_account_id"),)

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    currency: Mapped[str] = mapped_column(String(3))
    timezone: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    demo_since: Mapped[datetime | None]
    billing_account_id: Mapped[str | None] = mapped_column(
        String(40), ForeignKey("billing_accounts.billing_account_id")
    )


class ConnectionRow(Base):
    """An account connection of a workspace; ``sealed_secrets`` is readable for this row only."""

    __tablename__ = "connections"
    __table_args__ = (
        UniqueConstraint("connection_id"),
        one_of("status", ConnectionStatus),
        one_of("test_status", TestStatus, nullable=True),
    )

    workspace_id: Mapped[str] = mapped_column(String(40), ForeignKey("workspaces.workspace_id"), primary_key=True)
    connection_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    source: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(200))
    config: Mapped[dict[str, Any]] = mapped_column(JSON)
    sealed_secrets: Mapped[str | None] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(20))
    throttled_until: Mapped[datetime | None]
    tested_at: Mapped[datetime | None]
    test_status: Mapped[str | None] = mapped_column(String(20))
    test_message: Mapped[str | None] = mapped_column(Text)
    test_report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    access_ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

"""The audit log as it is stored. The database itself refuses to change an event, or to remove one of a living chain."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from omnitrackiq.database import Base, one_of

ActorKind = Literal["user", "operator", "token", "visitor"]

INSTALLATION = "*"
"""The chain of what belongs to no workspace; no workspace id can look like it."""


class AuditChainRow(Base):
    """How long the chain of a workspace is, and the digest of its newest event."""

    __tablename__ = "audit_chains"

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    length: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str] = mapped_column(String(64))


class AuditEventRow(Base):
    """Who did what. ``digest`` covers the event and the digest of the one before it."""

    __tablename__ = "audit_events"
    __table_args__ = (one_of("actor_kind", ActorKind),)

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    happened_at: Mapped[datetime]
    actor_kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[str | None] = mapped_column(String(40))
    actor_name: Mapped[str] = mapped_column(String(254))
    address: Mapped[str | None] = mapped_column(String(60))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(254))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    digest: Mapped[str] = mapped_column(String(64))

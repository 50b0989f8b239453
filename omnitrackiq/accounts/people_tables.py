"""People as they are stored: users, who pays, who belongs to which workspace and who is invited."""

from datetime import datetime
from typing import Literal

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from omnitrackiq.database import Base, one_of

Role = Literal["owner", "admin", "member"]
Plan = Literal["starter", "pro", "agency"]


class UserRow(Base):
    """A person. ``email`` is normalised and belongs to one user."""

    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email"),)

    user_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(Text)
    is_operator: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime]
    email_verified_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class BillingAccountRow(Base):
    """Who pays for one or more workspaces, and until when trying is free."""

    __tablename__ = "billing_accounts"
    __table_args__ = (Index("ix_billing_accounts_owner_user_id", "owner_user_id"), one_of("plan", Plan))

    billing_account_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    owner_user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.user_id"))
    plan: Mapped[str] = mapped_column(String(20))
    trial_ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class MembershipRow(Base):
    """A user's role in a workspace; the row goes when the user does."""

    __tablename__ = "memberships"
    __table_args__ = (Index("ix_memberships_user_id", "user_id"), one_of("role", Role))

    workspace_id: Mapped[str] = mapped_column(String(40), ForeignKey("workspaces.workspace_id"), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.user_id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]


class InviteRow(Base):
    """An invitation of an address; its code is known by hash only, and sending it again replaces the code."""

    __tablename__ = "invites"
    __table_args__ = (
        UniqueConstraint("code_hash"),
        one_of("role", Role),
        Index(
            "uq_invites_open",
            "workspace_id",
            "email",
            unique=True,
            sqlite_where=text("accepted_at is null and revoked_at is null"),
            postgresql_where=text("accepted_at is null and revoked_at is null"),
        ),
    )

    workspace_id: Mapped[str] = mapped_column(String(40), ForeignKey("workspaces.workspace_id"), primary_key=True)
    invite_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(20))
    code_hash: Mapped[str] = mapped_column(String(64))
    invited_by: Mapped[str] = mapped_column(String(40), ForeignKey("users.user_id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[str | None] = mapped_column(String(40), ForeignKey("users.user_id"))
    revoked_at: Mapped[datetime | None]

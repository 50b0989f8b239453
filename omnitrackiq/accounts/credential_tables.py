"""What lets people and programs in, as it is stored: sessions, codes and tokens (by hash only), and tries."""

from datetime import datetime
from typing import Any, Literal

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from omnitrackiq.database import Base, one_of

CodePurpose = Literal["verify_email", "reset_password"]


class SessionRow(Base):
    """A signed-in browser; its cookie is worth nothing once the row is revoked or over."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_user_id", "user_id"),)

    session_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.user_id"))
    address: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str | None] = mapped_column(String(40))


class OneTimeCodeRow(Base):
    """A code that was mailed to a user; using it ends the user's others of its purpose."""

    __tablename__ = "one_time_codes"
    __table_args__ = (Index("ix_one_time_codes_user_id", "user_id"), one_of("purpose", CodePurpose))

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.user_id"))
    purpose: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SecondFactorRow(Base):
    """The authenticator app of a user: its secret, sealed, and the time step of the last code that let them in."""

    __tablename__ = "second_factors"

    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.user_id"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int]
    created_at: Mapped[datetime]


class RecoveryCodeRow(Base):
    """A code for the day when the app is lost; it works once."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("second_factors.user_id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None]


class ApiTokenRow(Base):
    """A program's key to one workspace; never worth more than the role of the user who stands for it."""

    __tablename__ = "api_tokens"
    __table_args__ = (UniqueConstraint("token_hash"), Index("ix_api_tokens_user_id", "user_id"))

    workspace_id: Mapped[str] = mapped_column(String(40), ForeignKey("workspaces.workspace_id"), primary_key=True)
    token_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(40), ForeignKey("users.user_id"))
    name: Mapped[str] = mapped_column(String(200))
    scopes: Mapped[list[Any]] = mapped_column(JSON)
    token_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class TriesRow(Base):
    """How often something was tried for a subject (an account or an address, hashed), and until when it may not be."""

    __tablename__ = "tries"
    __table_args__ = (Index("ix_tries_last_at", "last_at"),)

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int]
    last_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]

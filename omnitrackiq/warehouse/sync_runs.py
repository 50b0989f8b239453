"""The ledger's table and its value: one row per connection, stream, window and attempt, kept after its connection."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from sqlalchemy import JSON, BigInteger, Boolean, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from omnitrackiq.database import Base, one_of

State = Literal["planned", "extracting", "loaded", "failed"]
Status = Literal["ok", "reauth", "config", "throttled_until", "failed"]


@dataclass(frozen=True, slots=True)
class SyncRun:
    """One attempt to bring a connection's stream up to date. Times are UTC; ``status`` is None while under way.

    ``last_ok_at`` is when this connection's stream last ended ok, this attempt included. ``rows`` and ``slices`` are
    what is committed so far. ``days`` of ``wanted_days`` are held, counted once per account and report, and nothing is
    missing since ``back_to``; None until a report by days has come.
    """

    workspace_id: str
    sync_run_id: str
    connection_id: str
    source: str
    stream: str
    since: date | None
    until: date | None
    attempt: int
    batch_id: str
    state: State
    status: Status | None
    rows: int
    slices: int
    days: int | None
    wanted_days: int | None
    back_to: date | None
    cursor_before: Mapping[str, Any]
    cursor_after: Mapping[str, Any] | None
    error_class: str | None
    error: str | None
    throttled_until: datetime | None
    started_at: datetime
    finished_at: datetime | None
    last_ok_at: datetime | None


class SyncRunRow(Base):
    """How a SyncRun is stored. ``is_latest`` marks the newest finished one of its connection and stream."""

    __tablename__ = "sync_runs"
    __table_args__ = (
        one_of("state", State),
        one_of("status", Status, nullable=True),
        Index("ix_sync_runs_history", "workspace_id", "connection_id", "started_at"),
        Index("ix_sync_runs_batch", "batch_id"),
        Index(
            "ix_sync_runs_open",
            "source",
            sqlite_where=text("finished_at is null"),
            postgresql_where=text("finished_at is null"),
        ),
        Index(
            "uq_sync_runs_latest",
            "workspace_id",
            "connection_id",
            "stream",
            unique=True,
            sqlite_where=text("is_latest"),
            postgresql_where=text("is_latest"),
        ),
    )

    workspace_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sync_run_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    connection_id: Mapped[str] = mapped_column(String(40))
    source: Mapped[str] = mapped_column(String(40))
    stream: Mapped[str] = mapped_column(String(80))
    since: Mapped[date | None]
    until: Mapped[date | None]
    attempt: Mapped[int]
    batch_id: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))
    status: Mapped[str | None] = mapped_column(String(20))
    rows: Mapped[int] = mapped_column(BigInteger)
    slices: Mapped[int] = mapped_column(server_default="0")
    days: Mapped[int | None]
    wanted_days: Mapped[int | None]
    back_to: Mapped[date | None]
    cursor_before: Mapped[dict[str, Any]] = mapped_column(JSON)
    cursor_after: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    error_class: Mapped[str | None] = mapped_column(String(80))
    error: Mapped[str | None] = mapped_column(Text)
    throttled_until: Mapped[datetime | None]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    last_ok_at: Mapped[datetime | None]
    is_latest: Mapped[bool] = mapped_column(Boolean)

    def value(self) -> SyncRun:
        """This row as a plain value that outlives its session."""
        return SyncRun(
            workspace_id=self.workspace_id,
            sync_run_id=self.sync_run_id,
            connection_id=self.connection_id,
            source=self.source,
            stream=self.stream,
            since=self.since,
            until=self.until,
            attempt=self.attempt,
            batch_id=self.batch_id,
            state=cast(State, self.state),
            status=cast("Status | None", self.status),
            rows=self.rows,
            slices=self.slices,
            days=self.days,
            wanted_days=self.wanted_days,
            back_to=self.back_to,
            cursor_before=self.cursor_before,
            cursor_after=self.cursor_after,
            error_class=self.error_class,
            error=self.error,
            throttled_until=self.throttled_until,
            started_at=self.started_at,
            finished_at=self.finished_at,
            last_ok_at=self.last_ok_at,
        )

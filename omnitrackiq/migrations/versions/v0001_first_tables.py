"""Workspaces, connections, the sync ledger and published builds."""

import sqlalchemy as sa
from alembic import op

from omnitrackiq.database import UtcDateTime

revision: str = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Make the first tables."""
    _workspaces()
    _connections()
    _sync_runs()
    op.create_table(
        "published_builds",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("build_id", sa.String(80), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("published_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "build_id", name="pk_published_builds"),
    )
    op.create_index("ix_published_builds_newest", "published_builds", ["workspace_id", "published_at"])


def _workspaces() -> None:
    op.create_table(
        "workspaces",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_workspaces"),
    )


def _connections() -> None:
    op.create_table(
        "connections",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("connection_id", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("config", sa.JSON(), nullable=False),
        sa.Column("sealed_secrets", sa.Text(), nullable=True),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("throttled_until", UtcDateTime(), nullable=True),
        sa.Column("tested_at", UtcDateTime(), nullable=True),
        sa.Column("test_status", sa.String(20), nullable=True),
        sa.Column("test_message", sa.Text(), nullable=True),
        sa.Column("test_report", sa.JSON(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "connection_id", name="pk_connections"),
        sa.UniqueConstraint("connection_id", name="uq_connections_connection_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="fk_connections_workspace_id_workspaces"
        ),
        sa.CheckConstraint(
            "status in ('draft', 'active', 'paused', 'reauth', 'config')", name=op.f("ck_connections_status")
        ),
        sa.CheckConstraint(
            "test_status is null or test_status in ('ok', 'reauth', 'config', 'throttled_until', 'failed')",
            name=op.f("ck_connections_test_status"),
        ),
    )


def _sync_runs() -> None:
    op.create_table(
        "sync_runs",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("sync_run_id", sa.String(32), nullable=False),
        sa.Column("connection_id", sa.String(40), nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("stream", sa.String(80), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(80), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("status", sa.String(20), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("cursor_before", sa.JSON(), nullable=False),
        sa.Column("cursor_after", sa.JSON(), nullable=True),
        sa.Column("error_class", sa.String(80), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("throttled_until", UtcDateTime(), nullable=True),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("last_ok_at", UtcDateTime(), nullable=True),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "sync_run_id", name="pk_sync_runs"),
        sa.CheckConstraint("state in ('planned', 'extracting', 'loaded', 'failed')", name=op.f("ck_sync_runs_state")),
        sa.CheckConstraint(
            "status is null or status in ('ok', 'reauth', 'config', 'throttled_until', 'failed')",
            name=op.f("ck_sync_runs_status"),
        ),
    )
    op.create_index("ix_sync_runs_history", "sync_runs", ["workspace_id", "connection_id", "started_at"])
    op.create_index("ix_sync_runs_batch", "sync_runs", ["batch_id"])
    still_open, latest = sa.text("finished_at is null"), sa.text("is_latest")
    op.create_index("ix_sync_runs_open", "sync_runs", ["source"], sqlite_where=still_open, postgresql_where=still_open)
    op.create_index(
        "uq_sync_runs_latest",
        "sync_runs",
        ["workspace_id", "connection_id", "stream"],
        unique=True,
        sqlite_where=latest,
        postgresql_where=latest,
    )

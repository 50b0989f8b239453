"""What platforms ask about the personal data of shoppers."""

import sqlalchemy as sa
from alembic import op

from omnitrackiq.database import UtcDateTime

revision: str = "0006"
down_revision: str | None = "0005"


def upgrade() -> None:
    """Make the table of requests."""
    op.create_table(
        "privacy_requests",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("request_id", sa.String(40), nullable=False),
        sa.Column("webhook_id", sa.String(64), nullable=False),
        sa.Column("call_digest", sa.String(64), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.Column("shop", sa.String(100), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime()),
        sa.Column("sealed_call", sa.Text()),
        sa.Column("replacements", sa.JSON(), nullable=False),
        sa.Column("sealed_answer", sa.Text()),
        sa.PrimaryKeyConstraint("workspace_id", "request_id", name="pk_privacy_requests"),
        sa.UniqueConstraint("workspace_id", "webhook_id", name="uq_privacy_requests_workspace_id_webhook_id"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="fk_privacy_requests_workspace_id_workspaces"
        ),
        sa.CheckConstraint(
            "topic in ('customers/data_request', 'customers/redact', 'shop/redact')",
            name=op.f("ck_privacy_requests_topic"),
        ),
        sa.CheckConstraint("state in ('open', 'erased', 'done')", name=op.f("ck_privacy_requests_state")),
    )
    op.create_index("ix_privacy_requests_state", "privacy_requests", ["state"])

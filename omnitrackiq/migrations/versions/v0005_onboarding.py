"""Setting a workspace up: what was put aside or seen, the targets, the demo; until when access is good."""

import sqlalchemy as sa
from alembic import op

from omnitrackiq.database import ExactDecimal, UtcDateTime

revision: str = "0005"
down_revision: str | None = "0004"


def upgrade() -> None:
    """Make the tables of onboarding; new columns are empty, so no table is written anew."""
    op.add_column("workspaces", sa.Column("demo_since", UtcDateTime(), nullable=True))
    op.add_column("connections", sa.Column("access_ends_at", UtcDateTime(), nullable=True))
    op.create_table(
        "onboarding_marks",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("marked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "mark", name="pk_onboarding_marks"),
        _to_workspace("onboarding_marks"),
        sa.CheckConstraint(
            "mark in ('ga4_skipped', 'targets_skipped', 'invite_skipped', 'tour_skipped', 'tour_taken', "
            "'checklist_dismissed')",
            name=op.f("ck_onboarding_marks_mark"),
        ),
    )
    op.create_table(
        "targets",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("metric", sa.String(40), nullable=False),
        sa.Column("value", ExactDecimal(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "metric", name="pk_targets"),
        _to_workspace("targets"),
        sa.CheckConstraint("metric in ('roas', 'cac', 'new_customer_cac')", name=op.f("ck_targets_metric")),
    )


def _to_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"], ["workspaces.workspace_id"], name=f"fk_{table}_workspace_id_workspaces"
    )

"""What it costs a workspace to sell."""

import sqlalchemy as sa
from alembic import op

from omnitrackiq.database import ExactDecimal

revision: str = "0003"
down_revision: str | None = "0002"


def upgrade() -> None:
    """Make the table of cost rates."""
    op.create_table(
        "cost_rates",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("gateway", sa.String(80), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("per_order", ExactDecimal(), nullable=False),
        sa.Column("share", ExactDecimal(), nullable=False),
        sa.Column("per_day", ExactDecimal(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "kind", "gateway", "valid_from", name="pk_cost_rates"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="fk_cost_rates_workspace_id_workspaces"
        ),
        sa.CheckConstraint("kind in ('shipping', 'payment', 'other')", name=op.f("ck_cost_rates_kind")),
    )

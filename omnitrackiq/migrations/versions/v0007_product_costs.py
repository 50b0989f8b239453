"""What a unit of each product costs a workspace."""

import sqlalchemy as sa
from alembic import op

from omnitrackiq.database import ExactDecimal

revision: str = "0007"
down_revision: str | None = "0006"


def upgrade() -> None:
    """Make the table of product costs."""
    op.create_table(
        "product_costs",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("variant_id", sa.String(20), nullable=False),
        sa.Column("sku", sa.String(255), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("unit_cost", ExactDecimal(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "variant_id", "sku", "valid_from", name="pk_product_costs"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspaces.workspace_id"], name="fk_product_costs_workspace_id_workspaces"
        ),
    )

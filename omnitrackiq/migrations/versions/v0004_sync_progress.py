"""How far a sync has come while it is under way."""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"


def upgrade() -> None:
    """Add what is committed to the sync runs."""
    op.add_column("sync_runs", sa.Column("slices", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("sync_runs", sa.Column("days", sa.Integer()))
    op.add_column("sync_runs", sa.Column("wanted_days", sa.Integer()))
    op.add_column("sync_runs", sa.Column("back_to", sa.Date()))

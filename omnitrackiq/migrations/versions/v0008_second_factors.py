"""The second step at sign-in: authenticator apps and recovery codes."""

import sqlalchemy as sa
from alembic import op

from omnitrackiq.database import UtcDateTime

revision: str = "0008"
down_revision: str | None = "0007"


def upgrade() -> None:
    """Make both tables; nobody has a second step at first."""
    op.create_table(
        "second_factors",
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_second_factors"),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name="fk_second_factors_user_id_users"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name="pk_recovery_codes"),
        sa.ForeignKeyConstraint(
            ["user_id"], ["second_factors.user_id"], name="fk_recovery_codes_user_id_second_factors"
        ),
    )

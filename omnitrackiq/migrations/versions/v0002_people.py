"""Users, memberships, invites, billing accounts, sessions, codes, API tokens, tries and the audit log."""

import sqlalchemy as sa
from alembic import op

from omnitrackiq.database import UtcDateTime

revision: str = "0002"
down_revision: str | None = "0001"


def upgrade() -> None:
    """Make the tables of people, and let a workspace name who pays for it."""
    _users()
    _workspaces()
    _memberships_and_invites()
    _sessions_and_codes()
    _tokens_and_tries()
    _audit_log()


def _users() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("is_operator", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("email_verified_at", UtcDateTime(), nullable=True),
        sa.Column("disabled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_table(
        "billing_accounts",
        sa.Column("billing_account_id", sa.String(40), nullable=False),
        sa.Column("owner_user_id", sa.String(40), nullable=False),
        sa.Column("plan", sa.String(20), nullable=False),
        sa.Column("trial_ends_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("billing_account_id", name="pk_billing_accounts"),
        _to_user("billing_accounts", "owner_user_id"),
        sa.CheckConstraint("plan in ('starter', 'pro', 'agency')", name=op.f("ck_billing_accounts_plan")),
    )
    op.create_index("ix_billing_accounts_owner_user_id", "billing_accounts", ["owner_user_id"])


def _workspaces() -> None:
    with op.batch_alter_table("workspaces") as batch:
        batch.add_column(sa.Column("purged_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("billing_account_id", sa.String(40), nullable=True))
        batch.create_foreign_key(
            "fk_workspaces_billing_account_id_billing_accounts",
            "billing_accounts",
            ["billing_account_id"],
            ["billing_account_id"],
        )
        batch.create_index("ix_workspaces_billing_account_id", ["billing_account_id"])


def _memberships_and_invites() -> None:
    roles = "role in ('owner', 'admin', 'member')"
    op.create_table(
        "memberships",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "user_id", name="pk_memberships"),
        _to_workspace("memberships"),
        _to_user("memberships", "user_id"),
        sa.CheckConstraint(roles, name=op.f("ck_memberships_role")),
    )
    op.create_index("ix_memberships_user_id", "memberships", ["user_id"])
    op.create_table(
        "invites",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("invite_id", sa.String(40), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("invited_by", sa.String(40), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by", sa.String(40), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "invite_id", name="pk_invites"),
        sa.UniqueConstraint("code_hash", name="uq_invites_code_hash"),
        _to_workspace("invites"),
        _to_user("invites", "invited_by"),
        _to_user("invites", "accepted_by"),
        sa.CheckConstraint(roles, name=op.f("ck_invites_role")),
    )
    still_open = sa.text("accepted_at is null and revoked_at is null")
    op.create_index(
        "uq_invites_open",
        "invites",
        ["workspace_id", "email"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def _sessions_and_codes() -> None:
    op.create_table(
        "sessions",
        sa.Column("session_id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("address", sa.String(60), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_because", sa.String(40), nullable=True),
        sa.PrimaryKeyConstraint("session_id", name="pk_sessions"),
        _to_user("sessions", "user_id"),
    )
    op.create_index("ix_sessions_user_id", "sessions", ["user_id"])
    op.create_table(
        "one_time_codes",
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("code_hash", name="pk_one_time_codes"),
        _to_user("one_time_codes", "user_id"),
        sa.CheckConstraint("purpose in ('verify_email', 'reset_password')", name=op.f("ck_one_time_codes_purpose")),
    )
    op.create_index("ix_one_time_codes_user_id", "one_time_codes", ["user_id"])


def _tokens_and_tries() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("token_id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("workspace_id", "token_id", name="pk_api_tokens"),
        sa.UniqueConstraint("token_hash", name="uq_api_tokens_token_hash"),
        _to_workspace("api_tokens"),
        _to_user("api_tokens", "user_id"),
    )
    op.create_index("ix_api_tokens_user_id", "api_tokens", ["user_id"])
    op.create_table(
        "tries",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("locked_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("kind", "subject", name="pk_tries"),
    )
    op.create_index("ix_tries_last_at", "tries", ["last_at"])


def _audit_log() -> None:
    op.create_table(
        "audit_chains",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("length", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_audit_chains"),
    )
    op.create_table(
        "audit_events",
        sa.Column("workspace_id", sa.String(40), nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("happened_at", UtcDateTime(), nullable=False),
        sa.Column("actor_kind", sa.String(20), nullable=False),
        sa.Column("actor_id", sa.String(40), nullable=True),
        sa.Column("actor_name", sa.String(254), nullable=False),
        sa.Column("address", sa.String(60), nullable=True),
        sa.Column("action", sa.String(60), nullable=False),
        sa.Column("subject", sa.String(254), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "position", name="pk_audit_events"),
        sa.CheckConstraint(
            "actor_kind in ('user', 'operator', 'token', 'visitor')", name=op.f("ck_audit_events_actor_kind")
        ),
    )
    for statement in _KEEPING[op.get_bind().dialect.name]:
        op.execute(statement)


_STAYS = "The audit log is append-only."
_PURGED = "exists (select 1 from workspaces where workspace_id = old.workspace_id and purged_at is not null)"
_KEEPING = {
    "sqlite": (
        f"""create trigger audit_events_unchanged before update on audit_events
            begin select raise(abort, '{_STAYS}'); end""",
        f"""create trigger audit_events_kept before delete on audit_events when not {_PURGED}
            begin select raise(abort, '{_STAYS}'); end""",
    ),
    "postgresql": (
        f"""create function audit_events_keep() returns trigger language plpgsql as $$
            begin
                if tg_op = 'DELETE' then
                    if {_PURGED} then return old; end if;
                end if;
                raise exception '{_STAYS}';
            end $$""",
        """create trigger audit_events_kept before update or delete on audit_events
            for each row execute function audit_events_keep()""",
        """create trigger audit_events_not_emptied before truncate on audit_events
            for each statement execute function audit_events_keep()""",
    ),
}


def _to_user(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["users.user_id"], name=f"fk_{table}_{column}_users")


def _to_workspace(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["workspace_id"], ["workspaces.workspace_id"], name=f"fk_{table}_workspace_id_workspaces"
    )

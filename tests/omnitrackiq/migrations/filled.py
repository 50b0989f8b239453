"""A control database of any revision with a row in each of its tables."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import JSON, Boolean, Column, Connection, Date, DateTime, Integer, MetaData, Table, insert, select

from omnitrackiq.database import control_url, make_engine
from omnitrackiq.migrations.upgrading import alembic_config

REVISIONS = [script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]

Rows = dict[str, list[Mapping[str, Any]]]

# What a check or a reference allows; anything else is made up.
_ALLOWED = {
    "workspace_id": "brand", "user_id": "us-1", "owner_user_id": "us-1", "invited_by": "us-1", "accepted_by": "us-1",
    "billing_account_id": "ba-1", "connections.status": "active", "test_status": "ok", "sync_runs.state": "planned",
    "sync_runs.status": "ok", "role": "owner", "plan": "pro", "purpose": "reset_password", "cost_rates.kind": "other",
    "actor_kind": "user", "privacy_requests.topic": "shop/redact", "privacy_requests.state": "open",
    "mark": "tour_taken", "metric": "roas", "currency": "EUR", "timezone": "Europe/Berlin",
}  # fmt: skip


@contextmanager
def connected(database_url: str) -> Iterator[Connection]:
    """A connection in a transaction that is kept, without checks of references on SQLite, as migrations have it."""
    engine = make_engine(control_url(database_url), foreign_keys=False)
    with engine.connect() as connection, connection.begin():
        yield connection
    engine.dispose()


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the database to ``revision`` with the steps of this release."""
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def fill(connection: Connection) -> Rows:
    """Put a row into every table that there is, and return what is stored then."""
    tables = tables_of(connection)
    for table in tables:
        connection.execute(insert(table).values({column.name: _some(table, column) for column in table.columns}))
    return rows_in(connection, tables)


def rows_in(connection: Connection, tables: list[Table]) -> Rows:
    """What is stored in ``tables``, in the columns that they name."""
    return {table.name: [dict(row) for row in connection.execute(select(table)).mappings()] for table in tables}


def tables_of(connection: Connection) -> list[Table]:
    """The tables of the product as they are now, those that others refer to first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def _some(table: Table, column: Column[Any]) -> Any:
    allowed = _ALLOWED.get(f"{table.name}.{column.name}", _ALLOWED.get(column.name))
    if allowed is not None:
        return allowed
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    kinds: list[tuple[Any, Any]] = [
        (JSON, {"Ærø": [1, None]}), (Boolean, True), (DateTime, moment), (Date, date(2026, 1, 2)), (Integer, 7)
    ]  # fmt: skip
    return next((value for kind, value in kinds if isinstance(column.type, kind)), f"Ærø {column.name}"[:20])

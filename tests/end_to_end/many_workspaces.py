"""A PostgreSQL warehouse with many workspaces: one is synced, the others are given copies of its raw rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import LiteralString

import psycopg
from psycopg import sql

from omnitrackiq.accounts.workspaces import create_workspace, get_workspace
from orchestration.installation import Installation

# Loaded anew before each build, or not needed for a row in every mart.
_NOT_COPIED = ["raw_workspaces", "raw_exchange_rates"]
_RAW_TABLES: LiteralString = """
    select table_schema, table_name, array_agg(column_name::text order by ordinal_position)
    from information_schema.columns
    where table_schema like 'raw\\_%%' and table_schema not like '%%\\_staging' and table_schema <> all (%s)
        and table_name not in ('load_windows', 'rejected_records')
    group by table_schema, table_name having 'workspace_id' = any (array_agg(column_name::text))
"""


def add_workspaces(installation: Installation, origin: str, names: Sequence[str], now: datetime) -> None:
    """Workspaces ``names`` like ``origin``: the same settings in the control database, the same raw rows."""
    with installation.database.writing() as session:
        model = get_workspace(session, origin)
        for name in names:
            create_workspace(
                session, workspace_id=name, name=name, currency=model.currency, timezone=model.timezone, now=now
            )
    with psycopg.connect(installation.warehouse.url) as connection:
        for schema, table, columns in connection.execute(_RAW_TABLES, [_NOT_COPIED]).fetchall():
            kept = [column for column in columns if column != "workspace_id"]
            copy = sql.SQL(
                "insert into {table} (workspace_id, {kept}) select copy.workspace_id, {values} from {table} as origin "
                "cross join unnest(%s::text[]) as copy (workspace_id) where origin.workspace_id = %s"
            ).format(
                table=sql.Identifier(schema, table),
                kept=sql.SQL(", ").join(map(sql.Identifier, kept)),
                values=sql.SQL(", ").join(sql.Identifier("origin", column) for column in kept),
            )
            connection.execute(copy, [list(names), origin])

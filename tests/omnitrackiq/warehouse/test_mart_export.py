"""Marts leave PostgreSQL as Parquet with their types, for the workspace that was bound and for no other."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from psycopg import sql

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.mart_export import mart_files
from omnitrackiq.warehouse.postgres_roles import SETTING, app_role, prepare_roles
from omnitrackiq.warehouse.readers import open_reader
from tests.postgres_server import PostgresServer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def warehouse(postgres_server: PostgresServer, tmp_path: Path) -> Warehouse:
    """A warehouse with one mart of two workspaces, guarded as builds guard it."""
    made = Warehouse.parse(postgres_server.new_owned_database(), tmp_path)
    prepare_roles(made)
    role = sql.Identifier(app_role(made))
    with psycopg.connect(made.url) as session:
        session.execute(
            "create schema if not exists marts; create table marts.things (workspace_id text, amount numeric(18, 6), "
            "moment timestamptz, day date, told jsonb, ratio double precision, seen boolean, number bigint)"
        )
        for name in ("demo-1", "demo-2"):
            session.execute(
                "insert into meta.publication values (%s, %s, 'EUR', 'Europe/Berlin', 'b1', %s)", [name, name, NOW]
            )
            session.execute(
                "insert into marts.things select %s, 0.1, %s, '2026-03-01', '{\"a\": 1}', 0.5, true, n"
                " from generate_series(1, 25000) as n",
                [name, NOW],
            )
        session.execute("alter table marts.things enable row level security")
        session.execute(
            sql.SQL("create policy app on marts.things for select to {} using (workspace_id = {})").format(
                role, sql.SQL("current_setting({}, true)").format(sql.Literal(SETTING))
            )
        )
        session.execute(sql.SQL("grant usage on schema marts to {}").format(role))
        session.execute(sql.SQL("grant select on marts.things to {}").format(role))
    return made


def test_every_row_of_one_workspace_with_its_types(warehouse: Warehouse) -> None:
    found = {name: pq.read_table(file) for name, file in mart_files(open_reader(warehouse, "demo-1").snapshot())}
    (things,) = found.values()
    assert list(found) == ["things"]
    assert things.num_rows == 25_000
    assert set(things["workspace_id"].to_pylist()) == {"demo-1"}
    assert sorted(things["number"].to_pylist()) == list(range(1, 25_001))
    first = things.slice(0, 1).to_pylist()[0]
    assert (first["amount"], first["moment"], first["day"]) == (Decimal("0.100000"), NOW, date(2026, 3, 1))
    assert (json.loads(first["told"]), first["ratio"], first["seen"]) == ({"a": 1}, 0.5, True)
    assert things.schema.field("amount").type == pa.decimal128(18, 6)
    assert things.schema.field("moment").type == pa.timestamp("us", "UTC")

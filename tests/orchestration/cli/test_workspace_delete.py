"""``omnitrackiq workspace delete``: closed at once, and in the end gone from every place."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from omnitrackiq.accounts.audit import audit_events, first_broken
from omnitrackiq.accounts.connections import due_connections
from omnitrackiq.database import Database, open_database
from omnitrackiq.settings import load_settings
from omnitrackiq.warehouse.ledger import PlannedSync, SyncLedger
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from orchestration.control_plane import load_control_plane
from orchestration.installation import open_installation
from tests.demo_marts import ACME, BOLT, write_warehouse
from tests.orchestration.conftest import Cli

CANARY = "canary-of-demo-1"


@pytest.fixture
def database(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Two workspaces, each with a member, a connection, a token, a sync, rows and published files."""
    monkeypatch.setenv("OMNITRACKIQ_PASSWORD_COST", "4")
    monkeypatch.setenv("SHOP_TOKEN", "shpat_canary")
    for each in ("demo-1", "demo-2"):
        assert (
            cli(
                "workspace", "create", each, "--name", f"canary-of-{each}", "--currency", "EUR", "--timezone", "UTC"
            ).code
            == 0
        )
        person = f"{each}@example.com"
        made = cli(
            "user", "create", person, "--name", "A", "--workspace", each, "--password", "-", stdin="violet engine 8"
        )
        assert made.code == 0
        shop = [
            "--source",
            "shopify",
            "--config",
            f"shop={each}.myshopify.com",
            "--secret",
            "access_token=env:SHOP_TOKEN",
        ]
        assert cli("connection", "add", "--workspace", each, *shop, "--no-test").code == 0
        assert cli("token", "create", "--workspace", each, "--user", person, "--name", "n", "--scope", "read").code == 0
    warehouse = Warehouse.parse(f"duckdb:///{home / 'warehouse.duckdb'}", home)
    assert warehouse.path
    write_warehouse(warehouse.path, [ACME, BOLT], date(2026, 3, 15), days=5)
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("create schema raw_shopify; create schema raw_shopify_staging")
        for schema in ("raw_shopify", "raw_shopify_staging"):
            connection.execute(f"create table {schema}.orders (workspace_id varchar, note varchar)")
            connection.execute(f"insert into {schema}.orders values ('demo-1', 'mine'), ('demo-2', 'theirs')")
        connection.execute("create view staging.stg_shopify__orders as select * from raw_shopify.orders")
    publish(warehouse, None, "b1", datetime.now(UTC))
    database = open_database(f"sqlite:///{home / 'control.sqlite'}")
    plans = [PlannedSync(each, f"cn-{each}", "shopify") for each in ("demo-1", "demo-2")]
    SyncLedger(database).start(plans, batch_id="b", now=datetime.now(UTC))
    return database


def rows_of(home: Path, workspace_id: str) -> dict[str, int]:
    """Rows of a workspace by relation, in the warehouse and in the control database."""
    counts = {}
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        for schema, table in connection.execute(
            "select schema_name, table_name from duckdb_columns() where column_name = 'workspace_id'"
        ).fetchall():
            query = f'select count(*) from "{schema}"."{table}" where workspace_id = ?'
            counts[f"{schema}.{table}"] = connection.execute(query, [workspace_id]).fetchall()[0][0]
    with closing(sqlite3.connect(home / "control.sqlite")) as control:
        for (table,) in control.execute(
            "select m.name from sqlite_master m, pragma_table_info(m.name) c "
            "where m.type = 'table' and c.name = 'workspace_id'"
        ).fetchall():
            query = f"select count(*) from {table} where workspace_id = ?"
            counts[table] = control.execute(query, [workspace_id]).fetchone()[0]
    return counts


def test_a_deleted_workspace_is_closed_at_once_and_can_come_back(cli: Cli, home: Path, database: Database) -> None:
    ran = cli("workspace", "delete", "demo-1")
    assert ran.code == 0
    assert f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}" in ran.out
    assert cli("workspace", "show", "demo-1").code == 1
    assert [path.name for path in (home / "published").iterdir() if "demo-1" in path.name] == []
    assert cli("workspace", "delete", "demo-1").code == 1
    with database.reading() as session:
        assert {each.workspace_id for each in due_connections(session, now=datetime.now(UTC))} == {"demo-2"}
    assert cli("workspace", "delete", "demo-1", "--undo").code == 0
    assert cli("workspace", "show", "demo-1").code == 0
    assert cli("workspace", "delete", "demo-1", "--undo").code == 1
    with database.reading() as session:
        assert [each.action for each in audit_events(session, "demo-1")][:2] == [
            "workspace.restored",
            "workspace.deleted",
        ]


def test_what_was_published_while_it_was_deleted_is_taken_back(cli: Cli, home: Path, database: Database) -> None:
    assert cli("workspace", "delete", "demo-1").code == 0
    warehouse = Warehouse.parse(f"duckdb:///{home / 'warehouse.duckdb'}", home)
    publish(warehouse, None, "b2", datetime.now(UTC))
    assert (home / "published" / "demo-1.duckdb").exists()
    assert cli("publish").code == 0
    assert not [path.name for path in (home / "published").iterdir() if "demo-1" in path.name]
    assert (home / "published" / "demo-2.duckdb").exists()


def test_for_good_is_really_everywhere_and_nobody_elses(cli: Cli, home: Path, database: Database) -> None:
    before, theirs = rows_of(home, "demo-1"), rows_of(home, "demo-2")
    assert sum(count > 0 for count in before.values()) >= 12
    ran = cli("workspace", "delete", "demo-1", "--for-good", "--yes")
    assert (ran.code, ran.err) == (0, "")
    left = {name: count for name, count in rows_of(home, "demo-1").items() if count}
    assert left == {"workspaces": 1}
    assert rows_of(home, "demo-2") == theirs
    assert [path.name for path in (home / "published").iterdir() if "demo-1" in path.name] == []
    assert (home / "published" / "demo-2.duckdb").exists()
    with database.reading() as session:
        (purged,) = [each for each in audit_events(session, None) if each.action == "workspace.purged"]
        assert purged.details["events"] >= 5
        assert first_broken(session, None) is None
    assert cli("workspace", "delete", "demo-1", "--undo").code == 1
    again = cli("workspace", "create", "demo-1", "--currency", "EUR", "--timezone", "UTC")
    assert "never given twice" in again.err
    assert CANARY not in cli("workspace", "list", "--json").out
    assert {each["user"]["email"]: each["memberships"] for each in json.loads(cli("user", "list", "--json").out)}[
        "demo-1@example.com"
    ] == []


def test_for_good_asks_twice(cli: Cli, database: Database) -> None:
    assert cli("workspace", "delete", "demo-1", "--for-good").code == 2
    assert cli("workspace", "delete", "demo-1", "--for-good", stdin="demo-2\n", terminal=True).code == 1
    assert cli("workspace", "delete", "demo-1", "--for-good", "--undo", "--yes").code == 2
    assert cli("workspace", "show", "demo-1").code == 0
    assert cli("workspace", "delete", "demo-1", "--for-good", stdin="demo-1\n", terminal=True).code == 0
    assert cli("workspace", "delete", "nowhere", "--for-good", "--yes").code == 1


def test_a_build_forgets_what_was_deleted_thirty_days_ago(cli: Cli, home: Path, database: Database) -> None:
    installation = open_installation(load_settings())
    for each, days in (("demo-1", 31), ("demo-2", 29)):
        assert cli("workspace", "delete", each).code == 0
        with database.engine.begin() as connection:
            moment = (datetime.now(UTC) - timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S.%f")
            connection.exec_driver_sql("update workspaces set deleted_at = ? where workspace_id = ?", (moment, each))
    load_control_plane(installation)
    assert {name: count for name, count in rows_of(home, "demo-1").items() if count} == {"workspaces": 1}
    assert rows_of(home, "demo-2")["raw_shopify.orders"] == 1
    assert cli("workspace", "delete", "demo-2", "--undo").code == 0

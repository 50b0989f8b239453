"""After a build the catalog must prove that workspaces are kept apart; what fails is closed to readers at once."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from omnitrackiq.warehouse.bi_logins import create_bi_login
from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.isolation import IsolationError, check_isolation
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_roles import app_role, prepare_roles, reader_role
from omnitrackiq.warehouse.publishing import publish
from tests.postgres_server import PostgresServer

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

Run = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def warehouse(postgres_server: PostgresServer, tmp_path: Path) -> Warehouse:
    """A warehouse with the mart ``orders``, isolated as builds do it, and a login of demo-1."""
    made = Warehouse.parse(postgres_server.new_owned_database(), tmp_path)
    prepare_roles(made)
    login = create_bi_login(made, "demo-1", NOW).login
    with psycopg.connect(made.url, autocommit=True) as session:
        session.execute("create table marts.orders (workspace_id text not null, order_id text not null)")
        isolate(session, made)
        session.execute("insert into marts.orders values ('demo-1', '1'), ('demo-2', '2'), ('demo-2', '3')")
        session.execute(f"create role {login}_stranger nologin".encode())
    return made


def isolate(session: "psycopg.Connection[Any]", warehouse: Warehouse) -> None:
    """Give marts.orders the very policies that meta.publication has."""
    session.execute("alter table marts.orders enable row level security")
    session.execute("alter table marts.orders force row level security")
    for name, roles, command, condition, check in session.execute(
        "select policyname, array_to_string(roles, ', '), cmd, qual, with_check from pg_policies "
        "where schemaname = 'meta' and tablename = 'publication'"
    ).fetchall():
        checked = f"with check ({check})" if check else ""
        session.execute(
            f"create policy {name} on marts.orders for {command} to {roles} using ({condition}) {checked}".encode()
        )
    readers = f"{reader_role(warehouse)}, {app_role(warehouse)}"
    session.execute(f"grant select on marts.orders to {readers}".encode())


@pytest.fixture
def run(warehouse: Warehouse) -> Run:
    """Runs a statement as the warehouse's own user; ``{login}`` and ``{reader}`` stand for these roles."""

    def execute(statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(warehouse.url, autocommit=True) as session:
            row = session.execute("select login::text from meta.bi_logins").fetchone()
            names = {"login": row[0] if row else "", "reader": reader_role(warehouse)}
            cursor = session.execute(statement.format(**names).encode())
            return cursor.fetchall() if cursor.description else []

    return execute


def test_isolated_marts_pass_and_the_builder_sees_every_row(warehouse: Warehouse, run: Run) -> None:
    check_isolation(warehouse)
    assert run("select count(*) from marts.orders") == [(3,)]


def test_a_view_with_the_readers_own_rights_passes(warehouse: Warehouse, run: Run) -> None:
    run("create view marts.latest with (security_invoker = true) as select * from marts.orders")
    check_isolation(warehouse)


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("create table marts.fresh (workspace_id text not null)", "marts.fresh has no forced row-level security"),
        ("create table marts.fresh (day date)", "marts.fresh has no column workspace_id"),
        ("alter table marts.orders no force row level security", "marts.orders has no forced"),
        ("alter table marts.orders disable row level security", "marts.orders has no forced"),
        ("alter table marts.orders alter workspace_id drop not null", "marts.orders has no column workspace_id"),
        ("drop policy bi_login on marts.orders", "marts.orders has other row policies"),
        ("create policy open on marts.orders using (true)", "marts.orders has other row policies"),
        ("alter policy bi_login on marts.orders using (true)", "marts.orders has other row policies"),
        ("alter policy builds on marts.orders to public", "marts.orders has other row policies"),
        (
            "alter policy bi_login on marts.orders "
            "using (workspace_id = current_setting('omnitrackiq.workspace_id', true))",
            "marts.orders has other row policies",
        ),
        ("create view marts.latest as select * from marts.orders", "marts.latest is a view"),
        ("create materialized view marts.kept as select * from marts.orders", "marts.kept is neither"),
        ("grant insert on marts.orders to {reader}", "marts.orders is open"),
        ("grant select on marts.orders to public", "marts.orders is open"),
        ("grant select on marts.orders to {login}_stranger", "marts.orders is open"),
        (
            "create function marts.all_orders() returns bigint language sql security definer "
            "as 'select count(*) from marts.orders'",
            "marts.all_orders is a function",
        ),
        ("alter role {login} createdb", "the login bi_"),
        ("grant {login}_stranger to {login}", "the login bi_"),
    ],
)
def test_what_could_open_a_workspace_is_found(
    warehouse: Warehouse, run: Run, postgres_server: PostgresServer, fault: str, told: str
) -> None:
    with psycopg.connect(postgres_server.url(warehouse.postgres_address().database)) as superuser:
        login = superuser.execute("select login::text from meta.bi_logins").fetchone()
        assert login
        owner = f"set local role {warehouse.postgres_address().user}; " if not fault.startswith("alter role") else ""
        superuser.execute((owner + fault.format(login=login[0], reader=reader_role(warehouse))).encode())
    with pytest.raises(IsolationError, match=told):
        check_isolation(warehouse)


def test_what_fails_is_closed_to_readers(warehouse: Warehouse, run: Run) -> None:
    run("create table marts.fresh as select 'demo-2' as workspace_id")
    run("grant select on marts.fresh to {reader}")
    with pytest.raises(IsolationError):
        check_isolation(warehouse)
    assert run("select has_table_privilege('{login}', 'marts.fresh', 'select')") == [(False,)]
    assert run("select has_table_privilege('{login}', 'marts.orders', 'select')") == [(True,)]


def test_raw_rows_that_were_opened_are_closed_again(warehouse: Warehouse, run: Run) -> None:
    run("create schema raw_shopify")
    run("create table raw_shopify.orders (workspace_id text, order_id text)")
    run("grant usage on schema raw_shopify to {reader}")
    run("grant select (order_id) on raw_shopify.orders to {reader}")
    with pytest.raises(IsolationError, match=r"raw_shopify\.orders"):
        check_isolation(warehouse)
    assert run("select has_any_column_privilege('{login}', 'raw_shopify.orders', 'select')") == [(False,)]


@pytest.fixture
def staged(run: Run) -> None:
    """The last build knows the workspace demo-1."""
    run("create schema staging")
    run(
        "create view staging.stg_workspaces__workspaces as "
        "select 'demo-1' as workspace_id, 'Acme' as workspace_name, 'EUR' as currency, 'UTC' as timezone"
    )


@pytest.mark.usefixtures("staged")
def test_nothing_is_published_while_a_mart_is_open(warehouse: Warehouse, run: Run) -> None:
    publish(warehouse, None, "b1", NOW)
    assert run("select build_id from meta.publication") == [("b1",)]
    run("create policy open on marts.orders using (true)")
    with pytest.raises(IsolationError):
        publish(warehouse, None, "b2", NOW)
    assert run("select build_id from meta.publication") == [("b1",)]


@pytest.mark.usefixtures("staged")
def test_publishing_knows_the_workspaces_of_the_last_build_only(warehouse: Warehouse, run: Run) -> None:
    run("insert into meta.publication values ('gone', 'Gone', 'EUR', 'UTC', 'b0', now())")
    with pytest.raises(WarehouseError, match="knows no workspace demo-2"):
        publish(warehouse, ["demo-1", "demo-2"], "b1", NOW)
    assert run("select workspace_id, build_id from meta.publication") == [("gone", "b0")]
    publish(warehouse, ["demo-1"], "b1", NOW)
    assert run("select workspace_id, build_id from meta.publication") == [("demo-1", "b1")]


def test_before_the_first_build_there_is_nothing_to_publish(postgres_url: str, tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="omnitrackiq build"):
        publish(Warehouse.parse(postgres_url, tmp_path), None, "b1", NOW)


def test_duckdb_has_no_such_readers(tmp_path: Path) -> None:
    check_isolation(Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path))

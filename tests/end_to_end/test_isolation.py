"""A BI login sees its workspace and no other: in every relation, by every trick, during and after a rebuild.

The warehouse belongs to a user without superuser rights, as in production.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest

from omnitrackiq.warehouse.bi_logins import BiLogin, create_bi_login
from omnitrackiq.warehouse.isolation import IsolationError
from omnitrackiq.warehouse.readers import open_reader
from orchestration.build import build
from orchestration.installation import Installation
from sandbox.market.generated import generate_market
from tests.end_to_end.many_workspaces import add_workspaces
from tests.line import lay_line
from tests.postgres_server import PostgresServer, postgres_server
from tests.sandbox_server import serve_market

__all__ = ["postgres_server"]

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
MINE = "demo-1"
OTHERS = [f"brand-{number:04}" for number in range(1, 1_000)]
MARTS = 17

# Empty after one sync; that it has its policy is what the catalog check of every build says.
NEEDS_A_SECOND_SYNC = {"marts.restatements"}


@dataclass(frozen=True, slots=True)
class Tenants:
    """A built warehouse of many workspaces, and the login of one of them."""

    installation: Installation
    workspaces: int
    login: BiLogin

    @contextmanager
    def signed_in(self) -> Iterator["psycopg.Connection[Any]"]:
        """A session of the BI login."""
        login = self.login
        with psycopg.connect(
            host=login.host,
            port=login.port,
            dbname=login.database,
            user=login.login,
            password=login.password,
            autocommit=True,
        ) as session:
            yield session

    def as_builder(self, query: str) -> list[tuple[Any, ...]]:
        """Rows as the warehouse's own user sees them."""
        with psycopg.connect(self.installation.warehouse.url, autocommit=True) as session:
            cursor = session.execute(query.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(
    scope="module",
    params=[
        4,
        pytest.param(49, marks=pytest.mark.long),
        pytest.param(999, marks=[pytest.mark.long, pytest.mark.timeout(3600)]),
    ],
    ids=["5 workspaces", "50 workspaces", "1,000 workspaces"],
)
def tenants(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, postgres_server: PostgresServer
) -> Tenants:
    """One synced workspace and copies of it, built; everybody has rows in every mart."""
    market = generate_market(seed=1, start=date(2026, 3, 27), workspaces=1, size="small", now=NOW)
    with serve_market(market, NOW) as sandbox:
        line = lay_line(tmp_path_factory.mktemp("home"), sandbox.url, postgres_server.new_owned_database())
        line.sync()
        add_workspaces(line.installation, MINE, OTHERS[: request.param], NOW)
        line.build()
    login = create_bi_login(line.installation.warehouse, MINE, NOW)
    return Tenants(line.installation, request.param + 1, login)


def readable(session: "psycopg.Connection[Any]") -> list[str]:
    """Every relation with a workspace that the session may read at all, wherever it is."""
    found = session.execute(
        """
        select format('%I.%I', nspname, relname)
        from pg_class inner join pg_namespace on pg_namespace.oid = relnamespace
        where relkind in ('r', 'p', 'v', 'm', 'f') and has_schema_privilege(nspname, 'usage')
            and has_any_column_privilege(pg_class.oid, 'select')
            and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'workspace_id')
        order by 1
        """
    )
    return [name for (name,) in found]


def seen(session: "psycopg.Connection[Any]", relation: str) -> dict[str, int]:
    """How many rows of each workspace the session sees."""
    return dict(
        session.execute(f"select workspace_id, count(*) from {relation} group by workspace_id".encode()).fetchall()
    )


def test_every_relation_shows_the_rows_of_one_workspace_only(tenants: Tenants) -> None:
    with tenants.signed_in() as session:
        relations = readable(session)
        shown = {relation: seen(session, relation) for relation in relations}
    assert len([name for name in relations if name.startswith("marts.")]) >= MARTS
    for relation in relations:
        everybody = dict(tenants.as_builder(f"select workspace_id, count(*) from {relation} group by workspace_id"))
        if relation in NEEDS_A_SECOND_SYNC:
            assert everybody == {}
            continue
        assert shown[relation] == {MINE: everybody[MINE]}, relation
        assert relation == "meta.bi_logins" or len(everybody) == tenants.workspaces, relation


def test_every_mart_has_its_grain_as_a_key_and_dashboards_their_indexes(tenants: Tenants) -> None:
    keys = dict(
        tenants.as_builder(
            "select relname, pg_get_constraintdef(pg_constraint.oid) from pg_class "
            "left join pg_constraint on conrelid = pg_class.oid and contype in ('p', 'u') "
            "where pg_class.relnamespace = 'marts'::regnamespace and relkind = 'r'"
        )
    )
    assert len(keys) >= MARTS
    assert all(
        re.match(r"(PRIMARY KEY|UNIQUE NULLS NOT DISTINCT) \(workspace_id[,)]", key or "") for key in keys.values()
    )
    indexes = tenants.as_builder("select indexdef from pg_indexes where schemaname = 'marts' and tablename = 'orders'")
    assert [True for (index,) in indexes if index.endswith("(workspace_id, order_date)")] == [True]


@pytest.mark.parametrize(
    ("mart", "day"), [("overview_daily", "date_day"), ("channel_daily", "date_day"), ("orders", "order_date")]
)
def test_policies_leave_the_indexes_to_dashboards(tenants: Tenants, mart: str, day: str) -> None:
    tenants.as_builder(f"analyze marts.{mart}")
    with tenants.signed_in() as session:
        session.execute("set enable_seqscan = off")
        plan = session.execute(
            f"explain select * from marts.{mart} where {day} between '2026-03-30' and '2026-03-31'".encode()
        ).fetchall()
    conditions = " ".join(line for (line,) in plan if "Index Cond" in line)
    assert "workspace_id =" in conditions
    assert day in conditions


def test_statistics_tell_nothing(tenants: Tenants) -> None:
    tenants.as_builder("analyze marts.orders")
    with tenants.signed_in() as session:
        assert session.execute("select * from pg_stats where schemaname = 'marts'").fetchall() == []


TRICKS = [
    "set role {app}",
    "set role {reader}",
    "set role {builder}",
    "set role postgres",
    "set session authorization {builder}",
    "set session authorization postgres",
    "set omnitrackiq.workspace_id = 'brand-0001'",
    "select set_config('omnitrackiq.workspace_id', 'brand-0001', false)",
    "select set_config('role', '{app}', false)",
    "select set_config('is_superuser', 'on', false)",
    "set row_security = off",
    "set default_transaction_read_only = off",
    "set search_path = pg_temp, meta",
    "alter table marts.orders disable row level security",
    "alter role current_user bypassrls",
    "grant {app} to current_user",
    "grant {builder} to current_user",
    "update meta.bi_logins set workspace_id = 'brand-0001'",
    "insert into meta.bi_logins values (current_user, 'brand-0001', now())",
    "create policy everything on marts.orders using (true)",
    "create table marts.mine as select 1",
    "create view pg_temp.mine as select * from marts.orders",
    "create function pg_temp.mine() returns bigint language sql security definer as 'select 1'",
    "create function marts.mine() returns bigint language sql security definer as 'select 1'",
]


@pytest.mark.parametrize("trick", TRICKS)
@pytest.mark.parametrize("writable", [False, True])
def test_no_statement_opens_another_workspace(tenants: Tenants, trick: str, writable: bool) -> None:
    address = tenants.installation.warehouse.postgres_address()
    statement = trick.format(
        app=f"{address.database}_app", reader=f"{address.database}_reader", builder=address.user
    ).encode()
    with tenants.signed_in() as session:
        if writable:
            session.execute("set default_transaction_read_only = off")
        try:
            session.execute(statement)
        except psycopg.Error as error:
            refused = error.sqlstate
        else:
            refused = None
        try:
            shown = set(seen(session, "marts.orders"))
        except psycopg.errors.InsufficientPrivilege:
            shown = set()
    assert shown <= {MINE}
    changes = not statement.lower().startswith((b"set", b"select"))
    assert refused if changes else True


def test_no_setting_opens_another_workspace(tenants: Tenants) -> None:
    """Every setting that a login may change, with every value that could mean more than a number."""
    other = OTHERS[0]
    tried = 0
    with tenants.signed_in() as session:
        settings = session.execute(
            "select name, coalesce(enumvals, array['on', 'off']), vartype from pg_settings "
            "where context = 'user' and vartype in ('bool', 'enum', 'string')"
        ).fetchall()
        for name, values, kind in settings:
            for value in (other, f"{tenants.login.database}_app") if kind == "string" else values:
                try:
                    session.execute("select set_config(%s, %s, false)", (name, value))
                except psycopg.Error:
                    continue
                try:
                    shown = set(seen(session, "marts.data_freshness"))
                except psycopg.Error:
                    shown = set()
                assert shown <= {MINE}, (name, value)
                session.execute("reset all")
                tried += 1
        assert set(seen(session, "marts.data_freshness")) == {MINE}
    assert tried > 100


def test_functions_and_leaky_conditions_see_no_more(tenants: Tenants) -> None:
    tenants.as_builder(
        "create or replace function public.count_orders() returns bigint language sql as "
        "'select count(*) from marts.orders'"
    )
    (mine,) = tenants.as_builder(f"select count(*) from marts.orders where workspace_id = '{MINE}'")[0]
    with tenants.signed_in() as session:
        assert session.execute("select public.count_orders()").fetchone() == (mine,)
        text = "select to_tsvector(''simple'', replace(workspace_id, ''-'', '''')) from marts.orders"
        assert session.execute(f"select word from ts_stat('{text}')".encode()).fetchall() == [("demo1",)]
        for relation in readable(session):
            others = f"exists (select from {relation} where workspace_id <> '{MINE}')"
            session.execute(f"do $$ begin if {others} then raise exception 'seen'; end if; end $$".encode())
        blind = "select count(*) from marts.orders where 1 / (case when workspace_id = 'demo-1' then 1 else 0 end) = 1"
        assert session.execute(blind).fetchone() == (mine,)
        with session.cursor().copy("copy (select workspace_id from marts.orders) to stdout") as copied:
            assert {bytes(row) for row in copied} == {b"demo-1\n"}


def test_a_view_with_its_owners_rights_shows_nothing(tenants: Tenants) -> None:
    address = tenants.installation.warehouse.postgres_address()
    tenants.as_builder("create view public.everybody as select * from marts.orders")
    tenants.as_builder(f"grant select on public.everybody to {address.database}_reader")
    with tenants.signed_in() as session:
        assert seen(session, "public.everybody") == {}
    tenants.as_builder("drop view public.everybody")


def test_the_dashboards_see_the_bound_workspace(tenants: Tenants) -> None:
    for workspace_id in (MINE, OTHERS[0]):
        reader = open_reader(tenants.installation.warehouse, workspace_id)
        assert reader.snapshot().publication.workspace_id == workspace_id
        assert reader.fetch("select distinct workspace_id from marts.orders") == [{"workspace_id": workspace_id}]


def test_nothing_shows_during_a_rebuild_and_after_it(tenants: Tenants) -> None:
    looks = 0
    with ThreadPoolExecutor(1) as pool, tenants.signed_in() as session:
        rebuild = pool.submit(build, tenants.installation, select="orders overview_daily channel_daily customers")
        while not rebuild.done():
            for mart in ("orders", "overview_daily", "channel_daily", "customers"):
                assert set(seen(session, f"marts.{mart}")) == {MINE}
                looks += 1
        rebuild.result()
        for relation in set(readable(session)) - NEEDS_A_SECOND_SYNC:
            assert set(seen(session, relation)) == {MINE}, relation
    assert looks > 20


def test_a_mart_without_a_policy_fails_the_build_and_is_closed(tenants: Tenants) -> None:
    reader = f"{tenants.installation.warehouse.postgres_address().database}_reader"
    tenants.as_builder("create table marts.forgotten as select workspace_id, order_id from marts.orders")
    tenants.as_builder(f"grant select on marts.forgotten to {reader}")
    with pytest.raises(IsolationError, match=r"marts\.forgotten"):
        build(tenants.installation, select="data_freshness")
    with tenants.signed_in() as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
        session.execute("select * from marts.forgotten")
    tenants.as_builder("drop table marts.forgotten")
    build(tenants.installation, select="data_freshness")

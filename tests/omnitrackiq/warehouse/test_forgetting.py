"""Shoppers are forgotten in what was loaded, on both engines: other keys, no traces, and nobody else's rows touched."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from omnitrackiq.warehouse.anew import write_anew
from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.forgetting import (
    Traces,
    find_traces,
    forget_connections,
    forget_shopper,
    models_followed,
    rows_about,
)
from omnitrackiq.warehouse.forgotten import Forgotten, digest_of, new_replacements, url_without_traces
from omnitrackiq.warehouse.location import Warehouse

Ask = Callable[[str], list[tuple[Any, ...]]]

KEY, GUEST, CLIENT = "canary-key", "canary-guest", "canary-client"
URL = "https://s.example/p?utm_source=ig&gclid=canary-click&u=canary-user#canary"
STATEMENTS = f"""
    create schema raw_shopify; create schema raw_ga4; create schema marts; create schema intermediate;
    create table raw_shopify.orders (workspace_id text, connection_id text, order_id text, customer_key text,
        landing_page text, referrer_url text, custom_attributes text, extra text, total numeric(18, 6));
    insert into raw_shopify.orders values
        ('brand', 'cn-1', '1', '{KEY}', '{URL}', null, '{{"a": "canary"}}', '{{"b": "canary"}}', 10),
        ('brand', 'cn-1', '2', '{KEY}', null, '{URL}', null, null, 20),
        ('brand', 'cn-1', '3', '{GUEST}', null, null, null, '{{"c": "canary"}}', 30),
        ('brand', 'cn-2', '4', 'somebody', '{URL.replace("canary", "other")}', null, '{{"a": "x"}}', null, 40),
        ('other', 'cn-3', '1', '{KEY}', '{URL}', null, '{{"a": "x"}}', null, 50);
    create table raw_shopify.visits (workspace_id text, connection_id text, order_id text, landing_page text,
        referral_code text, utm_source text);
    insert into raw_shopify.visits values ('brand', 'cn-1', '2', '{URL}', 'canary', 'ig');
    create table raw_shopify.customers (workspace_id text, connection_id text, customer_key text, extra text);
    insert into raw_shopify.customers values ('brand', 'cn-1', '{KEY}', 'canary'), ('other', 'cn-3', '{KEY}', 'x');
    create table raw_shopify.rejected_records (workspace_id text, connection_id text, covered_key text,
        example text, record text);
    insert into raw_shopify.rejected_records values ('brand', 'cn-1', '["brand","1"]', 'canary', 'canary'),
        ('brand', 'cn-1', '["brand","9"]', 'canary', '{{"customer": "gid://shopify/Customer/777"}}'),
        ('brand', 'cn-1', '["brand","8"]', 'theirs', '{{"x": 5}}');
    create table raw_ga4.export_events (workspace_id text, connection_id text, client_key text, user_key text,
        transaction_id text, page_location text, gclid text, params text);
    insert into raw_ga4.export_events values ('brand', 'cn-4', '{CLIENT}', null, '1', '{URL}', null, 'canary'),
        ('brand', 'cn-4', '{CLIENT}', null, null, '{URL}', 'canary', null),
        ('brand', 'cn-4', 'another', null, '4', null, 'theirs', null);
    create table marts.customers (workspace_id text, customer_key text);
    insert into marts.customers values ('brand', '{KEY}'), ('other', '{KEY}');
"""


@pytest.fixture(params=["duckdb", "postgres"])
def loaded(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Warehouse, Ask]:
    """A warehouse with raw rows of two workspaces, and a way to ask it."""
    if request.param == "duckdb":
        warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path)

        def ask_duckdb(sql: str) -> list[tuple[Any, ...]]:
            with duckdb.connect(str(warehouse.path)) as connection:
                return connection.execute(sql).fetchall()

        ask_duckdb(STATEMENTS)
        return warehouse, ask_duckdb
    warehouse = Warehouse.parse(request.getfixturevalue("postgres_url"), tmp_path)

    def ask_postgres(sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(warehouse.url, autocommit=True) as session:
            cursor = session.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []

    ask_postgres(STATEMENTS)
    return warehouse, ask_postgres


def test_a_shopper_is_found_by_keys_orders_and_purchases(loaded: tuple[Warehouse, Ask]) -> None:
    warehouse, _ = loaded
    assert find_traces(warehouse, "brand", [KEY], ["3"]) == Traces(("1", "2", "3"), (GUEST, KEY), (CLIENT,))
    assert find_traces(warehouse, "brand", [], []) == Traces()


def test_the_shopper_is_gone_and_every_total_stays(loaded: tuple[Warehouse, Ask]) -> None:
    warehouse, ask = loaded
    tables = ("orders", "visits", "customers", "rejected_records")
    totals = (
        "select workspace_id, count(*), sum(total), count(distinct customer_key) from raw_shopify.orders group by 1"
    )
    before, theirs = sorted(ask(totals)), sorted(ask("select * from raw_shopify.orders where workspace_id = 'other'"))
    traces = find_traces(warehouse, "brand", [KEY], ["3"])
    known = new_replacements(traces.keys, traces.order_ids, {})
    for _ in range(2):
        forget_shopper(warehouse, "brand", traces, Forgotten(known), "777")
    left = [
        row
        for table in (*(f"raw_shopify.{name}" for name in tables), "raw_ga4.export_events")
        for row in ask(f"select * from {table} where workspace_id = 'brand'")
        if "canary" in str(row)
    ]
    assert left == []
    assert sorted(ask(totals)) == before
    assert sorted(ask("select * from raw_shopify.orders where workspace_id = 'other'")) == theirs
    assert ask("select landing_page from raw_shopify.orders where workspace_id = 'brand' and order_id = '1'") == [
        ("https://s.example/p?utm_source=ig&gclid=erased",)
    ]
    assert ask("select count(distinct client_key), count(gclid) from raw_ga4.export_events") == [(2, 2)]
    assert ask("select landing_page like '%other-click%' from raw_shopify.orders where order_id = '4'") == [(True,)]
    assert ask("select record from raw_shopify.rejected_records where covered_key like '%8%'") == [('{"x": 5}',)]
    again = find_traces(warehouse, "brand", [KEY], ["3"])
    assert new_replacements(again.keys, again.order_ids, known) == known


def test_a_build_has_to_follow(loaded: tuple[Warehouse, Ask]) -> None:
    warehouse, ask = loaded
    forget_shopper(warehouse, "brand", Traces(), Forgotten())
    assert models_followed(warehouse, "brand")
    ask("create table intermediate.build_changes (workspace_id text, order_id text, date_day date, made_by text)")
    for _ in range(2):
        forget_shopper(warehouse, "brand", Traces(), Forgotten())
    noted = ask("select workspace_id, order_id, made_by from intermediate.build_changes order by made_by")
    assert ("brand", None, "raw_shopify.orders") in noted
    assert len(noted) == len(set(noted)) == 5
    assert not models_followed(warehouse, "brand")
    assert models_followed(warehouse, "other")


def test_a_shop_goes_with_all_that_came_through_it(loaded: tuple[Warehouse, Ask]) -> None:
    warehouse, ask = loaded
    forget_connections(warehouse, "brand", ["cn-1"])
    forget_connections(warehouse, "brand", [])
    left = ask("select workspace_id, connection_id from raw_shopify.orders order by 1, 2")
    assert left == [("brand", "cn-2"), ("other", "cn-3")]
    assert ask("select count(*) from raw_ga4.export_events") == [(3,)]


def test_an_answer_holds_what_is_stored_and_nobody_elses(loaded: tuple[Warehouse, Ask]) -> None:
    warehouse, _ = loaded
    rows = rows_about(warehouse, "brand", find_traces(warehouse, "brand", [KEY], []))
    assert sorted(rows) == ["marts.customers", "raw_shopify.customers", "raw_shopify.orders", "raw_shopify.visits"]
    assert {row["order_id"] for row in rows["raw_shopify.orders"]} == {"1", "2"}
    assert {row["workspace_id"] for table in rows.values() for row in table} == {"brand"}


def test_a_failure_in_the_middle_changes_nothing(loaded: tuple[Warehouse, Ask]) -> None:
    warehouse, ask = loaded
    before = ask("select * from raw_shopify.orders order by 1, 3")

    class Broken(Forgotten):
        def instead_of(self, key: str) -> str:
            if key == KEY:
                raise RuntimeError("killed")
            return super().instead_of(key)

    with pytest.raises(RuntimeError):
        forget_shopper(warehouse, "brand", find_traces(warehouse, "brand", [KEY], ["3"]), Broken())
    assert ask("select * from raw_shopify.orders order by 1, 3") == before


def test_a_file_written_anew_holds_no_deleted_row(tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path)
    write_anew(warehouse)
    assert warehouse.path
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("create schema s; create table s.t (id int primary key, name text not null)")
        connection.execute("insert into s.t select range, md5(range::text) from range(500)")
        connection.execute("comment on table s.t is 'told'; comment on column s.t.name is 'of whom'")
        connection.execute("create view s.v as select * from w.s.t; comment on view s.v is 'seen'")
        connection.execute("checkpoint; delete from s.t where id = 7; force checkpoint")
    canary = hashlib.md5(b"7").hexdigest().encode()
    assert canary in warehouse.path.read_bytes()
    write_anew(warehouse)
    assert canary not in warehouse.path.read_bytes()
    with duckdb.connect(str(warehouse.path)) as connection:
        assert connection.execute("select count(*) from s.v").fetchall() == [(499,)]
        assert connection.execute("select comment from duckdb_tables()").fetchall() == [("told",)]
        assert connection.execute("select comment from duckdb_columns() where table_name = 't'").fetchall() == [
            (None,),
            ("of whom",),
        ]
        assert connection.execute("select comment from duckdb_views() where view_name = 'v'").fetchone() == ("seen",)
        with pytest.raises(duckdb.ConstraintException):
            connection.execute("insert into s.t values (1, 'twice')")


def test_a_lake_says_that_it_cannot(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="lake"):
        forget_connections(Warehouse.parse("spark://host:10000", tmp_path), "brand", [])


@pytest.mark.parametrize(
    ("url", "cleaned"),
    [
        (None, None),
        ("", ""),
        ("https://u:p@s.example/p?utm_id=1&fbclid=a&ttclid=b&x=1&utm_=2#f", "https://s.example/p?utm_id=1&fbclid=erased&ttclid=erased"),
        ("https://s.example/p?Utm_id=1&gclid", "https://s.example/p?gclid=erased"),
        ("https://[broken", None),
        ("not a url", "not a url"),
    ],
)  # fmt: skip
def test_urls_keep_the_campaign_and_the_kind_of_click(url: str | None, cleaned: str | None) -> None:
    assert url_without_traces(url) == cleaned


def test_who_is_forgotten_is_known_by_digest_only() -> None:
    known = new_replacements(["key"], ["1"], {})
    forgotten = Forgotten(known)
    assert digest_of("key") in known
    assert "key" not in str(known)
    stand_in = forgotten.instead_of("key")
    assert forgotten.is_stand_in(stand_in)
    assert not forgotten.is_stand_in("key")
    assert not forgotten.is_stand_in("")
    assert (forgotten.instead_of("another"), forgotten.instead_of(stand_in)) == ("another", stand_in)
    assert (forgotten.is_order("1"), forgotten.is_order("2")) == (True, False)
    assert new_replacements(["key", stand_in], ["1"], known) == known
    assert not Forgotten()

"""A customer asks, is forgotten and stays forgotten; a shop goes with all it brought, on both engines."""

import base64
import gzip
import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboards import front_desk, workbench
from dashboards.webhooks import webhook_routes
from omnitrackiq.accounts.connections import list_connections
from omnitrackiq.accounts.memberships import add_member
from omnitrackiq.accounts.privacy_requests import list_requests, read_answer
from omnitrackiq.warehouse.hashing import workspace_hash_key
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.readers import open_reader
from orchestration import privacy
from pipelines.loading.connection import Connection
from sandbox.market.generated import generate_market
from tests.line import PII_KEY, Line, lay_line
from tests.omnitrackiq.accounts.people import NOW as LONG_AGO
from tests.omnitrackiq.accounts.people import OPERATOR, user
from tests.omnitrackiq.conftest import postgres_server
from tests.postgres_server import PostgresServer
from tests.sandbox_server import SandboxServer, serve_market

__all__ = ["postgres_server"]
pytestmark = pytest.mark.long

NOW = datetime(2026, 3, 5, 8, tzinfo=UTC)
SECRET = "hush"
MINE, THEIRS = "demo-1", "demo-2"
SHOP = "demo-1.myshopify.com"
AGGREGATES = {
    "overview_daily": "sum(orders), sum(net_revenue), sum(new_customers), sum(ad_spend), sum(sessions)",
    "channel_daily": "sum(sessions), sum(attributed_orders), sum(attributed_revenue), sum(spend)",
    "orders": "count(*), sum(net_revenue), count(distinct customer_key), count(customer_key)",
    "customers": "count(*), count(distinct customer_key), sum(orders), sum(lifetime_revenue)",
    "customer_cohorts": "count(*), sum(customers), sum(revenue)",
    "sessions": "count(*), count(distinct session_key), count(distinct client_key), count(landing_page)",
    "attribution_daily": "count(*), sum(attributed_orders), sum(attributed_revenue)",
}


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    market = generate_market(seed=8, start=date(2026, 3, 2), workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW) as server:
        yield server


@pytest.fixture(params=["duckdb", "postgres"])
def line(request: pytest.FixtureRequest, sandbox: SandboxServer, tmp_path: Path) -> Iterator[Line]:
    """Two workspaces, synced, built and published; the web process's desk over the same database."""
    url = ""
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        url = server.new_owned_database()
    app = {"shopify_client_id": "app", "shopify_client_secret": SecretStr(SECRET)}
    laid = lay_line(tmp_path / "home", sandbox.url, url, password_cost=4, **app)
    owner = user(laid.installation.database, "owner@example.com")
    with laid.installation.database.writing() as session:
        add_member(session, MINE, owner.user_id, "owner", actor=OPERATOR, now=LONG_AGO)
    front_desk.install(front_desk.make_desk(laid.installation.settings))
    workbench.install(workbench.make_workbench(laid.installation.settings))
    laid.sync()
    laid.build()
    yield laid
    front_desk.require().database.close()
    front_desk.install(None)
    workbench.install(None)


def ask(warehouse: Warehouse, sql: str) -> list[tuple[Any, ...]]:
    if warehouse.path:
        with closing(duckdb.connect(str(warehouse.path), read_only=True)) as connection:
            return connection.execute(sql).fetchall()
    with psycopg.connect(warehouse.url) as session:
        return session.execute(sql.encode()).fetchall()


def send(topic: str, body: dict[str, Any], delivery: str) -> None:
    raw = json.dumps({"shop_id": 1, "shop_domain": SHOP, **body}).encode()
    signature = base64.b64encode(hmac.new(SECRET.encode(), raw, hashlib.sha256).digest()).decode()
    headers = {
        "X-Shopify-Topic": topic,
        "X-Shopify-Hmac-SHA256": signature,
        "X-Shopify-Webhook-Id": delivery,
    }
    answer = TestClient(Starlette(routes=webhook_routes())).post(
        "/webhooks/shopify/privacy", content=raw, headers=headers
    )
    assert answer.status_code == 200


def shopper_of(line: Line, sandbox: SandboxServer) -> tuple[dict[str, Any], set[str], list[str]]:
    """A customer with a click id who bought: as Shopify names them, the traces to look for, and their orders."""
    warehouse = line.installation.warehouse
    key = Connection(MINE, "", "shopify", hash_key=workspace_hash_key(PII_KEY, MINE))
    bought = dict(
        ask(
            warehouse,
            "select customer_key, max(landing_page) from raw_shopify.orders"
            f" where workspace_id = '{MINE}' and landing_page like '%clid=%' group by 1",
        )
    )
    for customer in sandbox.market.customers(MINE, NOW):
        hashed = key.hash(str(customer.customer_id))
        if hashed in bought:
            break
    orders = ask(warehouse, f"select order_id from raw_shopify.orders where customer_key = '{hashed}' order by 1")
    click = bought[hashed].partition("clid=")[2].partition("&")[0]
    clients = ask(
        warehouse,
        f"select distinct client_key from raw_ga4.export_events where workspace_id = '{MINE}' and transaction_id in"
        f" ('{orders[0][0]}') and client_key is not null",
    )
    names = {"id": customer.customer_id, "email": customer.email, "phone": customer.phone}
    canaries = {hashed, click, customer.email, str(customer.customer_id), *(client for (client,) in clients)}
    return names, canaries, [order for (order,) in orders]


def places_of(line: Line, canaries: set[str]) -> set[str]:
    """Where one of the canaries stands: in any table of the warehouse, or in any file of the home."""
    warehouse, home = line.installation.warehouse, line.installation.settings.home
    found = set()
    tables = "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
    for schema, table in ask(warehouse, f"{tables} and table_schema not in ('pg_catalog', 'information_schema')"):
        for (row,) in ask(warehouse, f'select cast(t as text) from "{schema}"."{table}" as t'):
            found |= {f"{schema}.{table}" for canary in canaries if canary in row}
    for path in home.rglob("*"):
        if not path.is_file():
            continue
        if path.suffix == ".duckdb" and "published" in str(path):
            with closing(duckdb.connect(str(path), read_only=True)) as connection:
                for (table,) in connection.execute("select table_name from information_schema.tables").fetchall():
                    for (row,) in (
                        connection.execute(f"select cast(t as text) from marts.{table} as t").fetchall()
                        if table != "publication"
                        else []
                    ):
                        found |= {path.name for canary in canaries if canary in row}
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        found |= {str(path.relative_to(home)) for canary in canaries if canary.encode() in content}
    return found


def aggregates(line: Line) -> dict[str, list[tuple[Any, ...]]]:
    """Totals per workspace of the marts that there are."""
    warehouse = line.installation.warehouse
    marts = {
        name
        for (name,) in ask(warehouse, "select table_name from information_schema.tables where table_schema = 'marts'")
    }
    return {
        name: ask(warehouse, f"select workspace_id, {measures} from marts.{name} group by 1 order by 1")
        for name, measures in AGGREGATES.items()
        if name in marts
    }


def rows_of(line: Line, workspace_id: str) -> dict[str, int]:
    warehouse = line.installation.warehouse
    tables = ask(
        warehouse,
        "select t.table_schema, t.table_name from information_schema.tables t join information_schema.columns c"
        " on t.table_schema = c.table_schema and t.table_name = c.table_name"
        " where t.table_type = 'BASE TABLE' and c.column_name = 'workspace_id' order by 1, 2",
    )
    return {
        f"{schema}.{table}": ask(
            warehouse, f"select count(*) from {schema}.{table} where workspace_id = '{workspace_id}'"
        )[0][0]
        for schema, table in tables
    }


def test_a_customer_is_told_then_forgotten_and_stays_so(
    line: Line, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    installation = line.installation
    names, canaries, orders = shopper_of(line, sandbox)
    assert places_of(line, canaries)
    send("customers/data_request", {"customer": names, "orders_requested": orders, "data_request": {"id": 1}}, "d-1")
    line.build()
    with installation.database.reading() as session:
        (asked,) = list_requests(session, MINE)
        answer = json.loads(read_answer(session, installation.secret_box, MINE, asked.request_id))
    assert asked.state == "done"
    assert {row["order_id"] for row in answer["stored"]["raw_shopify.orders"]} == set(orders)
    assert {row["workspace_id"] for rows in answer["stored"].values() for row in rows} == {MINE}
    mails = [path.read_text() for path in (installation.settings.home / "outbox").glob("*.eml")]
    assert len(mails) == 1
    assert "To: owner@example.com" in mails[0]
    assert names["email"] not in mails[0]

    before, theirs = aggregates(line), rows_of(line, THEIRS)
    held = None if installation.warehouse.path is None else open_reader(installation.warehouse, MINE).snapshot()
    send("customers/redact", {"customer": names, "orders_to_redact": []}, "d-2")
    finish = privacy.note_erased

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(privacy, "note_erased", killed)
    with pytest.raises(KeyboardInterrupt):
        line.build()
    monkeypatch.setattr(privacy, "note_erased", finish)
    line.build()
    with installation.database.reading() as session:
        assert [each.state for each in list_requests(session, MINE)] == ["done", "done"]
        assert not any(each.has_answer for each in list_requests(session, MINE))
    assert held is None or held.fetch("select count(*) as n from marts.orders")
    assert places_of(line, canaries) == set()
    assert aggregates(line) == before
    assert rows_of(line, THEIRS) == theirs

    # Shopify still shows the orders: what is read again must not bring the customer back.
    line.sync(["shopify", "ga4"], since=date(2026, 3, 2), until=date(2026, 3, 4))
    line.build()
    assert places_of(line, canaries) == set()
    assert aggregates(line)["customers"] == before["customers"]


def test_a_shop_goes_with_all_it_brought_and_the_rest_stays(line: Line) -> None:
    installation = line.installation
    theirs, before = rows_of(line, THEIRS), rows_of(line, MINE)
    assert before["marts.orders"] and before["raw_shopify.orders"] and before["marts.ad_performance_daily"]
    send("shop/redact", {}, "d-3")
    line.build()
    after = rows_of(line, MINE)
    assert {name: count for name, count in after.items() if name.startswith("raw_shopify") and count} == {}
    assert after["marts.orders"] == after["marts.customers"] == after["marts.products"] == 0
    assert after["marts.ad_performance_daily"] == before["marts.ad_performance_daily"]
    assert rows_of(line, THEIRS) == theirs
    with installation.database.reading() as session:
        sources = {each.source for each in list_connections(session, workspace_ids=[MINE])}
        assert [each.state for each in list_requests(session, MINE)] == ["done"]
        assert list_requests(session, THEIRS) == []
    assert "shopify" not in sources
    reader = open_reader(installation.warehouse, MINE)
    assert reader.fetch("select count(*) as n from marts.orders") == [{"n": 0}]

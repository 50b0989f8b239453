"""What the platform does to us, and what comes of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest

from pipelines.loading.connection import Connection
from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    SourceError,
    TransientError,
)
from pipelines.loading.request import SyncWindow
from pipelines.shopify import SOURCE
from pipelines.shopify.client import AdminClient
from tests.pipelines.shopify.held_rows import HeldRows, shop_connection
from tests.sandbox.shopify.shop_server import serve_shops, set_scopes
from tests.sandbox_server import SandboxServer

GRAPHQL = "graphql.json"


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with serve_shops() as served:
        yield served


def window_now(server: SandboxServer) -> SyncWindow:
    return SyncWindow(server.context.clock.now())


def expected_orders(server: SandboxServer) -> list[str]:
    return [str(order.order_id) for order in server.market.orders("euro-shop", server.context.clock.now())]


def synced(server: SandboxServer, **config: Any) -> HeldRows:
    held = HeldRows(shop_connection(server, **config))
    held.sync(server)
    return held


def order_ids(held: HeldRows) -> list[str]:
    return [row["order_id"] for row in held.rows("orders")]


def withhold(server: SandboxServer, *fields: str) -> None:
    body = {"workspace_id": "euro-shop", "fields": fields}
    httpx.post(f"{server.url}/_sandbox/shopify/withheld", json=body).raise_for_status()


def graphql_error(code: str, **details: Any) -> str:
    return orjson.dumps({"errors": [{"message": "x", "extensions": {"code": code, **details}}]}).decode()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "truncate"},
        {"kind": "disconnect"},
        {"status": 502, "body": "<html>bad gateway</html>"},
        {"status": 200, "body": "<html>maintenance</html>"},
        {"status": 429, "body": '{"errors": "x"}', "headers": {"retry-after": "0.1"}},
        {"status": 200, "body": graphql_error("INTERNAL_SERVER_ERROR")},
    ],
    ids=lambda fault: f"{fault.get('kind', 'response')} {fault.get('status', '')}",
)
def test_a_passing_fault_leaves_no_trace(server: SandboxServer, fault: dict[str, Any]) -> None:
    server.plan_fault(match=GRAPHQL, times=2, **fault)
    assert order_ids(synced(server)) == expected_orders(server)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ({"status": 401, "body": '{"errors": "[API] Invalid API key"}'}, ReauthorizeError),
        ({"status": 402, "body": '{"errors": "Unavailable Shop"}'}, PermanentError),
        ({"status": 404, "body": '{"errors": "Not Found"}'}, ConfigurationError),
        ({"status": 200, "body": graphql_error("SHOP_INACTIVE")}, PermanentError),
        ({"status": 429, "body": '{"errors": "x"}', "headers": {"retry-after": "900"}}, RateLimitError),
    ],
)
def test_a_lasting_fault_ends_the_part_at_once(
    server: SandboxServer, fault: dict[str, Any], kind: type[SourceError]
) -> None:
    server.plan_fault(match=GRAPHQL, times=99, **fault)
    with pytest.raises(kind):
        synced(server)
    assert sum(server.context.faults.requests.values()) == 1


def test_a_query_too_dear_is_halved_until_it_fits(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server))
    pieces = SOURCE.extract(held.connection, {}, window_now(server))
    held.lay(next(pieces))
    server.plan_fault(match=GRAPHQL, times=1, status=200, body=graphql_error("MAX_COST_EXCEEDED"))
    for piece in pieces:
        held.lay(piece)
    assert order_ids(held) == expected_orders(server)
    # The shop, the refused page of five, two pages of two, products, customers.
    assert sum(server.context.faults.requests.values()) == 1 + 1 + 2 + 1 + 1


def test_a_query_that_breaks_the_service_is_halved_after_retries(
    server: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.loading.http._BACK_OFF", lambda _: 0.0)
    held = HeldRows(shop_connection(server))
    pieces = SOURCE.extract(held.connection, {}, window_now(server))
    held.lay(next(pieces))
    server.plan_fault(match=GRAPHQL, times=5, status=200, body=graphql_error("INTERNAL_SERVER_ERROR"))
    for piece in pieces:
        held.lay(piece)
    assert order_ids(held) == expected_orders(server)
    assert sum(server.context.faults.requests.values()) == 1 + 5 + 2 + 1 + 1


def test_an_order_too_dear_by_itself_is_said(server: SandboxServer) -> None:
    held = HeldRows(shop_connection(server))
    pieces = SOURCE.extract(held.connection, {}, window_now(server))
    next(pieces)
    server.plan_fault(match=GRAPHQL, times=99, status=200, body=graphql_error("MAX_COST_EXCEEDED"))
    with pytest.raises(PermanentError, match="single object"):
        list(pieces)
    assert sum(server.context.faults.requests.values()) == 1 + 3


def test_a_throttled_client_waits_for_the_bucket(server: SandboxServer) -> None:
    limits = {"workspace_id": "euro-shop", "maximum_available": 1000, "restore_rate": 4000}
    httpx.post(f"{server.url}/_sandbox/shopify/limits", json=limits).raise_for_status()
    assert order_ids(synced(server)) == expected_orders(server)


def test_the_client_paces_itself_by_the_last_price(server: SandboxServer) -> None:
    limits = {"workspace_id": "euro-shop", "maximum_available": 1000, "restore_rate": 5}
    httpx.post(f"{server.url}/_sandbox/shopify/limits", json=limits).raise_for_status()
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        httpx.post(f"{server.url}/_sandbox/shopify/limits", json=limits).raise_for_status()

    variables = {"first": 5, "after": None, "query": "", "sortKey": "ID", "reverse": False}
    with AdminClient(shop_connection(server), wait) as client:
        for _ in range(4):
            client.run("OrdersPage", variables)
        price = client.requested_cost("OrdersPage")
    assert price is not None and 500 < price < 1000
    assert len(waits) == 3
    assert all(0 < seconds < 60 for seconds in waits)


def test_a_token_without_customers_still_reads_orders(server: SandboxServer) -> None:
    set_scopes(server, "read_orders", "read_all_orders", "read_products")
    held = HeldRows(shop_connection(server))
    with pytest.raises(ReauthorizeError, match="read_customers"):
        held.sync(server)
    assert order_ids(held) == expected_orders(server)
    assert {row["customer_key"] for row in held.rows("orders")} == {None}
    variants = held.rows("product_variants")
    assert [row["price"] for row in variants] == ["60.00", "60.00"]
    assert [row["unit_cost"] for row in variants] == [None, None]


def test_an_app_that_may_not_see_emails_still_knows_customers(server: SandboxServer) -> None:
    whole = synced(server)
    withhold(server, "Order.email")
    held = synced(server)
    keys = {row["order_id"]: row["customer_key"] for row in held.rows("orders")}
    assert keys == {row["order_id"]: row["customer_key"] for row in whole.rows("orders")} | {"1002": None}
    assert keys["1001"] == keys["1003"] == held.connection.hash("1")


def test_an_app_that_may_not_see_addresses_still_reads_customers(server: SandboxServer) -> None:
    withhold(server, "Customer.defaultAddress")
    held = synced(server)
    assert held.rows("customers")
    assert {row["country_code"] for row in held.rows("customers")} == {None}


def test_a_repeated_cursor_is_no_endless_loop(server: SandboxServer) -> None:
    page = {"nodes": [], "pageInfo": {"hasNextPage": True, "endCursor": "same"}}
    answer = {"ordersCount": {"count": 1}, "orders": page, "products": page, "customers": page}
    pieces = SOURCE.extract(shop_connection(server), {}, window_now(server))
    next(pieces)
    server.plan_fault(match=GRAPHQL, times=99, status=200, body=orjson.dumps({"data": answer}).decode())
    with pytest.raises(PermanentError, match="repeats a page"):
        list(pieces)
    assert sum(server.context.faults.requests.values()) <= 1 + 2


def test_a_service_that_stays_down_is_given_up(server: SandboxServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.loading.http._BACK_OFF", lambda _: 0.0)
    server.plan_fault(match=GRAPHQL, times=99, status=503)
    with pytest.raises(TransientError, match="disturbed"):
        synced(server)
    assert sum(server.context.faults.requests.values()) == 5


@pytest.mark.parametrize("shop", ["", "example.com", "https://x.myshopify.com.evil.example", "a b.myshopify.com"])
def test_a_connection_without_a_shop_is_a_configuration_error(shop: str) -> None:
    connection = Connection("w", "c", "shopify", {"shop": shop}, {"access_token": "t"})
    with pytest.raises(ConfigurationError, match=r"brand\.myshopify\.com"):
        SOURCE.check(connection, datetime(2026, 1, 1, tzinfo=UTC))


def test_a_connection_without_a_token_says_so() -> None:
    connection = Connection("w", "c", "shopify", {"shop": "x.myshopify.com"})
    with pytest.raises(ConfigurationError, match="connect Shopify again"):
        SOURCE.check(connection, datetime(2026, 1, 1, tzinfo=UTC))


def test_the_connection_test_names_the_shop_and_what_is_missing(server: SandboxServer) -> None:
    now = server.context.clock.now()
    report = SOURCE.check(shop_connection(server), now)
    (account,) = report.accounts
    assert (account.account_id, account.currency, account.timezone) == (
        "euro-shop.myshopify.com",
        "EUR",
        "Europe/Berlin",
    )
    assert report.warnings == ()
    set_scopes(server, "read_orders", "read_customers", "read_products")
    history, costs = SOURCE.check(shop_connection(server), now).warnings
    assert "60 days" in history and "read_all_orders" in history
    assert "cost" in costs and "read_inventory" in costs


@pytest.mark.parametrize(("field", "said"), [("Order.email", "without a customer"), ("Order.customer", "new customer")])
def test_the_connection_test_says_what_the_app_is_not_approved_for(
    server: SandboxServer, field: str, said: str
) -> None:
    withhold(server, field)
    (warning,) = SOURCE.check(shop_connection(server), server.context.clock.now()).warnings
    assert said in warning and "approve" in warning


def test_an_older_version_that_answers_is_reported(server: SandboxServer) -> None:
    report = SOURCE.check(shop_connection(server, api_version="2023-01"), server.context.clock.now())
    assert report.warnings == ("Shopify answers with API version 2025-10 instead of 2023-01; update OmniTrackIQ.",)


def test_only_sixty_days_are_marked_on_the_shop(server: SandboxServer) -> None:
    set_scopes(server, "read_orders", "read_customers", "read_products", "read_inventory")
    server.set_now(server.context.clock.now() + timedelta(days=50))
    held = synced(server)
    assert held.rows("shops")[0]["has_full_history"] is False
    assert order_ids(held) == ["1004"]

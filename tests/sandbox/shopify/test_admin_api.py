"""The Admin API's envelope: tokens, versions, scopes, cost, errors."""

from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from tests.sandbox.shopify.shop_server import GRAPHQL, ask, names, post, refusal, serve_shops, set_scopes
from tests.sandbox.shopify.small_shops import NOON
from tests.sandbox_server import SandboxServer

SHOP = "{ shop { name } }"
ORDERS = "{ orders(first: 10, sortKey: ID) { nodes { name } } }"
FEW = ["read_orders", "read_products"]


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with serve_shops() as served:
        yield served


def test_a_token_finds_its_shop(server: SandboxServer) -> None:
    assert ask(server, SHOP)["shop"]["name"] == "euro-shop"
    assert ask(server, SHOP, workspace_id="dollar-shop")["shop"]["name"] == "dollar-shop"


@pytest.mark.parametrize("token", ["", "shpat_unknown"])
def test_a_wrong_token_is_refused_with_a_string(server: SandboxServer, token: str) -> None:
    response = httpx.post(server.url + GRAPHQL, json={"query": SHOP}, headers={"X-Shopify-Access-Token": token})
    assert response.status_code == 401
    assert response.json()["errors"].startswith("[API] Invalid API key or access token")


def test_a_revoked_token_is_refused(server: SandboxServer) -> None:
    server.context.credentials.revoke("shopify", "euro-shop")
    assert post(server, SHOP).status_code == 401


def test_the_domain_in_the_path_must_be_the_tokens_own(server: SandboxServer) -> None:
    own = "/shops/euro-shop.myshopify.com" + GRAPHQL
    assert ask(server, SHOP, path=own)["shop"]["name"] == "euro-shop"
    assert post(server, SHOP, path="/shops/dollar-shop.myshopify.com" + GRAPHQL).status_code == 401
    unknown = post(server, SHOP, path="/shops/unknown.myshopify.com" + GRAPHQL)
    assert (unknown.status_code, unknown.json()) == (404, {"errors": "Not Found"})


@pytest.mark.parametrize(
    ("asked", "answered"), [("2026-07", "2026-07"), ("2026-10", "2026-10"), ("2023-04", "2025-10"), ("unstable",) * 2]
)
def test_an_old_version_is_answered_by_the_oldest_supported(server: SandboxServer, asked: str, answered: str) -> None:
    response = post(server, SHOP, path=f"/admin/api/{asked}/graphql.json")
    assert response.headers["X-Shopify-API-Version"] == answered
    assert response.headers["X-Request-ID"]


def test_a_path_without_a_version_is_not_found(server: SandboxServer) -> None:
    assert post(server, SHOP, path="/admin/api/2026-13/graphql.json").status_code == 404


def test_a_body_without_a_query_is_a_bad_request(server: SandboxServer) -> None:
    token = server.context.credentials.shopify_token("euro-shop")
    response = httpx.post(server.url + GRAPHQL, content=b"[]", headers={"X-Shopify-Access-Token": token})
    assert response.status_code == 400


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("{ orders(first: 1) { nodes { foo } } }", "undefinedField", "Field 'foo' doesn't exist on type 'Order'"),
        ("{ shop(id: 1) { name } }", "argumentNotAccepted", "Field 'shop' doesn't accept argument 'id'"),
        ("{ orders { nodes { id } } }", "BAD_REQUEST", "you must provide one of first or last"),
        ("{ orders(first: 251) { nodes { id } } }", "BAD_REQUEST", "first and last must be from 1 to 250"),
        ('{ orders(first: 1, after: "x") { nodes { id } } }', "BAD_REQUEST", "Invalid cursor"),
        ("{ shop { name }", "parseError", "syntax error"),
        ("query($n: Int!) { orders(first: $n) { nodes { id } } }", "INVALID_VARIABLE", "Variable '$n'"),
    ],
)
def test_a_defective_query_gets_its_code(server: SandboxServer, query: str, code: str, message: str) -> None:
    error = refusal(server, query)
    assert error["extensions"]["code"] == code
    assert message in error["message"]


def test_without_read_all_orders_only_sixty_days_exist(server: SandboxServer) -> None:
    server.set_now(NOON + timedelta(days=44))
    assert names(ask(server, ORDERS)) == ["#1001", "#1002", "#1003", "#1004"]
    set_scopes(server, "read_orders", "read_customers")
    assert names(ask(server, ORDERS)) == ["#1003", "#1004"]
    gone = ask(server, 'query { order(id: "gid://shopify/Order/1001") { name } }')
    assert gone["order"] is None


def test_scopes_are_listed(server: SandboxServer) -> None:
    set_scopes(server, *FEW)
    data = ask(server, "{ currentAppInstallation { accessScopes { handle } } }")
    assert data["currentAppInstallation"]["accessScopes"] == [{"handle": scope} for scope in FEW]


def test_a_field_beyond_the_scopes_is_null_with_an_error(server: SandboxServer) -> None:
    set_scopes(server, *FEW)
    body = post(server, "{ shop { name } customers(first: 1) { nodes { id } } }").json()
    assert body["data"] == {"shop": {"name": "euro-shop"}, "customers": None}
    assert body["errors"][0]["path"] == ["customers"]
    assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    nested = post(server, "{ orders(first: 2, sortKey: ID) { nodes { name email } } }").json()
    assert [node["email"] for node in nested["data"]["orders"]["nodes"]] == [None, None]
    assert [error["path"] for error in nested["errors"]] == [["orders", "nodes", n, "email"] for n in (0, 1)]


def test_a_field_that_the_app_is_not_approved_for_is_refused_alone(server: SandboxServer) -> None:
    address = f"{server.url}/_sandbox/shopify/withheld"
    httpx.post(address, json={"workspace_id": "euro-shop", "fields": ["Order.email"]}).raise_for_status()
    body = post(server, "{ orders(first: 1, sortKey: ID) { nodes { email customer { id } } } }").json()
    assert body["data"]["orders"]["nodes"] == [{"email": None, "customer": {"id": "gid://shopify/Customer/1"}}]
    (error,) = body["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["orders", "nodes", 0, "email"], "ACCESS_DENIED")
    assert httpx.post(address, json={"workspace_id": "euro-shop", "fields": ["Order.name"]}).status_code == 400


def test_cost_is_taken_by_page_size_and_given_back(server: SandboxServer) -> None:
    cost = post(server, "{ orders(first: 50) { nodes { id customer { id } } } }").json()["extensions"]["cost"]
    assert cost["requestedQueryCost"] == 2 + 50 * 2
    assert cost["actualQueryCost"] == 2 + 4 * 1 + 2 * 1
    status = cost["throttleStatus"]
    assert status["maximumAvailable"] - status["currentlyAvailable"] <= cost["actualQueryCost"]


def test_a_query_above_the_limit_is_refused(server: SandboxServer) -> None:
    error = refusal(server, "{ orders(first: 250) { nodes { lineItems(first: 10) { nodes { id } } } } }")
    assert error["extensions"] | {"documentation": ""} == {
        "code": "MAX_COST_EXCEEDED",
        "cost": 2 + 250 * (1 + 2 + 10),
        "maxCost": 1000,
        "documentation": "",
    }


def test_an_empty_bucket_throttles_with_http_200(server: SandboxServer) -> None:
    limits = {"workspace_id": "euro-shop", "maximum_available": 20, "restore_rate": 0.001}
    httpx.post(f"{server.url}/_sandbox/shopify/limits", json=limits).raise_for_status()
    ask(server, "{ orders(first: 15) { nodes { id } } }")
    response = post(server, "{ orders(first: 18) { nodes { id } } }")
    assert response.status_code == 200
    body = response.json()
    assert body["errors"][0]["extensions"]["code"] == "THROTTLED"
    assert body["extensions"]["cost"]["requestedQueryCost"] == 20
    assert body["extensions"]["cost"]["actualQueryCost"] is None
    assert ask(server, ORDERS, workspace_id="dollar-shop")


def test_client_credentials_buy_a_token(server: SandboxServer) -> None:
    url = f"{server.url}/shops/euro-shop.myshopify.com/admin/oauth/access_token"
    grant = {
        "client_id": "app-euro-shop",
        "client_secret": "shpss_sandbox_euro-shop",
        "grant_type": "client_credentials",
    }
    body = httpx.post(url, json=grant).raise_for_status().json()
    assert server.context.credentials.resolve("shopify", body["access_token"]) == "euro-shop"
    assert body["expires_in"] == 86_399
    assert "read_all_orders" in body["scope"].split(",")
    assert httpx.post(url, json=grant | {"client_secret": "wrong"}).status_code == 400


def test_the_schema_can_be_asked(server: SandboxServer) -> None:
    data = ask(server, '{ __type(name: "Money") { kind } }')
    assert data["__type"] == {"kind": "SCALAR"}

"""Questions to a served shop, as a client asks them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

import httpx

from sandbox import exchange_rates, shopify
from sandbox.market.interface import PricedMarket
from tests.sandbox.shopify.small_shops import NOON, SmallMarket
from tests.sandbox_server import SandboxServer, serve_market

GRAPHQL = "/admin/api/2026-07/graphql.json"


@contextmanager
def serve_shops(
    market: SmallMarket | None = None, now: datetime = NOON, replay: Path | None = None
) -> Iterator[SandboxServer]:
    """The shops made by hand, behind the twins of Shopify and the central bank only."""
    twins = [shopify.routes, exchange_rates.routes]
    with serve_market(cast(PricedMarket, market or SmallMarket()), now, twins=twins, replay=replay) as server:
        yield server


def post(
    server: SandboxServer,
    query: str,
    variables: dict[str, Any] | None = None,
    workspace_id: str = "euro-shop",
    path: str = GRAPHQL,
) -> httpx.Response:
    """The raw answer to a query with the token of a workspace's shop."""
    token = server.context.credentials.shopify_token(workspace_id)
    body = {"query": query, "variables": variables or {}}
    return httpx.post(server.url + path, json=body, headers={"X-Shopify-Access-Token": token}, timeout=60)


def ask(server: SandboxServer, query: str, variables: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    """The data of a query that must succeed."""
    body = post(server, query, variables, **options).raise_for_status().json()
    assert "errors" not in body, body["errors"]
    data: dict[str, Any] = body["data"]
    return data


def refusal(server: SandboxServer, query: str, variables: dict[str, Any] | None = None, **options: Any) -> Any:
    """The first error of a query that must fail with HTTP 200."""
    response = post(server, query, variables, **options)
    assert response.status_code == 200
    return response.json()["errors"][0]


def set_scopes(server: SandboxServer, *scopes: str) -> None:
    """Lets the token of the euro shop read so much."""
    body = {"workspace_id": "euro-shop", "scopes": scopes}
    httpx.post(f"{server.url}/_sandbox/shopify/scopes", json=body).raise_for_status()


def names(data: dict[str, Any], root: str = "orders") -> list[str]:
    """The names of the listed orders."""
    return [node["name"] for node in data[root]["nodes"]]

"""A token that ends while a shop is read, and the app of a shop's own, which gets its tokens by itself."""

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError, ReauthorizeError
from pipelines.shopify import SOURCE
from tests.pipelines.shopify.held_rows import HeldRows, shop_connection
from tests.pipelines.shopify.test_trouble import GRAPHQL, expected_orders, order_ids, synced, window_now
from tests.sandbox.shopify.shop_server import serve_shops
from tests.sandbox_server import SandboxServer


@pytest.fixture
def server() -> Iterator[SandboxServer]:
    with serve_shops() as served:
        yield served


def tokens_asked_for(server: SandboxServer) -> int:
    asked = server.context.faults.requests
    return sum(count for path, count in asked.items() if path.endswith("/access_token"))


def test_an_error_does_not_name_the_token(server: SandboxServer) -> None:
    server.context.credentials.revoke("shopify", "euro-shop")
    connection = shop_connection(server)
    with pytest.raises(ReauthorizeError) as raised:
        list(SOURCE.extract(connection, {}, window_now(server)))
    assert connection.secrets["access_token"] not in str(raised.value)
    assert "connect the shop again" in str(raised.value)


@pytest.mark.parametrize(("ends_in", "refused"), [(3600, 1), (60, 0)], ids=["refused too soon", "about to end"])
def test_a_token_that_ends_is_renewed_once(server: SandboxServer, ends_in: int, refused: int) -> None:
    whole = shop_connection(server)
    asked: list[str] = []

    def renew(token: str) -> dict[str, str]:
        asked.append(token)
        return dict(whole.secrets)

    ends_at = str(int(time.time()) + ends_in)
    secrets = {"access_token": "shpat_dead", "refresh_token": "r", "expires_at": ends_at}
    held = HeldRows(replace(whole, secrets=secrets, renew_secrets=renew))
    held.sync(server)
    sent = sum(server.context.faults.requests.values())
    server.context.faults.clear()
    synced(server)
    assert order_ids(held) == expected_orders(server)
    assert asked == ["shpat_dead"]
    assert sent == sum(server.context.faults.requests.values()) + refused


def test_a_renewed_token_that_is_refused_too_is_the_end(server: SandboxServer) -> None:
    connection = replace(shop_connection(server), renew_secrets=lambda _: {"access_token": "shpat_another"})
    server.context.credentials.revoke("shopify", "euro-shop")
    with pytest.raises(ReauthorizeError, match="connect the shop again"):
        list(SOURCE.extract(connection, {}, window_now(server)))
    assert sum(server.context.faults.requests.values()) == 2


def own_app(server: SandboxServer, **secrets: str) -> Connection:
    """A connection by the credentials of an app that was made for the shop."""
    app = {"client_id": "app-euro-shop", "client_secret": "shpss_sandbox_euro-shop"}
    return replace(shop_connection(server), secrets={**app, **secrets})


def test_an_app_of_the_shops_own_gets_its_tokens_by_itself(server: SandboxServer) -> None:
    server.plan_fault(match=GRAPHQL, skip=2, status=401, body='{"errors": "[API] Invalid API key"}')
    held = HeldRows(own_app(server))
    held.sync(server)
    assert order_ids(held) == expected_orders(server)
    assert tokens_asked_for(server) == 2


def test_a_token_about_to_end_is_got_anew(server: SandboxServer) -> None:
    edits = [{"field": "expires_in", "value": 60}]
    server.plan_fault(match="/admin/oauth/access_token", kind="edit", edits=edits)
    held = HeldRows(own_app(server))
    held.sync(server)
    assert tokens_asked_for(server) == 2


def test_wrong_credentials_of_an_app_are_said(server: SandboxServer) -> None:
    with pytest.raises(ConfigurationError, match=r"invalid_client.*client_secret") as raised:
        SOURCE.check(own_app(server, client_secret="shpss_wrong"), server.context.clock.now())
    assert "shpss_wrong" not in str(raised.value)

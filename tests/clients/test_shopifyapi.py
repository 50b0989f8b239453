"""Shopify's own Python SDK works against ``sandbox serve --tls`` with only its host changed."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.credentials import Credentials
from sandbox.market.generated import GeneratedMarket, generate_market
from tests.clients.conftest import ClientEnvironment

REQUIREMENTS = ["ShopifyAPI==12.7.0"]
SESSION = Path(__file__).with_name("shopifyapi_session.py")
NOW, START = datetime(2026, 3, 1, 15, tzinfo=UTC), date(2026, 1, 30)
WORKSPACE = "demo-1"


@dataclass(frozen=True, slots=True)
class Served:
    """A sandbox behind TLS: its port, the certificate to trust, and the market that it serves."""

    port: str
    certificate: Path
    market: GeneratedMarket


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("sandbox")
    options = ["--seed", "3", "--workspaces", "1", "--size", "small", "--days", "30", "--now", NOW.isoformat()]
    command = [sys.executable, "-m", "sandbox", "serve", "--port", "0", "--tls", "--home", str(home), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            found = re.search(r"https://127\.0\.0\.1:(\d+)", process.stdout.readline())
            assert found, "the sandbox did not say where it listens"
            market = generate_market(seed=3, start=START, workspaces=1, size="small", now=NOW)
            yield Served(found.group(1), home / "sandbox-tls" / "cert.pem", market)
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def answers(served: Served, client_environment: ClientEnvironment) -> dict[str, Any]:
    """What the SDK's session saw of the workspace's shop."""
    python = client_environment("shopifyapi", REQUIREMENTS)
    token = Credentials(served.market).shopify_token(WORKSPACE)
    trust = {**os.environ, "SSL_CERT_FILE": str(served.certificate)}
    command = [str(python), str(SESSION), served.port, token]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=trust)
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_the_shop_is_the_workspaces(served: Served, answers: dict[str, Any]) -> None:
    shop = served.market.shop(WORKSPACE)
    assert answers["shop"] == {"name": shop.name, "currencyCode": shop.currency}


def test_orders_equal_the_market(served: Served, answers: dict[str, Any]) -> None:
    orders = [order for order in served.market.orders(WORKSPACE, NOW) if not order.test]
    assert len(orders) > 90, "the orders fill several pages"
    assert [order["name"] for order in answers["orders"]] == [order.name for order in orders]
    for seen, order in zip(answers["orders"], orders, strict=True):
        lines = [line for line in order.lines if line.added_at <= NOW]
        assert [line["quantity"] for line in seen["lineItems"]["nodes"]] == [line.quantity for line in lines]
        assert seen["totalPriceSet"]["shopMoney"]["currencyCode"] == order.currency

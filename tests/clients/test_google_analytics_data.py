"""Google's own Python client for the Analytics Data API works against the sandbox with only the host changed."""

import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox import ga4, google_ads
from sandbox.market.generated import generate_market
from tests.clients.conftest import ClientEnvironment
from tests.sandbox_server import SandboxServer, serve_market

REQUIREMENTS = ["google-analytics-data==0.23.3"]
SESSION = Path(__file__).with_name("google_analytics_data_session.py")
START, NOW = date(2026, 2, 1), datetime(2026, 3, 12, 15, tzinfo=UTC)
SINCE, UNTIL = date(2026, 2, 10), date(2026, 3, 9)
WORKSPACE = "demo-1"


@pytest.fixture(scope="module")
def served() -> Iterator[SandboxServer]:
    market = generate_market(seed=5, start=START, workspaces=1, size="small", now=NOW)
    with serve_market(market, NOW, twins=[google_ads.routes, ga4.routes]) as server:
        yield server


@pytest.fixture(scope="module")
def found(served: SandboxServer, client_environment: ClientEnvironment) -> dict[str, Any]:
    """What the client read."""
    python = client_environment("google-analytics-data", REQUIREMENTS)
    known = served.context.credentials
    request = {
        "endpoint": served.url,
        "property": served.market.property(WORKSPACE).property_id,
        "grant": {
            "refresh_token": known.ga4_refresh_token(WORKSPACE),
            "client_id": known.google_client_id,
            "client_secret": known.google_client_secret,
            "token_uri": f"{served.url}/token",
        },
        "since": SINCE.isoformat(),
        "until": UNTIL.isoformat(),
    }
    command = [str(python), str(SESSION)]
    result = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return dict(json.loads(result.stdout))


def test_metadata_and_compatibility(found: dict[str, Any]) -> None:
    assert {"date", "sessionSource", "transactionId"} <= set(found["dimensions"])
    assert found["metrics"]["purchaseRevenue"] == "TYPE_CURRENCY"
    assert found["compatible"] == len(found["dimensions"])


def test_report_carries_the_property_and_its_quota(served: SandboxServer, found: dict[str, Any]) -> None:
    about = served.market.property(WORKSPACE)
    assert (found["currency"], found["timezone"]) == (about.currency, about.timezone)
    assert 0 < found["tokens_left"] < 200_000


def test_purchases_equal_the_orders_of_consenting_shoppers(served: SandboxServer, found: dict[str, Any]) -> None:
    zone = ZoneInfo(served.market.property(WORKSPACE).timezone)
    expected = []
    for order in served.market.orders(WORKSPACE, NOW):
        day = order.created_at.astimezone(zone).date()
        if SINCE <= day <= UNTIL and order.journey and order.journey[-1].consented and not order.test:
            total = sum(sale.total for sale in order.agreements[0].sales)
            expected.append((f"{day:%Y%m%d}", str(order.order_id), "1", Decimal(total)))
    read = [(day, order, count, Decimal(revenue)) for day, order, count, revenue in found["purchases"]]
    assert len(expected) > 50
    assert read == sorted(expected)


def test_sessions_equal_the_visits_of_consenting_shoppers(served: SandboxServer, found: dict[str, Any]) -> None:
    zone = ZoneInfo(served.market.property(WORKSPACE).timezone)
    visits = [
        touch
        for touch in served.market.touches(WORKSPACE, datetime(2026, 2, 1, tzinfo=UTC), NOW)
        if touch.kind == "click" and touch.consented and SINCE <= touch.at.astimezone(zone).date() <= UNTIL
    ]
    sessions = {(touch.client_id, touch.session_id) for touch in visits}
    assert found["totals"][0][0] == str(len(sessions))
    assert int(found["totals"][0][1]) >= len({client for client, _ in sessions})
    assert sum(int(count) for _, count in found["channels"]) == len(sessions)
    assert {"Paid Search", "Paid Social", "Direct", "Cross-network"} <= {name for name, _ in found["channels"]}

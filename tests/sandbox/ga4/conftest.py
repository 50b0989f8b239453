"""The Analytics twin over the hand-made market, and a way to ask it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox import ga4
from sandbox.google_sign_in import issue
from tests.sandbox.google_market import NORTH_PROPERTY, NOW, GoogleMarket, march, order, tagged, visit
from tests.sandbox_server import SandboxServer, serve_market


def shopping_world() -> GoogleMarket:
    """Visits of a week: paid, direct, organic, referred, twice in one session, without consent; and four orders.

    Order 501 follows a search ad; 502 a direct visit after midnight in Berlin; 503 has no consent; 504 is a test.
    """
    search = tagged(1, march(5, 9))
    direct = visit(2, march(6, 22, 55), client_id="2.2")
    hidden = tagged(3, march(6, 10), client_id="3.3", consented=False)
    return GoogleMarket(
        touched=[
            search,
            direct,
            hidden,
            tagged(4, march(5, 11), session_id=1, engaged=False),
            visit(5, march(7, 8), client_id="2.2", referrer="https://www.google.com/", channel="organic_search"),
            visit(
                6, march(7, 9), client_id="4.4", referrer="https://blog.example/a", channel="referral", engaged=False
            ),
            visit(7, march(7, 9), client_id="5.5", kind="view"),
            *(tagged(number, march(20, 8), client_id=f"{number}.1") for number in range(100, 140)),
        ],
        ordered=[
            order(501, (search,), "119.50"),
            order(502, (direct,), "40.00"),
            order(503, (hidden,), "77.00"),
            order(504, (search,), "1.00", test=True),
        ],
    )


@pytest.fixture
def served() -> Iterator[SandboxServer]:
    with serve_market(shopping_world(), NOW, twins=[ga4.routes]) as server:  # type: ignore[arg-type]
        yield server


class DataApi:
    """Asks the twin as a workspace's user."""

    def __init__(self, server: SandboxServer, workspace_id: str = "north") -> None:
        self.server = server
        self.headers = {"Authorization": f"Bearer {issue(server.context, 'ga4', workspace_id)}"}

    def post(self, method: str, body: dict[str, Any], property_id: str = NORTH_PROPERTY) -> httpx.Response:
        url = f"{self.server.url}/v1beta/properties/{property_id}:{method}"
        return httpx.post(url, json=body, headers=self.headers)

    def report(self, dimensions: str, metrics: str, **more: Any) -> dict[str, Any]:
        """A report that must succeed, over March unless told otherwise."""
        answer = self.post("runReport", request(dimensions, metrics, **more))
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def rows(self, dimensions: str, metrics: str, **more: Any) -> list[list[str]]:
        """Dimension and metric values of each row."""
        return [
            [cell["value"] for cell in (*row.get("dimensionValues", []), *row.get("metricValues", []))]
            for row in self.report(dimensions, metrics, **more).get("rows", [])
        ]


def request(dimensions: str, metrics: str, **more: Any) -> dict[str, Any]:
    """The body of a report over March 2026."""
    return {
        "dateRanges": [{"startDate": "2026-03-01", "endDate": "2026-03-31"}],
        "dimensions": [{"name": name} for name in dimensions.split()],
        "metrics": [{"name": name} for name in metrics.split()],
        **more,
    }


@pytest.fixture
def api(served: SandboxServer) -> DataApi:
    return DataApi(served)

"""The Google Ads twin over the hand-made market, and a way to ask it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox import google_ads
from tests.sandbox.google_market import BERLIN, MANAGER, NOW, GoogleMarket
from tests.sandbox_server import SandboxServer, serve_market


@pytest.fixture
def served() -> Iterator[SandboxServer]:
    with serve_market(GoogleMarket(), NOW, twins=[google_ads.routes]) as server:  # type: ignore[arg-type]
        yield server


class AdsApi:
    """Asks the twin as a workspace's user, through the manager unless told otherwise."""

    def __init__(self, server: SandboxServer, workspace_id: str = "north") -> None:
        self.server = server
        self.workspace_id = workspace_id
        known = server.context.credentials
        form = {
            "grant_type": "refresh_token",
            "client_id": known.google_client_id,
            "client_secret": known.google_client_secret,
            "refresh_token": known.google_refresh_token(workspace_id),
        }
        token = httpx.post(f"{server.url}/token", data=form).raise_for_status().json()["access_token"]
        self.headers = {"Authorization": f"Bearer {token}", "developer-token": known.developer_token}
        if workspace_id == "north":
            self.headers["login-customer-id"] = MANAGER

    def post(self, method: str, query: str, customer: str = BERLIN, version: int = 23, **body: Any) -> httpx.Response:
        url = f"{self.server.url}/v{version}/customers/{customer}/googleAds:{method}"
        return httpx.post(url, json={"query": query, **body}, headers=self.headers)

    def rows(self, query: str, customer: str = BERLIN, version: int = 23) -> list[dict[str, Any]]:
        """The rows of a stream that must succeed."""
        response = self.post("searchStream", query, customer, version)
        assert response.status_code == 200, response.text
        return [row for batch in response.json() for row in batch.get("results", [])]

    def refusal(self, query: str, customer: str = BERLIN, version: int = 23) -> tuple[int, dict[str, str]]:
        """HTTP status and error code of a search that must fail."""
        response = self.post("search", query, customer, version)
        return response.status_code, code_of(response.json())


def code_of(body: dict[str, Any]) -> dict[str, str]:
    """The error code in a refusal's envelope."""
    return dict(body["error"]["details"][0]["errors"][0]["errorCode"])


@pytest.fixture
def api(served: SandboxServer) -> AdsApi:
    return AdsApi(served)

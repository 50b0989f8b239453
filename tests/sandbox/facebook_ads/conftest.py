"""The Facebook twin over the hand-made market, and a way to ask it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox import facebook_ads
from tests.sandbox.ad_market import NOW, AdMarket
from tests.sandbox_server import SandboxServer, serve_market


@pytest.fixture
def served() -> Iterator[SandboxServer]:
    with serve_market(AdMarket(), NOW, twins=[facebook_ads.routes]) as server:  # type: ignore[arg-type]
        yield server


class Graph:
    """Asks the twin with the token of a workspace."""

    def __init__(self, server: SandboxServer, workspace_id: str = "alpha") -> None:
        self.server = server
        self.token = server.context.credentials.facebook_token(workspace_id)

    def answer(self, path: str, **params: str) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.get(f"{self.server.url}/v25.0/{path}", params=params, headers=headers)

    def get(self, path: str, **params: str) -> Any:
        response = self.answer(path, **params)
        assert response.status_code == 200, response.text
        return response.json()

    def error(self, path: str, **params: str) -> tuple[int, int, int | None]:
        response = self.answer(path, **params)
        error = response.json()["error"]
        return response.status_code, error["code"], error.get("error_subcode")

    def post(self, path: str, data: dict[str, str]) -> Any:
        body = {**data, "access_token": self.token}
        return httpx.post(f"{self.server.url}{path}", data=body).json()


@pytest.fixture
def graph(served: SandboxServer) -> Graph:
    return Graph(served)

"""The TikTok twin over the hand-made market, and a way to ask it."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandbox import tiktok_ads
from tests.sandbox.ad_market import NOW, AdMarket
from tests.sandbox_server import SandboxServer, serve_market


@pytest.fixture
def served() -> Iterator[SandboxServer]:
    with serve_market(AdMarket(), NOW, twins=[tiktok_ads.routes]) as server:  # type: ignore[arg-type]
        yield server


class BusinessApi:
    """Asks the twin with the token of a workspace."""

    def __init__(self, server: SandboxServer, workspace_id: str = "alpha") -> None:
        self.server = server
        self.token = server.context.credentials.tiktok_token(workspace_id)

    def answer(self, path: str, **params: Any) -> dict[str, Any]:
        """The envelope; lists and objects are sent as JSON text."""
        query = {name: value if isinstance(value, str) else json.dumps(value) for name, value in params.items()}
        url = f"{self.server.url}/open_api/v1.3/{path}"
        response = httpx.get(url, params=query, headers={"Access-Token": self.token})
        assert response.status_code == 200
        return dict(response.json())

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        envelope = self.answer(path, **params)
        assert (envelope["code"], envelope["message"]) == (0, "OK"), envelope
        return dict(envelope["data"])

    def code(self, path: str, **params: Any) -> int:
        return int(self.answer(path, **params)["code"])


@pytest.fixture
def api(served: SandboxServer) -> BusinessApi:
    return BusinessApi(served)

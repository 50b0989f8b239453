"""The Facebook source over the hand-made market."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipelines.facebook_ads import SOURCE
from pipelines.loading.connection import Connection
from sandbox import facebook_ads
from tests.pipelines.ad_line import AdLine
from tests.sandbox.ad_market import NOW, AdMarket
from tests.sandbox_server import serve_market

OPTIONAL = [stream.name for stream in SOURCE.optional_streams]


class CoreLine(AdLine):
    """A line whose connections leave out the optional streams unless they say otherwise."""

    def connection(self, workspace_id: str = "alpha", *accounts: str, **config: Any) -> Connection:
        return super().connection(workspace_id, *accounts, **{"streams_off": OPTIONAL, **config})


@pytest.fixture
def line(tmp_path: Path) -> Iterator[AdLine]:
    with serve_market(AdMarket(), NOW, twins=[facebook_ads.routes]) as server:  # type: ignore[arg-type]
        yield CoreLine(SOURCE, server, tmp_path, "account_ids")

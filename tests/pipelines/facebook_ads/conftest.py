"""The Facebook source over the hand-made market."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.facebook_ads import SOURCE
from sandbox import facebook_ads
from tests.pipelines.ad_line import AdLine
from tests.sandbox.ad_market import NOW, AdMarket
from tests.sandbox_server import serve_market


@pytest.fixture
def line(tmp_path: Path) -> Iterator[AdLine]:
    with serve_market(AdMarket(), NOW, twins=[facebook_ads.routes]) as server:  # type: ignore[arg-type]
        yield AdLine(SOURCE, server, tmp_path, "account_ids")

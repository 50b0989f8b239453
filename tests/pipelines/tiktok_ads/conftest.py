"""The TikTok source over the hand-made market."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.tiktok_ads import SOURCE
from sandbox import tiktok_ads
from tests.pipelines.ad_line import AdLine
from tests.sandbox.ad_market import NOW, AdMarket
from tests.sandbox_server import serve_market

CORE_ONLY = {"streams_off": [stream.name for stream in SOURCE.optional_streams]}


@pytest.fixture
def line(tmp_path: Path) -> Iterator[AdLine]:
    with serve_market(AdMarket(), NOW, twins=[tiktok_ads.routes]) as server:  # type: ignore[arg-type]
        yield AdLine(SOURCE, server, tmp_path, "advertiser_ids")

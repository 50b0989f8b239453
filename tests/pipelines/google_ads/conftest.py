"""Google Ads between the hand-made market and a warehouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.google_ads import SOURCE
from sandbox import google_ads
from tests.pipelines.google_line import GoogleLine
from tests.sandbox.google_market import NOW, GoogleMarket
from tests.sandbox_server import serve_market

CORE_ONLY = {"streams_off": [stream.name for stream in SOURCE.optional_streams]}


@pytest.fixture
def line(tmp_path: Path) -> Iterator[GoogleLine]:
    with serve_market(GoogleMarket(), NOW, twins=[google_ads.routes]) as server:  # type: ignore[arg-type]
        yield GoogleLine(SOURCE, server, tmp_path, CORE_ONLY)

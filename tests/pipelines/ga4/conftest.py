"""Analytics between the hand-made market and a warehouse."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.ga4 import SOURCE
from sandbox import ga4, google_ads
from tests.pipelines.google_line import GoogleLine
from tests.sandbox.ga4.conftest import shopping_world
from tests.sandbox.google_market import NOW
from tests.sandbox_server import serve_market

CORE_ONLY = {"streams_off": [stream.name for stream in SOURCE.optional_streams]}


@pytest.fixture
def line(tmp_path: Path) -> Iterator[GoogleLine]:
    # Google's token endpoint is served beside the Google Ads twin.
    twins = [google_ads.routes, ga4.routes]
    with serve_market(shopping_world(), NOW, twins=twins) as server:  # type: ignore[arg-type]
        yield GoogleLine(SOURCE, server, tmp_path, CORE_ONLY)

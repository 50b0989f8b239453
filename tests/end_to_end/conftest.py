"""One browser and one served site per test module."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.browser import browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A running headless Chromium."""
    with browser() as running:
        yield running

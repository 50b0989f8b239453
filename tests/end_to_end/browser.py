"""A headless Chromium that talks to nobody but the pages under test."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

expect.set_options(timeout=60_000)

_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium_path() -> str:
    """The browser to use: OMNITRACKIQ_TEST_CHROMIUM, or the first Chromium on the path."""
    found = os.environ.get("OMNITRACKIQ_TEST_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)
    if found is None:
        raise RuntimeError("The browser tests need Chromium: install it, or name it in OMNITRACKIQ_TEST_CHROMIUM.")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """A running browser, closed when the block ends."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path(), args=list(_FLAGS))
        try:
            yield running
        finally:
            running.close()


def open_page(
    running: Browser,
    width: int = 1440,
    height: int = 900,
    scheme: Literal["light", "dark"] = "light",
    state: StorageState | None = None,
) -> Page:
    """A visitor's page of this size, with the system set to light or dark: a fresh one, or one with kept cookies."""
    context = running.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="en-GB",
        storage_state=state,
    )
    return context.new_page()


def wait_until_drawn(page: Page) -> None:
    """Wait until Streamlit has finished the run and drawn all of it.

    After a click, first wait for what the click changes: until the server answers, the page before it counts as drawn.
    """
    page.wait_for_selector("[data-testid='stApp'][data-test-connection-state='CONNECTED']", timeout=180_000)
    page.wait_for_selector(
        "[data-testid='stMain'] [data-testid='stElementContainer']", state="attached", timeout=180_000
    )
    page.wait_for_selector("[data-testid='stApp'][data-test-script-state='notRunning']", timeout=180_000)
    page.wait_for_selector("[data-testid='stSkeleton']", state="detached", timeout=180_000)
    page.evaluate("document.fonts.ready.then(() => true)")
    page.wait_for_timeout(400)


def save_picture(page: Page, path: Path) -> None:
    """A picture of the whole page, however far it scrolls."""
    path.parent.mkdir(parents=True, exist_ok=True)
    main = page.locator("[data-testid='stMain']")
    size = page.viewport_size or {"width": 1440, "height": 900}
    height = int(main.evaluate("element => element.scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], height)})
    page.wait_for_timeout(400)
    page.screenshot(path=str(path))
    page.set_viewport_size(size)

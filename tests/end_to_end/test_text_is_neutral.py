"""Texts that an attacker may choose stay text wherever Streamlit renders Markdown."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.end_to_end import hostile_texts
from tests.end_to_end.browser import open_page, wait_until_drawn
from tests.end_to_end.served import served_script

RENDERED = (
    "a, img, code, em, strong:not([data-testid]), del, mark, sup, sub, ul, ol, blockquote, table, hr, .katex, "
    "[data-testid='stIconMaterial']"
)
LABELS_OF_THE_SCRIPT = {"choice"}


def test_no_text_becomes_anything_else(chromium: Browser, tmp_path: Path) -> None:
    with served_script(Path(hostile_texts.__file__), tmp_path) as url:
        page = open_page(chromium)
        page.goto(url)
        wait_until_drawn(page)
        for number, text in enumerate(hostile_texts.TEXTS):
            block = page.locator(f".st-key-text_{number}")
            assert block.locator(RENDERED).count() == 0, text
            shown = block.locator("[data-testid='stMarkdownContainer']").all_inner_texts()
            assert {each.replace("\u2060", "") for each in shown} - LABELS_OF_THE_SCRIPT == {text}

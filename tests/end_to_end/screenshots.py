"""``python -m tests.end_to_end.screenshots --out DIR``: pictures of every page, at 1440 and 390 pixels, light and dark.

It shows what this installation last published, or with ``--url`` what is being served elsewhere.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from omnitrackiq.settings import load_settings
from tests.end_to_end.browser import browser, open_page, save_picture, wait_until_drawn
from tests.end_to_end.served import served_pages

WIDTHS = {1440: 900, 390: 844}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PAGES = {"overview": ""}


def take(url: str, out: Path, query: str = "") -> list[Path]:
    """Take all pictures of the pages under ``url`` (as printed by the web process); the files that were written."""
    written = []
    with browser() as running:
        for name, path in PAGES.items():
            for width, height in WIDTHS.items():
                for scheme in SCHEMES:
                    page = open_page(running, width, height, scheme)
                    page.goto(f"{url.rstrip('/')}/{path}{query}")
                    wait_until_drawn(page)
                    written.append(out / f"{name}-{width}-{scheme}.png")
                    save_picture(page, written[-1])
                    page.context.close()
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures and say where they are; 1 when nothing is published that could be shown."""
    parser = argparse.ArgumentParser(description="Take pictures of every page.")
    parser.add_argument("--url", help="where the pages are, as in http://127.0.0.1:8000/app (default: served here)")
    parser.add_argument("--workspace", help="the workspace to serve without --url (default: the first one published)")
    parser.add_argument("--out", required=True, type=Path, help="folder for the pictures")
    parser.add_argument("--query", default="", help="query of every page, as in ?period=90d")
    options = parser.parse_args(arguments)
    if options.url:
        written = take(options.url, options.out, options.query)
    else:
        warehouse = load_settings().warehouse
        workspace = options.workspace or first_published(warehouse.published_folder)
        if workspace is None:
            sys.stderr.write("Nothing is published yet: run `make demo` first.\n")
            return 1
        with served_pages(warehouse.home, workspace) as site:
            written = take(f"{site}/app", options.out, options.query)
    for path in written:
        sys.stdout.write(f"{path}\n")
    return 0


def first_published(folder: Path) -> str | None:
    """The first workspace with published marts, if any."""
    return next((link.stem for link in sorted(folder.glob("*.duckdb"))), None)


if __name__ == "__main__":
    sys.exit(main())

"""``python -m tests.end_to_end.screenshots --url URL --out DIR``: pictures of every page that is being served.

Each page at 1440 and 390 pixels, light and dark.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from tests.end_to_end.browser import browser, open_page, save_picture, wait_until_drawn

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
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(description="Take pictures of every page.")
    parser.add_argument("--url", required=True, help="where the pages are, as in http://127.0.0.1:8000/app")
    parser.add_argument("--out", required=True, type=Path, help="folder for the pictures")
    parser.add_argument("--query", default="", help="query of every page, as in ?period=90d")
    options = parser.parse_args(arguments)
    for path in take(options.url, options.out, options.query):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

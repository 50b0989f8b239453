"""``python -m tests.end_to_end.site_pictures``: the pictures of the public site, taken of what was last published."""

import argparse
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from omnitrackiq.settings import load_settings
from tests.end_to_end.browser import browser, open_page, wait_until_drawn
from tests.end_to_end.screenshots import SCHEMES, first_published
from tests.end_to_end.served import REPOSITORY, served_pages

SIZE = (1440, 1200)
_QUALITY = 82


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures; 1 when nothing is published that could be shown."""
    parser = argparse.ArgumentParser(description="Take the pictures of the public site.")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "dashboards" / "assets" / "pictures")
    options = parser.parse_args(arguments)
    warehouse = load_settings().warehouse
    workspace = first_published(warehouse.published_folder)
    if workspace is None:
        sys.stderr.write("Nothing is published yet: run `make demo` first.\n")
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    with served_pages(warehouse.home, workspace) as site, browser() as running:
        for scheme in SCHEMES:
            page = open_page(running, *SIZE, scheme)
            page.goto(f"{site}/app/?period=90d")
            wait_until_drawn(page)
            path = options.out / f"overview-{scheme}.webp"
            Image.open(BytesIO(page.screenshot())).save(path, quality=_QUALITY, method=6)
            sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())

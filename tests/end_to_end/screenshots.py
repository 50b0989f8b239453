"""``python -m tests.end_to_end.screenshots --out DIR``: pictures of every page, at 1440 and 390 pixels, light and dark.

It signs in as the demo user of this installation and shows what was last published.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, StorageState

from dashboards.pages import PAGES
from dashboards.site.pages import SITE_PAGES
from omnitrackiq.accounts.demo_workspace import demo_workspace
from omnitrackiq.settings import load_settings
from orchestration.demo_user import EMAIL, demo_user
from orchestration.installation import open_installation
from tests.end_to_end.browser import browser, open_page, save_picture, wait_until_drawn
from tests.end_to_end.served import served_pages

WIDTHS = {1440: 900, 390: 844}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PUBLIC = [*SITE_PAGES, "/docs", "/docs/setup", "/login", "/signup", "/reset"]
STEPS = ("workspace", "shop", "ads", "ga4", "targets", "invite", "tour")


def pages_of(workspace_id: str, demo_id: str | None) -> Mapping[str, str]:
    """The addresses under /app by the names of their pictures."""
    here = urlencode({"w": workspace_id})
    found = {page.path or "overview": f"{page.path}?{here}" for page in PAGES}
    found |= {f"start-{step}": f"start?{here}&step={step}" for step in STEPS}
    found |= {"connections-guide": f"connections?{here}&connect=shopify", "tour": f"?{here}&tour=1"}
    return found | ({"demo": f"?{urlencode({'w': demo_id})}"} if demo_id else {})


def take(site: str, password: str, pages: Mapping[str, str], out: Path) -> list[Path]:
    """Take all pictures of what is served at ``site``; the files that were written."""
    written = []
    with browser() as running:
        signed_in = _signed_in(running, site, password)
        for width, height in WIDTHS.items():
            for scheme in SCHEMES:
                page = open_page(running, width, height, scheme, signed_in)
                for name, address in pages.items():
                    page.goto(f"{site}/app/{address}")
                    wait_until_drawn(page)
                    written.append(out / f"{name}-{width}-{scheme}.png")
                    save_picture(page, written[-1])
                for path in ["/workspaces/new", *PUBLIC]:
                    name = path.strip("/").replace("/", "-") or "landing"
                    written.append(out / f"site-{name}-{width}-{scheme}.png")
                    page.goto(site + path)
                    page.screenshot(path=str(written[-1]), full_page=True)
                page.context.close()
    return written


def _signed_in(running: Browser, site: str, password: str) -> StorageState:
    page: Page = open_page(running)
    page.goto(f"{site}/login")
    page.fill("[name=email]", EMAIL)
    page.fill("[name=password]", password)
    page.click("section button")
    wait_until_drawn(page)
    state = page.context.storage_state()
    page.context.close()
    return state


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the pictures and say where they are; 1 when nothing is published that could be shown."""
    parser = argparse.ArgumentParser(description="Take pictures of every page.")
    parser.add_argument("--workspace", help="the workspace to show (default: the first one published)")
    parser.add_argument("--out", required=True, type=Path, help="folder for the pictures")
    options = parser.parse_args(arguments)
    installation = open_installation(load_settings())
    workspace = options.workspace or first_published(installation.warehouse.published_folder)
    if workspace is None:
        sys.stderr.write("Nothing is published yet: run `make demo` first.\n")
        return 1
    password = demo_user(installation, [workspace])
    with installation.database.reading() as session:
        demo = demo_workspace(session)
    installation.database.close()
    options.out.mkdir(parents=True, exist_ok=True)
    with served_pages(installation.warehouse.home, None) as site:
        pages = pages_of(workspace, demo.workspace_id if demo else None)
        for path in take(site, password, pages, options.out):
            sys.stdout.write(f"{path}\n")
    return 0


def first_published(folder: Path) -> str | None:
    """The first workspace with published marts, if any."""
    return next((link.stem for link in sorted(folder.glob("*.duckdb"))), None)


if __name__ == "__main__":
    sys.exit(main())

"""The page Ads in a real browser: its numbers are the marts', and its address says what is looked at."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from tests.demo_marts import ACME, BOLT, write_warehouse
from tests.end_to_end.browser import open_page, wait_until_drawn
from tests.end_to_end.served import served_pages
from tests.end_to_end.test_overview_page import money

TODAY = date(2026, 3, 15)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A built warehouse of two workspaces, published and freshly synced."""
    home = tmp_path_factory.mktemp("home")
    made = Warehouse.parse(f"duckdb:///{home}/warehouse.duckdb", home)
    assert made.path
    write_warehouse(made.path, [ACME, BOLT], TODAY, days=70, synced=datetime.now(UTC))
    publish(made, None, "b1", datetime.now(UTC))
    return made


@pytest.fixture(scope="module")
def site(warehouse: Warehouse) -> Iterator[str]:
    """The site of demo-1 as on TODAY."""
    with served_pages(warehouse.home, "demo-1", f"--today={TODAY}") as url:
        yield url


def visit(chromium: Browser, url: str, width: int = 1440) -> Page:
    page = open_page(chromium, width)
    page.goto(url)
    wait_until_drawn(page)
    return page


def shown(page: Page, platform: str) -> dict[str, str]:
    """What the row of a platform says, by metric."""
    cells = page.locator(f"tr[data-platform='{platform}'] td").all()
    return {cell.get_attribute("data-metric") or "": cell.locator(".value").inner_text() for cell in cells}


def sums(path: Path | None, condition: str) -> dict[str, str]:
    """The same over the marts in the warehouse, asked without any code of the product."""
    where = f"workspace_id = 'demo-1' and date_day between '2026-02-13' and '2026-03-14' and {condition}"
    with duckdb.connect(str(path), read_only=True) as connection:
        spend, impressions, clicks = connection.execute(
            f"select sum(spend), sum(impressions), sum(clicks) from marts.ad_performance_daily where {where}"
        ).fetchall()[0]
        claimed, credited = connection.execute(
            f"select sum(platform_revenue), sum(attributed_revenue) from marts.roas_daily where {where}"
        ).fetchall()[0]
    return {
        "spend": money(spend, "€", 2),
        "impressions": f"{impressions:,}",
        "clicks": f"{clicks:,}",
        "ctr": f"{money(Decimal(100 * clicks) / impressions, '', 2)}%",
        "cpc": money(spend / clicks, "€", 2),
        "cpm": money(1000 * spend / impressions, "€", 2),
        "platform_revenue": money(claimed, "€", 2),
        "platform_roas": f"{money(claimed / spend, '', 2)}×",
        "attributed_revenue": money(credited, "€", 2),
        "attributed_roas": f"{money(credited / spend, '', 2)}×",
        "overclaim_ratio": f"{money(claimed / credited, '', 2)}×",
    }


def test_the_platform_table_equals_the_marts(chromium: Browser, site: str, warehouse: Warehouse) -> None:
    page = visit(chromium, f"{site}/app/ads")
    for platform in ("facebook_ads", "google_ads", "tiktok_ads"):
        assert shown(page, platform) == sums(warehouse.path, f"platform = '{platform}'")
    assert shown(page, "total") == sums(warehouse.path, "true")


def test_level_and_platform_are_in_the_address_and_survive_a_reload(chromium: Browser, site: str) -> None:
    page = visit(chromium, f"{site}/app/ads?period=7d")
    counted = page.locator(".st-key-card_ads").get_by_text(" spend in all, as in the table above")
    expect(counted).to_contain_text("5 campaigns of all platforms with €")
    page.get_by_role("link", name="TikTok Ads").click()
    expect(counted).to_contain_text("1 campaign of TikTok Ads with €")
    assert page.url == f"{site}/app/ads?period=7d&platform=tiktok_ads"
    page.locator(".st-key-ads_level").get_by_text("Ads", exact=True).click()
    expect(counted).to_contain_text("4 ads of TikTok Ads with €")
    page.wait_for_url("**level=ads**")
    page.reload()
    wait_until_drawn(page)
    expect(counted).to_contain_text("4 ads of TikTok Ads with €")
    assert page.locator("tr:has([aria-current])").get_attribute("data-platform") == "tiktok_ads"
    grid = page.locator("[data-testid='stDataFrame'] [role='grid']")
    expect(grid).to_contain_text("Lookalike video")
    page.get_by_role("link", name="All platforms").click()
    expect(counted).to_contain_text("14 ads of all platforms with €")


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_is_wider_than_the_screen(chromium: Browser, site: str, width: int) -> None:
    page = visit(chromium, f"{site}/app/ads?level=ads", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    main = page.locator("[data-testid='stMainBlockContainer']")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth + 1")

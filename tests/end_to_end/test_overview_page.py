"""The overview in a real browser: its numbers are the marts', its state is in the URL, it asks nobody else."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import Browser, Page, expect

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from tests.demo_marts import ACME, BOLT, KOTO, DemoWorkspace, write_warehouse
from tests.end_to_end.browser import open_page, wait_until_drawn
from tests.end_to_end.served import served_pages
from tests.quick import first_quick

TODAY = date(2026, 3, 15)
HOSTILE = DemoWorkspace("demo-4", "<b>Bold</b> [x](http://evil.test) :red[y] $z$", "GBP", "Europe/London", 10)


@dataclass(frozen=True)
class Site:
    """A served site, its home, and the warehouse behind it."""

    url: str
    warehouse: Warehouse

    def sums(self, workspace_id: str, since: str, until: str) -> dict[str, Decimal]:
        """Sums over the marts in the warehouse, asked without any code of the product."""
        names = ("net_revenue", "gross_revenue", "discounts", "ad_spend", "orders", "new_customers", "sessions")
        columns = ", ".join(f"sum({name})" for name in names)
        with duckdb.connect(str(self.warehouse.path), read_only=True) as connection:
            row = connection.execute(
                f"select {columns} from marts.overview_daily where workspace_id = ? and date_day between ? and ?",
                [workspace_id, since, until],
            ).fetchall()[0]
        return {name: Decimal(value) for name, value in zip(names, row, strict=True)}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    """A built warehouse of four workspaces, published and freshly synced."""
    home = tmp_path_factory.mktemp("home")
    made = Warehouse.parse(f"duckdb:///{home}/warehouse.duckdb", home)
    assert made.path
    write_warehouse(made.path, [ACME, BOLT, KOTO, HOSTILE], TODAY, days=100, synced=datetime.now(UTC))
    publish(made, None, "b1", datetime.now(UTC))
    return made


@pytest.fixture(scope="module")
def site(warehouse: Warehouse) -> Iterator[Site]:
    """The site of demo-1 as on TODAY."""
    with served_pages(warehouse.home, "demo-1", f"--today={TODAY}") as url:
        yield Site(url, warehouse)


def visit(chromium: Browser, url: str, width: int = 1440) -> Page:
    page = open_page(chromium, width)
    page.goto(url)
    wait_until_drawn(page)
    return page


def tiles(page: Page) -> dict[str, str]:
    """What the tiles say, by label."""
    return {
        tile.locator("[data-testid='stMetricLabel']").inner_text(): tile.locator(
            "[data-testid='stMetricValue']"
        ).inner_text()
        for tile in page.locator("[data-testid='stMetric']").all()
    }


def money(amount: Decimal, sign: str, digits: int) -> str:
    return f"{sign}{amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_EVEN):,}"


def expected_tiles(sums: dict[str, Decimal], sign: str, digits: int) -> dict[str, str]:
    roas = (sums["net_revenue"] / sums["ad_spend"]).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
    rate = (100 * sums["orders"] / sums["sessions"]).quantize(Decimal("0.01"), rounding=ROUND_HALF_EVEN)
    return {
        "Net revenue": money(sums["net_revenue"], sign, digits),
        "Ad spend": money(sums["ad_spend"], sign, digits),
        "ROAS (MER)": f"{roas}×",
        "Orders": f"{sums['orders']:,}",
        "AOV": money((sums["gross_revenue"] - sums["discounts"]) / sums["orders"], sign, digits),
        "New customers": f"{sums['new_customers']:,}",
        "Cost per order": money(sums["ad_spend"] / sums["orders"], sign, digits),
        "New customer CAC": money(sums["ad_spend"] / sums["new_customers"], sign, digits),
        "Sessions": f"{sums['sessions']:,}",
        "Conversion rate": f"{rate}%",
    }


@pytest.mark.parametrize(
    ("query", "since", "until"),
    first_quick(
        [
            ("", "2026-02-13", "2026-03-14"),
            ("?period=7d", "2026-03-08", "2026-03-14"),
            ("?period=Today", "2026-03-15", "2026-03-15"),
            ("?period=MTD", "2026-03-01", "2026-03-14"),
            ("?period=Custom&dates=2026-01-05&dates=2026-02-03", "2026-01-05", "2026-02-03"),
        ],
        quick=2,
    ),
)
def test_tiles_equal_the_marts(chromium: Browser, site: Site, query: str, since: str, until: str) -> None:
    page = visit(chromium, f"{site.url}/app/{query}")
    assert tiles(page) == expected_tiles(site.sums("demo-1", since, until), "€", 2)


@pytest.mark.slow
def test_tiles_are_in_the_currency_of_the_workspace(chromium: Browser, warehouse: Warehouse) -> None:
    with served_pages(warehouse.home, "demo-3", f"--today={TODAY}") as url:
        page = visit(chromium, f"{url}/app/?period=90d")
        expected = expected_tiles(Site(url, warehouse).sums("demo-3", "2025-12-15", "2026-03-14"), "¥", 0)
        assert tiles(page) == expected


def test_the_channel_table_equals_the_marts(chromium: Browser, site: Site) -> None:
    page = visit(chromium, f"{site.url}/app/?period=30d")
    with duckdb.connect(str(site.warehouse.path), read_only=True) as connection:
        rows = connection.execute(
            "select channel, sum(spend), sum(attributed_revenue), sum(sessions) from marts.channel_daily "
            "where workspace_id = 'demo-1' and date_day between '2026-02-13' and '2026-03-14' group by channel"
        ).fetchall()
    assert rows
    for channel, spend, revenue, sessions in rows:
        row = page.locator(f"tr[data-channel='{channel}']")
        assert row.locator("[data-metric='spend']").inner_text() == (money(spend, "€", 2) if spend else "–")
        assert row.locator("[data-metric='attributed_revenue']").inner_text() == money(revenue, "€", 2)
        assert row.locator("[data-metric='sessions']").inner_text() == f"{sessions:,}"
    total = page.locator("tr[data-channel='total'] [data-metric='attributed_revenue']").inner_text()
    assert total == money(sum((row[2] for row in rows), Decimal(0)), "€", 2)


def test_what_was_chosen_is_in_the_url_and_survives_a_reload(chromium: Browser, site: Site) -> None:
    page = visit(chromium, f"{site.url}/app/")
    page.get_by_role("radio", name="7d", exact=True).or_(page.get_by_text("7d", exact=True)).first.click()
    page.wait_for_url("**/app/?period=7d")
    wait_until_drawn(page)
    chosen = tiles(page)
    assert chosen == expected_tiles(site.sums("demo-1", "2026-03-08", "2026-03-14"), "€", 2)
    page.reload()
    wait_until_drawn(page)
    assert tiles(page) == chosen
    assert tiles(visit(chromium, page.url)) == chosen


def test_a_bad_value_in_the_url_falls_back_and_leaves_it(chromium: Browser, site: Site) -> None:
    page = visit(chromium, f"{site.url}/app/?period=%3Cscript%3E&compare=x")
    assert tiles(page) == expected_tiles(site.sums("demo-1", "2026-02-13", "2026-03-14"), "€", 2)
    assert page.url == f"{site.url}/app/"


def test_nobody_else_is_asked_and_no_policy_is_broken(chromium: Browser, site: Site) -> None:
    page = open_page(chromium)
    asked: list[str] = []
    problems: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{site.url}/")
    wait_until_drawn(page)
    assert page.url == f"{site.url}/app/"
    assert problems == []
    assert {url for url in asked if not url.startswith((site.url, "data:"))} == set()
    fonts: Any = page.evaluate("[...document.fonts].filter(font => font.status === 'loaded').map(font => font.family)")
    assert "Inter" in {font.strip('"') for font in fonts}


def test_names_from_data_are_shown_literally(chromium: Browser, site: Site, warehouse: Warehouse) -> None:
    with served_pages(warehouse.home, HOSTILE.workspace_id, f"--today={TODAY}") as url:
        page = visit(chromium, f"{url}/app/")
        name = page.locator(".workspace-name")
        assert name.inner_text() == HOSTILE.name
        assert name.locator("*").count() == 0


def test_amounts_at_an_axis_read_as_people_write_them(chromium: Browser, tmp_path: Path) -> None:
    """Billions in March, cents in February, fractions of a cent in January."""
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/warehouse.duckdb", tmp_path)
    assert warehouse.path
    write_warehouse(warehouse.path, [KOTO], TODAY, days=100, synced=datetime.now(UTC))
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute(
            "update marts.overview_daily set ad_spend = 0, net_revenue = case month(date_day) "
            "when 3 then 1500000000 when 2 then 0.5 else 0.005 end"
        )
    publish(warehouse, None, "b1", datetime.now(UTC))
    expected = {
        "2026-03": ["¥0", "¥500M", "¥1B", "¥1.5B"],
        "2026-02": ["¥0", "¥0.10", "¥0.20", "¥0.30", "¥0.40", "¥0.50"],
        "2026-01": ["¥0", "¥0.001", "¥0.002", "¥0.003", "¥0.004", "¥0.005"],
    }
    with served_pages(tmp_path, KOTO.workspace_id, f"--today={TODAY}") as url:
        for month, labels in expected.items():
            page = visit(chromium, f"{url}/app/?period=Custom&dates={month}-01&dates={month}-10")
            assert [text for text in axis_labels(page) if text.startswith("¥")] == labels


def axis_labels(page: Page) -> list[str]:
    return page.locator("svg .role-axis-label text").all_text_contents()


@pytest.mark.parametrize("width", first_quick([390, 768, 1440]))
def test_nothing_is_wider_than_the_screen(chromium: Browser, site: Site, width: int) -> None:
    page = visit(chromium, f"{site.url}/app/", width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    main = page.locator("[data-testid='stMainBlockContainer']")
    assert main.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    for value in page.locator("[data-testid='stMetricValue']").all():
        assert value.evaluate("element => element.scrollWidth <= element.clientWidth + 1")


def test_on_a_phone_the_return_on_spend_is_seen_without_scrolling(chromium: Browser, site: Site) -> None:
    page = visit(chromium, f"{site.url}/app/", 390)
    head = page.locator("table.figures th", has_text="Attributed ROAS").bounding_box()
    assert head is not None
    assert head["x"] + head["width"] <= 390


@pytest.mark.parametrize("width", first_quick([768, 390]))
def test_the_bar_of_a_folded_side_bar_covers_nothing(chromium: Browser, site: Site, width: int) -> None:
    page = visit(chromium, f"{site.url}/app/", width)
    bar, title = page.get_by_test_id("stHeader").bounding_box(), page.get_by_role("heading", level=1).bounding_box()
    assert bar is not None
    assert title is not None
    assert bar["y"] + bar["height"] <= title["y"]


def test_no_tile_is_alone_in_its_line_and_no_chart_is_a_sliver(chromium: Browser, site: Site) -> None:
    page = visit(chromium, f"{site.url}/app/", 1024)
    boxes = [each.bounding_box() for each in page.locator("[class*='st-key-tile_']").all()]
    lines = Counter(round(box["y"]) for box in boxes if box)
    assert sum(lines.values()) == 10
    assert min(lines.values()) > 1
    charts = [each.bounding_box() for each in page.get_by_test_id("stVegaLiteChart").all()]
    assert [box["width"] > 500 for box in charts if box] == [True, True]
    table = page.locator(".table-scroll").first
    assert table.evaluate("element => element.scrollWidth <= element.clientWidth")


def test_a_range_of_days_is_read_whole(chromium: Browser, site: Site) -> None:
    page = visit(chromium, f"{site.url}/app/?period=Custom&dates=2026-01-05&dates=2026-02-03", 1280)
    dates, compare = page.locator(".st-key-dates"), page.locator(".st-key-compare")
    fields = dates.get_by_test_id("stDateInputFieldsScroller")
    assert fields.evaluate("element => element.scrollWidth <= element.clientWidth")
    left, right = dates.bounding_box(), compare.bounding_box()
    assert left is not None
    assert right is not None
    assert abs(left["y"] - right["y"]) < 10


def test_charts_offer_no_fields_and_their_labels_can_be_read(chromium: Browser, site: Site) -> None:
    page = visit(chromium, f"{site.url}/app/")
    chart = page.get_by_test_id("stVegaLiteChart").first
    chart.hover()
    page.wait_for_timeout(500)
    expect(page.get_by_test_id("stElementToolbar").first).to_be_hidden()
    label = chart.locator(".role-axis-label text").first
    assert label.evaluate("element => getComputedStyle(element).fill") == "rgb(90, 99, 114)"


@pytest.mark.slow
def test_a_new_publish_is_seen_at_the_next_look(chromium: Browser, tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/warehouse.duckdb", tmp_path)
    assert warehouse.path
    write_warehouse(warehouse.path, [BOLT], TODAY, days=10, synced=datetime.now(UTC))
    with served_pages(tmp_path, "demo-2", f"--today={TODAY}") as url:
        page = visit(chromium, f"{url}/app/")
        assert "Nothing to show yet" in page.locator("[data-testid='stAlert']").inner_text()
        publish(warehouse, None, "b1", datetime.now(UTC))
        page.reload()
        wait_until_drawn(page)
        first = tiles(page)["Orders"]
        with duckdb.connect(str(warehouse.path)) as connection:
            connection.execute("update marts.overview_daily set orders = orders + 100")
        publish(warehouse, None, "b2", datetime.now(UTC))
        page.get_by_text("7d", exact=True).first.click()
        page.wait_for_url("**/app/?period=7d")
        page.get_by_text("30d", exact=True).first.click()
        page.wait_for_url("**/app/")
        wait_until_drawn(page)
        assert int(tiles(page)["Orders"].replace(",", "")) == int(first.replace(",", "")) + 1000

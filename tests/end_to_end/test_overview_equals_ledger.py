"""The overview in a browser, at the end of the whole line: its tiles equal the simulated market's own ledger."""

from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser

from omnitrackiq.warehouse.currencies import minor_units
from sandbox.market.generated import generate_market
from tests.end_to_end.browser import open_page, wait_until_drawn
from tests.end_to_end.loaded_once import SPRING, loaded_once
from tests.end_to_end.served import served_pages
from tests.line import Line

START, NOW = SPRING


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Line]:
    """The truth ledger and the published line that was fed by the same market."""
    market = generate_market(seed=1, start=START, workspaces=3, size="small", now=NOW)
    return loaded_once(market, NOW, "seed-1", tmp_path_factory)


def amount(text: str) -> Decimal:
    """The number in a tile."""
    digits = "".join(character for character in text if character.isdigit() or character == ".")
    return Decimal(digits) * (-1 if text.startswith("−") else 1)


@pytest.mark.parametrize("position", [0, 1, 2])
def test_tiles_of_every_workspace_equal_the_ledger(
    chromium: Browser, told: tuple[dict[str, Any], Line], position: int
) -> None:
    truth, line = told
    workspace = truth["workspaces"][position]
    today = NOW.astimezone(ZoneInfo(workspace["timezone"])).date()
    days = [day for day in workspace["days"] if "2026-03-10" <= day["date"] <= "2026-04-05"]
    assert len(days) == 27
    net = sum((Decimal(day["net_revenue"]) for day in days), Decimal(0))
    spend = sum((Decimal(each["spend"]) for day in days for each in day["spend"]), Decimal(0))
    orders = sum(int(day["orders"]) for day in days)
    new = sum(int(day["new_customers"]) for day in days)
    assert all(value > 0 for value in (net, spend, orders, new))
    half_unit = Decimal(1).scaleb(-minor_units(workspace["currency"])) / 2 + Decimal("0.0001")

    home = line.installation.warehouse.home
    with served_pages(home, workspace["workspace_id"], f"--today={today}") as url:
        page = open_page(chromium)
        page.goto(f"{url}/app/?period=Custom&dates=2026-03-10&dates=2026-04-05")
        wait_until_drawn(page)
        tiles = {
            tile.locator("[data-testid='stMetricLabel']").inner_text(): amount(
                tile.locator("[data-testid='stMetricValue']").inner_text()
            )
            for tile in page.locator("[data-testid='stMetric']").all()
        }
    assert abs(tiles["Net revenue"] - net) <= half_unit
    assert abs(tiles["Ad spend"] - spend) <= half_unit
    assert tiles["Orders"] == orders
    assert tiles["New customers"] == new
    assert abs(tiles["Cost per order"] - spend / orders) <= half_unit
    assert abs(tiles["New customer CAC"] - spend / new) <= half_unit
    assert abs(tiles["ROAS (MER)"] - net / spend) <= Decimal("0.0051")

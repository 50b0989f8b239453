"""A visitor signs up, signs in, sees their brand's dashboard and signs out, in a real browser at the real process."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from omnitrackiq.accounts.memberships import memberships_of
from omnitrackiq.accounts.sessions import end_sessions_of
from omnitrackiq.accounts.users import require_user
from omnitrackiq.database import Database, open_database
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from tests.demo_marts import BOLT, DemoWorkspace, write_warehouse
from tests.end_to_end.browser import browser, open_page, wait_until_drawn
from tests.end_to_end.mailbox import newest_link
from tests.end_to_end.served import served_pages

PASSWORD = "quiet harbour 41 lanterns"
EMAIL = "ann@example.com"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def site(home: Path) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMNITRACKIQ_PASSWORD_COST", "4")
        with served_pages(home, None) as url:
            yield url


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture
def database(home: Path, site: str) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{home / 'control.sqlite'}")
    yield opened
    opened.close()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.click("section button")


def publish_marts_of(home: Path, database: Database) -> str:
    """Give the new brand, and a stranger, a week of figures."""
    with database.reading() as session:
        (mine,) = memberships_of(session, require_user(session, EMAIL).user_id)
    brand = DemoWorkspace(mine.workspace_id, mine.workspace_name, "EUR", "Europe/Berlin")
    warehouse = Warehouse.parse(f"duckdb:///{home / 'warehouse.duckdb'}", home)
    assert warehouse.path
    now = datetime.now(UTC)
    write_warehouse(warehouse.path, [brand, BOLT], now.date(), days=40, synced=now)
    publish(warehouse, None, "b1", now)
    return mine.workspace_id


def test_from_sign_up_to_sign_out(site: str, home: Path, chromium: Browser, database: Database) -> None:
    page = open_page(chromium)
    outside: list[str] = []
    page.on(
        "request", lambda request: outside.append(request.url) if not request.url.startswith((site, "data:")) else None
    )
    page.goto(f"{site}/app/?period=7d")
    assert page.url.startswith(f"{site}/login?next=")
    page.click("text=Create an account")
    fill(page, name="Ann", email=EMAIL, password=PASSWORD, brand="Northwind & <b>Co</b>", timezone="Europe/Berlin")
    page.wait_for_selector("text=Look into your mailbox")
    page.goto(site + newest_link(home, "/verify/"))
    page.click("section button")
    page.wait_for_selector("text=Your address is confirmed")
    fill(page, email=EMAIL, password="wrong password 1")
    page.wait_for_selector("[role=alert]")
    workspace_id = publish_marts_of(home, database)
    fill(page, email=EMAIL, password=PASSWORD)
    page.wait_for_selector("text=Connect your shop")
    assert page.url == f"{site}/app/start?w={workspace_id}"
    page.click("text=Overview")
    wait_until_drawn(page)
    assert f"w={workspace_id}" in page.url
    page.wait_for_selector("text=Net revenue")
    assert "Northwind & <b>Co</b>" in page.inner_text("[data-testid='stSidebar']")
    page.get_by_text("7d", exact=True).click()
    expect(page).to_have_url(re.compile(r"[?&]period=7d(&|$)"))
    assert f"w={workspace_id}" in page.url
    assert page.goto(f"{site}/app/?w=demo-2").status == 404  # type: ignore[union-attr]
    page.goto(f"{site}/app/")
    wait_until_drawn(page)
    cookies = {each["name"]: each for each in page.context.cookies()}
    assert cookies.keys() == {"oiq", "oiq-form"}
    page.click("text=Sign out")
    page.wait_for_selector("text=You are signed out.")
    page.context.add_cookies([cookies["oiq"]])
    page.goto(f"{site}/app/")
    assert page.url.startswith(f"{site}/login")
    assert outside == []


def test_a_session_that_ends_while_its_page_is_open_ends_at_the_next_click(
    site: str, home: Path, chromium: Browser, database: Database
) -> None:
    page = open_page(chromium)
    page.goto(f"{site}/login")
    fill(page, email=EMAIL, password=PASSWORD)
    wait_until_drawn(page)
    page.wait_for_selector("text=Net revenue")
    with database.writing() as session:
        end_sessions_of(session, require_user(session, EMAIL).user_id, because="role changed", now=datetime.now(UTC))
    page.get_by_text("90d", exact=True).click()
    expect(page.get_by_text("You were signed out")).to_be_visible()
    expect(page.get_by_text("Net revenue")).to_have_count(0)
    page.click(".refusal a")
    page.wait_for_selector("[name=password]")


def test_addresses_that_a_browser_claims_are_not_believed(site: str) -> None:
    statuses = []
    for number in range(33):
        with httpx.Client(base_url=site) as client:
            form = client.get("/login").text.partition('name="form_token" value="')[2].partition('"')[0]
            claimed = {
                "Origin": site,
                "X-Forwarded-For": f"198.51.100.{number}",
                "Forwarded": f"for=198.51.100.{number}",
            }
            fields = {"form_token": form, "email": f"u{number}@example.com", "password": "Spring!spring"}
            statuses.append(client.post("/login", data=fields, headers=claimed).status_code)
    assert statuses.count(401) <= 30
    assert statuses[-1] == 429

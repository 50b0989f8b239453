"""From the landing page to a dashboard with one's own numbers: a visitor, a browser and every program there is."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Page, expect
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from dashboards.runs import runs_of
from omnitrackiq.accounts.memberships import memberships_of
from omnitrackiq.accounts.users import require_user
from omnitrackiq.database import open_database
from tests.end_to_end.browser import open_page, wait_until_drawn
from tests.end_to_end.mailbox import newest_link
from tests.end_to_end.whole_product import Product, running_product
from tests.omnitrackiq.accounts.people import PASSWORD

pytestmark = pytest.mark.slow

BUSINESS = "demo-1"
OWNER, GUEST = "ann@example.com", "bob@example.com"
DAYS, NOW, TODAY = 12, "2026-03-20T09:00:00+00:00", "2026-03-20"
SINCE, UNTIL = "2026-03-09", "2026-03-19"
TEST_MS, DATA_SECONDS = 300_000, 900


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """An installation that nobody has touched."""
    with running_product(tmp_path_factory.mktemp("home"), days=DAYS, now=NOW, today=TODAY) as running:
        yield running


def test_a_visitor_becomes_an_owner_with_numbers_and_invites_a_member(product: Product, chromium: Browser) -> None:
    page = open_page(chromium)
    outside: list[str] = []
    ours = (product.site, product.sandbox_url, "data:")
    page.on("request", lambda request: None if request.url.startswith(ours) else outside.append(request.url))
    sign_up(page, product)
    workspace_id = only_workspace(product)

    page.get_by_role("textbox", name="Shop").fill(str(product.config(BUSINESS, "shopify")["shop"]))
    page.keyboard.press("Enter")
    connect(page, "Shopify", choose=False)
    for platform in ("Facebook Ads", "Google Ads", "TikTok Ads"):
        page.get_by_role("button", name=platform, exact=True).click()
        connect(page, platform)
    page.get_by_role("button", name="Next: Connect Google Analytics").click()
    page.get_by_role("textbox", name="Property").fill(str(product.config(BUSINESS, "ga4")["property_id"]))
    page.keyboard.press("Enter")
    connect(page, "Google Analytics 4")

    page.reload()
    page.get_by_role("textbox", name="ROAS (MER), at least").fill("0,01")
    page.get_by_role("button", name="Set targets").click()
    page.get_by_label("E-mail").fill(GUEST)
    page.get_by_role("button", name="Send invite").click()
    take_the_tour(page)
    page.goto(f"{product.site}/app/start?w={workspace_id}")
    expect(page.get_by_text("You are set up")).to_be_visible()

    wait_for_the_numbers(page, product, workspace_id)
    page.goto(f"{product.site}/app/connections?w={workspace_id}")
    wait_until_drawn(page)
    expect(page.get_by_role("region", name="Setting up")).to_have_count(0)
    for source in ("shopify", "facebook_ads", "google_ads", "tiktok_ads", "ga4"):
        card = page.locator(f".connection[data-source={source}]")
        expect(card).to_have_attribute("data-state", "fresh")
        assert re.search(r"Last sync .*\n[1-9][\d,]* rows", card.inner_text()), card.inner_text()
        assert "Next sync" in card.inner_text()
    page.goto(f"{product.site}/app/?w={workspace_id}")
    expect(page.locator(".targets [data-metric=roas]")).to_have_attribute("data-reached", "yes")

    page.click("text=Sign out")
    page.wait_for_selector("text=You are signed out.")
    sign_in(page, OWNER)
    compare_with_the_ledger(page, product, workspace_id)
    sync_now(page, product, workspace_id)
    join(open_page(chromium), product, workspace_id)
    assert outside == []


def sign_up(page: Page, product: Product) -> None:
    """From the landing page, by the mailed link, to the first step."""
    page.goto(product.site)
    page.get_by_role("link", name=re.compile("Start your .*trial")).click()
    fields = {"name": "Ann", "email": OWNER, "password": PASSWORD, "brand": "Lumen", "timezone": "Europe/Berlin"}
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.click("section button")
    page.wait_for_selector("text=Look into your mailbox")
    page.goto(product.site + newest_link(product.home, "/verify/"))
    page.click("section button")
    page.wait_for_selector("text=Your address is confirmed")
    sign_in(page, OWNER)
    expect(page.get_by_role("heading", name="Getting started")).to_be_visible()


def sign_in(page: Page, email: str) -> None:
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("section button")
    wait_until_drawn(page)


def connect(page: Page, platform: str, *, choose: bool = True) -> None:
    """Consent on the platform's screen as the business, wait for the test, and keep what it offers."""
    page.get_by_role("link", name=f"Sign in to {platform}").click()
    if choose:
        page.locator("select").select_option(BUSINESS)
    page.get_by_role("button", name="Allow").click()
    page.get_by_role("button", name="Connect", exact=True).click(timeout=TEST_MS)
    expect(page.get_by_text("Connected. The newest days arrive first")).to_be_visible()
    wait_until_drawn(page)


def take_the_tour(page: Page) -> None:
    page.get_by_role("link", name="Take the tour").click()
    for stop in range(1, 5):
        expect(page.locator(".tour")).to_contain_text(f"Tour, {stop} of 5")
        page.locator(".st-key-tour").get_by_role("link", name="Next").click()
    page.get_by_role("button", name="Finish the tour").click()
    expect(page.get_by_text("That was the tour.")).to_be_visible()


def only_workspace(product: Product) -> str:
    database = open_database(f"sqlite:///{product.home / 'control.sqlite'}")
    with database.reading() as session:
        (mine,) = memberships_of(session, require_user(session, OWNER).user_id)
    database.close()
    return mine.workspace_id


@retry(
    retry=retry_if_exception_type((AssertionError, KeyError)),
    stop=stop_after_delay(DATA_SECONDS),
    wait=wait_fixed(5),
    reraise=True,
)
def wait_for_the_numbers(page: Page, product: Product, workspace_id: str) -> None:
    """Until all that was connected is read, built and published by itself."""
    compare_with_the_ledger(page, product, workspace_id)


def compare_with_the_ledger(page: Page, product: Product, workspace_id: str) -> None:
    """The tiles of the overview are what the simulated market says it was."""
    page.goto(f"{product.site}/app/?w={workspace_id}&period=Custom&dates={SINCE}&dates={UNTIL}")
    wait_until_drawn(page)
    tiles = {
        tile.get_by_test_id("stMetricLabel").inner_text(): tile.get_by_test_id("stMetricValue").inner_text()
        for tile in page.get_by_test_id("stMetric").all()
    }
    shown = {label: Decimal(re.sub(r"[^\d.]", "", text)) for label, text in tiles.items() if text != "–"}
    days = [day for day in product.truth(BUSINESS)["days"] if SINCE <= day["date"] <= UNTIL]
    net = sum((Decimal(day["net_revenue"]) for day in days), Decimal(0))
    spend = sum((Decimal(each["spend"]) for day in days for each in day["spend"]), Decimal(0))
    cent = Decimal("0.0051")
    assert len(days) == 11
    assert shown["Orders"] == sum(int(day["orders"]) for day in days) > 0
    assert abs(shown["Net revenue"] - net) <= cent
    assert abs(shown["Ad spend"] - spend) <= cent
    assert shown["Sessions"] > 0


def sync_now(page: Page, product: Product, workspace_id: str) -> None:
    """The button begins a run, and the page tells how far it is."""
    page.goto(f"{product.site}/app/connections?w={workspace_id}")
    page.get_by_role("button", name="Sync now").click(timeout=TEST_MS)
    expect(page.get_by_text("The sync has begun.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"steps: |waits for its turn"))).to_be_visible()
    assert "everything" in {run.job for run in runs_of(product.dagster_url, workspace_id)}


def join(page: Page, product: Product, workspace_id: str) -> None:
    """The invited member comes in by the mailed link, sees the numbers, and nothing that is not a member's."""
    page.goto(product.site + newest_link(product.home, "/invite/"))
    page.fill("[name=name]", "Bob")
    page.fill("[name=password]", PASSWORD)
    page.click("section button")
    wait_until_drawn(page)
    compare_with_the_ledger(page, product, workspace_id)
    expect(page.get_by_role("link", name="Settings")).to_have_count(0)
    for closed in ("settings", "team", "audit", "connections", "start"):
        answer = page.goto(f"{product.site}/app/{closed}?w={workspace_id}")
        assert answer is not None
        assert answer.status == 404

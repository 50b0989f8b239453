"""Team, settings, audit log and portfolio in a real browser: what people change there acts at once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from omnitrackiq.accounts.connections import add_connection
from omnitrackiq.accounts.demo_workspace import end_demo, make_demo
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.accounts.memberships import add_member, members_of
from omnitrackiq.accounts.people_tables import Role
from omnitrackiq.accounts.uploads import UPLOADS
from omnitrackiq.accounts.users import User
from omnitrackiq.accounts.workspaces import create_workspace, get_workspace
from omnitrackiq.database import Database, open_database
from omnitrackiq.generated_secrets import new_encryption_key
from omnitrackiq.migrations.upgrading import migrate
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import publish
from tests.demo_marts import ACME, BOLT, write_warehouse
from tests.end_to_end.browser import open_page, wait_until_drawn
from tests.end_to_end.mailbox import newest_link
from tests.end_to_end.served import served_pages
from tests.omnitrackiq.accounts.people import OPERATOR, PASSWORD, user, workspace

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    warehouse = Warehouse.parse(f"duckdb:///{home / 'warehouse.duckdb'}", home)
    assert warehouse.path
    write_warehouse(warehouse.path, [ACME, BOLT], NOW.date(), days=70, synced=NOW)
    publish(warehouse, None, "b1", NOW)
    return home


@pytest.fixture(scope="module")
def database(home: Path) -> Iterator[Database]:
    url = f"sqlite:///{home / 'control.sqlite'}"
    migrate(url)
    opened = open_database(url)
    for each in (ACME, BOLT):
        with opened.writing() as session:
            create_workspace(
                session,
                workspace_id=each.workspace_id,
                name=each.name,
                currency=each.currency,
                timezone=each.timezone,
                now=NOW,
            )
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def site(home: Path, database: Database) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMNITRACKIQ_PASSWORD_COST", "4")
        with served_pages(home, None) as url:
            yield url


def person(database: Database, name: str, **roles: Role) -> User:
    """A user ``<name>@example.com`` with these roles in acme and bolt."""
    ids = {"acme": ACME.workspace_id, "bolt": BOLT.workspace_id}
    made = user(database, f"{name}@example.com")
    with database.writing() as session:
        for workspace, role in roles.items():
            add_member(session, ids[workspace], made.user_id, role, actor=OPERATOR, now=NOW)
    return made


def sign_in(chromium: Browser, site: str, name: str, path: str = "") -> Page:
    page = open_page(chromium)
    page.goto(f"{site}/login?next=/app/{path}")
    page.fill("[name=email]", f"{name}@example.com")
    page.fill("[name=password]", PASSWORD)
    page.click("section button")
    wait_until_drawn(page)
    return page


def test_a_member_is_invited_promoted_and_removed(chromium: Browser, site: str, home: Path, database: Database) -> None:
    person(database, "boss", acme="owner")
    page = sign_in(chromium, site, "boss")
    page.get_by_role("link", name="Team").click()
    expect(page.get_by_text("boss@example.com").first).to_be_visible()
    page.get_by_label("E-mail").fill("new@example.com")
    page.get_by_role("button", name="Send invite").click()
    expect(page.get_by_text("An invite is on its way")).to_be_visible()

    guest = open_page(chromium)
    guest.goto(site + newest_link(home, "/invite/"))
    guest.fill("[name=name]", "Newcomer")
    guest.fill("[name=password]", PASSWORD)
    guest.click("section button")
    wait_until_drawn(guest)
    expect(guest.get_by_role("link", name="Overview")).to_be_visible()
    expect(guest.get_by_role("link", name="Team")).to_have_count(0)
    for closed in ("team", "settings", "audit"):
        answer = guest.goto(f"{site}/app/{closed}?w={ACME.workspace_id}")
        assert answer is not None
        assert answer.status == 404
    guest.goto(f"{site}/app/?w={ACME.workspace_id}")
    wait_until_drawn(guest)

    page.reload()
    page.get_by_role("combobox", name="Role of member 2").click()
    page.get_by_role("option", name="Admin").click()
    expect(page.get_by_text("is admin now")).to_be_visible()
    guest.get_by_text("90d", exact=True).click()
    expect(guest.get_by_text("You were signed out")).to_be_visible()
    page.get_by_test_id("stPopover").last.click()
    page.get_by_role("button", name="Remove from the team").click()
    expect(page.get_by_text("is removed.")).to_be_visible()
    with database.reading() as session:
        assert [member.email for member in members_of(session, ACME.workspace_id)] == ["boss@example.com"]
    page.get_by_role("link", name="Audit log").click()
    log = page.get_by_role("region", name="Audit log")
    for told in ("invited new@example.com", "changed the role of new@example.com", "removed new@example.com"):
        expect(log.get_by_text(told)).to_be_visible()


def test_settings_are_saved_and_a_wrong_confirmation_deletes_nothing(
    chromium: Browser, site: str, database: Database
) -> None:
    person(database, "bea", bolt="owner")
    page = sign_in(chromium, site, "bea", "settings")
    page.get_by_label("Name", exact=True).fill("Bolt <b>& Bloom</b>")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    with database.reading() as session:
        saved = get_workspace(session, BOLT.workspace_id)
    assert saved.name == "Bolt <b>& Bloom</b>"
    page.get_by_role("link", name="Overview").click()
    expect(page.get_by_text("Net revenue").first).to_be_visible()
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value(saved.name)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Nothing was changed.")).to_be_visible()
    with database.reading() as session:
        assert get_workspace(session, BOLT.workspace_id) == saved
    page.get_by_label("Write the workspace's id to confirm").fill("demo-1")
    page.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nothing was deleted")).to_be_visible()


def test_the_portfolio_shows_the_visitors_workspaces_only(chromium: Browser, site: str, database: Database) -> None:
    person(database, "agency", acme="admin", bolt="member")
    person(database, "single", bolt="member")
    page = sign_in(chromium, site, "agency", "portfolio")
    rows = page.locator("table.figures tbody tr")
    expect(rows).to_have_count(2)
    assert {row.get_attribute("data-workspace") for row in rows.all()} == {ACME.workspace_id, BOLT.workspace_id}
    assert "€" in page.locator(f"tr[data-workspace={ACME.workspace_id}]").inner_text()
    assert "$" in page.locator(f"tr[data-workspace={BOLT.workspace_id}]").inner_text()
    other = sign_in(chromium, site, "single", "portfolio")
    expect(other.locator("table.figures tbody tr")).to_have_count(1)
    assert ACME.name not in other.content()


@pytest.mark.parametrize("kind", UPLOADS)
def test_a_file_of_costs_is_explained_on_a_phone_and_removed_with_a_second_click(
    chromium: Browser, site: str, database: Database, kind: str
) -> None:
    upload, owner = UPLOADS[kind], kind.replace("-", "_")
    brand = workspace(database, kind, **{owner: "owner"}) and kind.title()
    page = sign_in(chromium, site, owner)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{site}/upload/{kind}?w={kind}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for column in upload.columns:
        expect(page.get_by_role("row").filter(has_text=column.meaning)).to_contain_text(column.name)
    with page.expect_download() as template:
        page.get_by_role("link", name="Download this example").click()
    assert template.value.suggested_filename == f"{kind}.csv"
    assert template.value.path().read_text() == upload.example
    page.set_input_files("[name=file]", template.value.path())
    page.get_by_role("button", name="Upload").click()
    lines = len(upload.example.splitlines()) - 1
    expect(page.get_by_text(f"Lines stored for {brand}: {lines}.")).to_be_visible()
    removal = page.get_by_role("button", name="Yes, remove them")
    expect(removal).to_be_hidden()
    page.get_by_text("Remove all stored lines").click()
    removal.click()
    expect(page.get_by_text(f"Lines stored for {brand}: 0.")).to_be_visible()


def test_a_connection_is_removed_only_after_a_second_word(chromium: Browser, site: str, database: Database) -> None:
    person(database, "cara", acme="admin")
    connect(database, "ga4", {"property_id": "7"}, "refresh_token")
    page = sign_in(chromium, site, "cara", "connections")
    page.get_by_role("button", name="More").click()
    remove = page.get_by_role("button", name="Remove", exact=True)
    expect(remove).to_be_disabled()
    page.get_by_text("I want to remove it").click()
    expect(remove).to_be_enabled()
    remove.click()
    expect(page.get_by_text("Removed, secrets included.")).to_be_visible()


def test_from_the_portfolio_to_a_client_the_period_is_kept(chromium: Browser, site: str, database: Database) -> None:
    person(database, "planner", acme="admin", bolt="member")
    page = sign_in(chromium, site, "planner", f"portfolio?w={BOLT.workspace_id}")
    page.get_by_text("7d", exact=True).click()
    page.get_by_role("combobox", name="Compare with").click()
    page.get_by_role("option", name="vs previous year").click()
    for place in (page.locator("table.figures"), page.get_by_test_id("stSidebar")):
        link = place.get_by_role("link", name=ACME.name)
        expect(link).to_have_attribute("href", re.compile("period=7d&compare=vs"))
        link.click()
        wait_until_drawn(page)
        expect(page).to_have_url(re.compile(rf"/app/\?w={ACME.workspace_id}&period=7d&compare=vs"))
        expect(page.get_by_role("radio", name="7d", exact=True)).to_be_checked()
        page.goto(f"{site}/app/?w={BOLT.workspace_id}&period=7d&compare=vs+previous+year")
        wait_until_drawn(page)


def test_the_portfolio_has_its_filters_before_the_first_numbers(
    chromium: Browser, site: str, database: Database
) -> None:
    starter = workspace(database, "fresh", starter="owner")["starter"]
    with database.writing() as session:
        add_member(session, ACME.workspace_id, starter.user_id, "member", actor=OPERATOR, now=NOW)
    page = sign_in(chromium, site, "starter", "portfolio?w=fresh")
    expect(page.locator("table.figures tbody tr")).to_have_count(2)
    page.get_by_text("7d", exact=True).click()
    expect(page).to_have_url(re.compile("period=7d"))
    page.goto(f"{site}/app/?w=fresh")
    expect(page.get_by_text("Nothing to show yet")).to_be_visible()
    expect(page.get_by_text("7d", exact=True)).to_have_count(0)


def connect(database: Database, source: str, config: dict[str, object], secret: str) -> None:
    with database.writing() as session:
        add_connection(
            session,
            SecretBox([new_encryption_key()]),
            workspace_id=ACME.workspace_id,
            source=source,
            config=config,
            secrets={secret: "x"},
            now=NOW,
            status="active",
        )


@pytest.mark.slow
def test_the_checklist_leads_on_until_an_owner_closes_it(chromium: Browser, site: str, database: Database) -> None:
    person(database, "ona", acme="owner")
    person(database, "adam", acme="admin")
    person(database, "mel", acme="member")
    page = sign_in(chromium, site, "ona")
    checklist = page.get_by_role("region", name="Setting up")
    close = page.get_by_role("button", name="Close the checklist")
    expect(checklist).to_contain_text("Next: Connect your shop")
    expect(close).to_have_count(0)
    page.goto(f"{site}/app/start?w={ACME.workspace_id}&step=targets")
    page.get_by_role("textbox", name="ROAS (MER), at least").fill("none")
    page.get_by_role("button", name="Set targets").click()
    expect(page.get_by_text("A target is a number above zero")).to_be_visible()
    page.get_by_role("textbox", name="ROAS (MER), at least").fill("0,05")
    page.get_by_role("button", name="Set targets").click()
    expect(page.get_by_text("Targets saved.")).to_be_visible()
    page.goto(f"{site}/app/start?w={ACME.workspace_id}&step=ga4")
    page.get_by_role("button", name="Skip this step").click()
    expect(page.get_by_text("Connect Shopify")).to_be_visible()

    connect(database, "shopify", {"shop": "acme.myshopify.com"}, "access_token")
    connect(database, "tiktok_ads", {"advertiser_ids": ["7"]}, "access_token")
    admin, member = sign_in(chromium, site, "adam"), sign_in(chromium, site, "mel")
    expect(admin.get_by_role("region", name="Setting up")).to_contain_text("Take the tour")
    expect(member.locator(".targets [data-metric=roas]")).to_have_attribute("data-reached", "yes")
    expect(admin.get_by_role("button", name="Close the checklist")).to_have_count(0)
    expect(member.get_by_role("region", name="Setting up")).to_have_count(0)
    page.get_by_role("link", name="Overview").click()
    close.click()
    expect(page.get_by_text("The checklist is closed.")).to_be_visible()
    expect(checklist).to_have_count(0)
    admin.reload()
    wait_until_drawn(admin)
    expect(admin.get_by_role("region", name="Setting up")).to_have_count(0)


@pytest.mark.slow
def test_the_demo_is_one_click_away_and_cannot_be_changed(chromium: Browser, site: str, database: Database) -> None:
    person(database, "looker", acme="member")
    person(database, "keeper", bolt="owner")
    with database.writing() as session:
        make_demo(session, BOLT.workspace_id, actor=OPERATOR, now=NOW)
    for name in ("looker", "keeper"):
        page = sign_in(chromium, site, name)
        if name == "looker":
            page.get_by_role("link", name="Look around in the demo").click()
        expect(page.get_by_role("region", name="Demo")).to_contain_text("Nothing can be changed here")
        expect(page.get_by_text("Net revenue").first).to_be_visible()
        expect(page.get_by_role("link", name="Connections")).to_have_count(0)
        for closed in ("start", "connections", "team", "settings", "audit"):
            answer = page.goto(f"{site}/app/{closed}?w={BOLT.workspace_id}")
            assert answer is not None
            assert answer.status == 404
    with database.writing() as session:
        end_demo(session, BOLT.workspace_id, actor=OPERATOR, now=NOW)
    looker = sign_in(chromium, site, "looker")
    answer = looker.goto(f"{site}/app/?w={BOLT.workspace_id}")
    assert answer is not None
    assert answer.status == 404

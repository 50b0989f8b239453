"""R9b: names from outside are shown as text on every page, form and mail. (In Chromium: tests/end_to_end.)"""

import ast
import asyncio
import re
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from dashboards.security_headers import SecurityHeaders, content_security_policy
from omnitrackiq.accounts.invites import Invite, invite
from omnitrackiq.accounts.mail import FolderPostbox
from omnitrackiq.accounts.mail_texts import invite_mail
from omnitrackiq.accounts.memberships import add_member
from omnitrackiq.accounts.sessions import SessionSigner, start_session
from omnitrackiq.accounts.users import create_user
from omnitrackiq.accounts.workspace_deletion import close_workspace
from omnitrackiq.accounts.workspaces import create_workspace
from omnitrackiq.database import open_database
from omnitrackiq.migrations.upgrading import migrate
from omnitrackiq.settings import load_settings
from tests.dashboards.entrance.conftest import Door
from tests.dashboards.entrance.test_gate import enter
from tests.end_to_end.served import served_pages
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, user
from tests.security import permission_table as table
from tests.security.hostile import MARKUP
from tests.security.streamlit_session import opened

DASHBOARDS = Path(__file__).parents[2] / "dashboards"
# What would act in a browser if it came as markup: a tag or an attribute that was opened by a text.
ACTS = re.compile(rb"<(script>alert|img src=x|svg onload)|<[^>]*[\"'] on(mouseover|focus)=")


@pytest.mark.parametrize("text", MARKUP)
def test_forms_and_messages_show_names_as_text(door: Door, text: str) -> None:
    boss = user(door.database, "boss@example.com")
    with door.database.writing() as session:
        create_workspace(session, workspace_id="brand", name=text, currency="EUR", timezone="UTC", now=NOW)
        add_member(session, "brand", boss.user_id, "owner", actor=OPERATOR, now=NOW)
        _, code = invite(session, "brand", "new@example.com", "member", by=boss, actor=OPERATOR, now=NOW)
    pages = [door.client.get(f"/invite/{code}").content]
    with door.database.writing() as session:
        close_workspace(session, "brand", actor=OPERATOR, now=NOW)
    enter(door, boss)
    pages.append(door.client.get("/workspaces/deleted").content)
    pages.append(door.post("/workspaces/new", brand=text, currency=text, timezone=text).content)
    for page in pages:
        assert not ACTS.search(page)
        assert b"javascript:" not in re.sub(rb"\[x\]\(javascript:alert\(1\)\)", b"", page)


@pytest.mark.parametrize("text", MARKUP)
def test_mails_are_plain_text(tmp_path: Path, text: str) -> None:
    made = Invite("brand", text, "in-1", "new@example.com", "member", NOW)
    path = FolderPostbox(tmp_path).send(invite_mail("https://a.example", made, "code", text))
    parsed = BytesParser(policy=policy.default).parsebytes(Path(path).read_bytes())
    assert (parsed.get_content_type(), parsed.is_multipart()) == ("text/plain", False)
    assert f"{text} invites you to {text} as member." in parsed.get_content()


@pytest.mark.slow
def test_pages_send_names_as_text(tmp_path: Path) -> None:
    """Workspaces, people, invites and events with hostile names, over the pages' own websocket."""
    settings = load_settings(env_file=None, home=tmp_path, password_cost=4)
    migrate(settings.database_url)
    database = open_database(settings.database_url)
    signer = SessionSigner(settings.secret_key.get_secret_value())
    with database.writing() as session:
        for number, text in enumerate(MARKUP):
            create_workspace(
                session, workspace_id=f"brand-{number}", name=text, currency="EUR", timezone="UTC", now=NOW
            )
        people = [
            create_user(session, email=f"u{number}@example.com", name=text, password_hash="x", now=NOW, verified=True)
            for number, text in enumerate(MARKUP)
        ]
        for number in range(len(MARKUP)):
            for each in people:
                add_member(session, f"brand-{number}", each.user_id, "owner", actor=OPERATOR, now=NOW)
        token = start_session(session, signer, people[0].user_id, address=MARKUP[0], now=datetime.now(UTC))
    database.close()

    async def look(site: str) -> list[str]:
        page = await opened(site, f"oiq={token}")
        assert page is not None
        return ["".join(await page.markup(path, w="brand-1")) for path in table.PAGES]

    with served_pages(tmp_path, None) as site:
        seen = asyncio.run(look(site))
    assert all("onerror" in content for content in seen)
    for path, content in zip(table.PAGES, seen, strict=True):
        assert not ACTS.search(content.encode()), path


def test_no_page_lets_markup_through_by_a_switch() -> None:
    found = [
        f"{path.relative_to(DASHBOARDS)}:{node.value.lineno}"
        for path in DASHBOARDS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.keyword) and node.arg in ("unsafe_allow_html", "unsafe_allow_javascript")
    ]
    assert found == []
    templates = [
        path for path in (DASHBOARDS / "templates").rglob("*.html") if re.search(r"\|\s*safe", path.read_text())
    ]
    assert templates == []
    trusted = {path.name for path in DASHBOARDS.rglob("*.py") if "Markup(" in path.read_text(encoding="utf-8")}
    assert trusted == {"documentation.py"}


def test_the_content_policy_stops_what_would_still_get_through() -> None:
    client = TestClient(SecurityHeaders(PlainTextResponse("x"), content_security_policy()))
    policy = dict(rule.split(" ", 1) for rule in client.get("/").headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == "'none'"
    assert policy["connect-src"] == policy["form-action"] == "'self'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "unsafe-eval" not in policy["script-src"]
    assert "http" not in policy["img-src"]

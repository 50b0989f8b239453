"""R8: fifty visitors of twenty brands at once, on every page, with foreign ids; nobody sees a word of a stranger."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import httpx
import pytest

from dashboards.pages import PAGES
from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.connections import add_connection
from omnitrackiq.accounts.memberships import add_member, change_role, remove_member
from omnitrackiq.accounts.sessions import SessionSigner, start_session
from omnitrackiq.accounts.users import create_user
from omnitrackiq.database import open_database
from orchestration.installation import open_installation
from tests.end_to_end.served import served_pages
from tests.security import permission_table as table
from tests.security.many_brands import Brands, Visitor, open_brands
from tests.security.streamlit_session import PageSession, opened, words_in

pytestmark = pytest.mark.slow

BRANDS, SESSIONS = 20, 50
SIGNED_OUT, UNKNOWN = "You were signed out", "There is no such page"


@pytest.fixture(scope="module")
def brands(tmp_path_factory: pytest.TempPathFactory) -> Brands:
    return open_brands(tmp_path_factory.mktemp("brands"), BRANDS, SESSIONS)


@pytest.fixture(scope="module")
def site(brands: Brands) -> Iterator[str]:
    with served_pages(brands.settings.home, None) as address:
        yield address


async def visit(site: str, brands: Brands, visitor: Visitor) -> tuple[set[str], set[str], Counter[str]]:
    """Own and foreign words that a visitor saw on all pages, asking for the own and for two foreign workspaces."""
    page = await opened(site, visitor.cookie)
    assert page is not None
    place = brands.workspace_ids.index(visitor.workspace_id)
    strangers = [brands.workspace_ids[(place + step) % BRANDS] for step in (1, 7)]
    own, foreign, refused = set(), set(), Counter[str]()
    for each in PAGES:
        for wanted in (visitor.workspace_id, *strangers):
            seen = await page.run(each.path, w=wanted, period="30d")
            own |= words_in(seen, brands.canaries(visitor.workspace_id))
            # The address that was asked for comes back: the foreign id itself is known to whoever wrote it.
            foreign |= {word for word in words_in(seen, brands.foreign(visitor.workspace_id)) if word != wanted}
            refused[wanted] += bool(words_in(seen, [UNKNOWN]))
        refused["pages"] += 1
    await page.socket.close()
    return own, foreign, refused


@pytest.mark.long
def test_fifty_sessions_at_once_see_their_own_and_nothing_else(site: str, brands: Brands) -> None:
    async def everybody() -> list[tuple[set[str], set[str], Counter[str]]]:
        return await asyncio.gather(*(visit(site, brands, visitor) for visitor in brands.visitors))

    for visitor, (own, foreign, refused) in zip(brands.visitors, asyncio.run(everybody()), strict=True):
        assert foreign == set(), visitor
        assert {visitor.workspace_id, f"canaryname{visitor.workspace_id}"} <= own
        if visitor.role != "member":
            assert own == set(brands.canaries(visitor.workspace_id)), visitor
        closed = sum(visitor.role not in table.ROLES[action] for action in table.PAGES.values())
        assert refused[visitor.workspace_id] == closed
        assert [count for name, count in refused.items() if name not in ("pages", visitor.workspace_id)] == [
            len(PAGES),
            len(PAGES),
        ]


def test_every_document_and_file_with_a_foreign_id_is_unknown(site: str, brands: Brands) -> None:
    for visitor in brands.visitors[:BRANDS:4]:
        other = brands.workspace_ids[(brands.workspace_ids.index(visitor.workspace_id) + 1) % BRANDS]
        with httpx.Client(base_url=site, headers={"Cookie": visitor.cookie}, timeout=60) as client:
            answers = [client.get(f"/app/{page.path}?w={other}") for page in PAGES]
            answers += [
                client.get(path.replace("{source}", "shopify").replace("{request_id}", "pr-x") + f"?w={other}")
                for (method, path), asked in table.ROUTES.items()
                if method == "GET" and asked in table.ROLES
            ]
            assert {answer.status_code for answer in answers} == {404}
            nowhere = client.get("/app/?w=nowhere-at-all")
            assert (nowhere.status_code, nowhere.text) == (404, answers[0].text)
            mine = client.get(f"/export/everything?w={visitor.workspace_id}").content
        text = " ".join(map(str, _contents(mine)))
        assert words_in(text.encode(), brands.foreign(visitor.workspace_id)) == set()
        assert f"canaryname{visitor.workspace_id}" in text


def _contents(archive: bytes) -> Iterator[str]:
    import io
    import zipfile

    import pyarrow.parquet as pq

    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        for name in files.namelist():
            content = files.read(name)
            yield str(pq.read_table(io.BytesIO(content)).to_pylist()) if name.endswith(".parquet") else content.decode()


def test_a_role_that_is_cut_while_its_page_is_open_acts_at_the_next_click(site: str, brands: Brands) -> None:
    owner = next(each for each in brands.visitors if each.role == "owner")
    admin = next(each for each in brands.visitors if each.role == "admin" and each.workspace_id == owner.workspace_id)
    database = open_database(brands.settings.database_url)
    actor, now = Actor("user", "owner"), datetime.now(UTC)

    async def cut() -> tuple[bytes, bytes, bytes]:
        page = await opened(site, admin.cookie)
        assert page is not None
        before = await page.run("team", w=admin.workspace_id)
        with database.writing() as session:
            change_role(session, admin.workspace_id, admin.user.user_id, "member", by=owner.user, actor=actor, now=now)
        after = await page.run("team", w=admin.workspace_id)
        overview = await page.run("", w=admin.workspace_id)
        await page.socket.close()
        return before, after, overview

    before, after, overview = asyncio.run(cut())
    assert f"canaryperson{admin.workspace_id}@invited.example".encode() in before
    for seen in (after, overview):
        assert SIGNED_OUT.encode() in seen
        assert words_in(seen, brands.canaries(admin.workspace_id)[1:]) == set()
    with database.writing() as session:
        remove_member(session, admin.workspace_id, admin.user.user_id, by=owner.user, actor=actor, now=now)
    database.close()


def test_cookies_that_were_swapped_decide_alone(site: str, brands: Brands) -> None:
    """Two pages of one browser: the second signs in as somebody else; each shows whose cookie it opened with."""
    one, two = brands.visitors[1], brands.visitors[2]

    async def both() -> list[tuple[Visitor, bytes]]:
        pages: list[tuple[Visitor, PageSession | None]] = [
            (visitor, await opened(site, visitor.cookie)) for visitor in (one, two)
        ]
        return [
            (visitor, await page.run("", w=wanted.workspace_id))
            for visitor, page in pages
            if page is not None
            for wanted in (one, two)
        ]

    seen = asyncio.run(both())
    assert len(seen) == 4
    for visitor, content in seen:
        found = set(re.findall(rb"canaryname(ws\d\dx)", content))
        assert found <= {visitor.workspace_id.encode()}


def test_two_tabs_of_one_person_show_a_workspace_each(site: str, brands: Brands) -> None:
    """Somebody of two brands has both open, and looks at them in turn; an id of a stranger leads nowhere in either."""
    mine, strange = brands.workspace_ids[3:5], brands.workspace_ids[5]
    database, now = open_database(brands.settings.database_url), datetime.now(UTC)
    signer = SessionSigner(brands.settings.secret_key.get_secret_value())
    with database.writing() as session:
        both = create_user(
            session, email="agency@example.com", name="Agency", password_hash="x", now=now, verified=True
        )
        for workspace_id in mine:
            add_member(session, workspace_id, both.user_id, "admin", actor=Actor("operator", "tester"), now=now)
        cookie = f"oiq={start_session(session, signer, both.user_id, address='x', now=now)}"
        drafts = [
            add_connection(
                session,
                open_installation(brands.settings).secret_box,
                workspace_id=workspace_id,
                source="shopify",
                config={"shop": f"canaryshop{workspace_id}-draft.myshopify.com"},
                secrets={"access_token": "x"},
                now=now,
            ).connection_id
            for workspace_id in (mine[1], strange)
        ]
    database.close()

    async def in_turn() -> list[tuple[str, bytes]]:
        tabs = [await opened(site, cookie) for _ in mine]
        seen = []
        for path in ("", "team", "connections", "start", "audit", ""):
            for tab, workspace_id in zip(tabs, mine, strict=True):
                assert tab is not None
                seen.append((workspace_id, await tab.run(path, w=workspace_id)))
        for draft in drafts:
            for path in ("connections", "start"):
                assert tabs[0] is not None
                seen.append((mine[0], await tabs[0].run(path, w=mine[0], draft=draft)))
        return seen

    for workspace_id, content in asyncio.run(in_turn()):
        # The names of one's own other workspaces are in the switcher; what is in them is not.
        others = [word for word in brands.foreign(workspace_id) if word not in (*mine, *_names(mine))]
        assert words_in(content, others) == set()
        assert workspace_id.encode() in content


def _names(workspace_ids: Sequence[str]) -> list[str]:
    return [f"canaryname{workspace_id}" for workspace_id in workspace_ids]


def test_without_a_session_there_is_no_page(site: str) -> None:
    assert asyncio.run(opened(site, "")) is None
    assert asyncio.run(opened(site, "oiq=forged")) is None

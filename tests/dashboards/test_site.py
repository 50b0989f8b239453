"""The public site: every page and link works, sets no cookie, and asks nobody else for anything."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboards.routes import routes
from dashboards.site import site_routes
from dashboards.site.documentation import documents
from dashboards.site.pages import SITE_PAGES
from omnitrackiq.accounts.plans import PLANS

ASSETS = Path(__file__).parents[2] / "dashboards" / "assets"
# These stand in the entrance, which has tests of its own.
ENTRANCE = {"/login", "/signup"}


class Reader(HTMLParser):
    """Tags and the addresses that a page names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.addresses: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        self.addresses |= {value for name in ("href", "src", "srcset") if (value := found.get(name))}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(Starlette(routes=[*routes(ASSETS), *site_routes()]), follow_redirects=False) as client:
        yield client


PATHS = [*SITE_PAGES, "/docs", *(f"/docs/{name}" for name in documents())]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_whole_and_leads_only_where_something_is(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "set-cookie" not in answer.headers
    page = Reader(answer.text)
    names = [tag for tag, _ in page.tags]
    assert names.count("h1") == 1
    assert "script" not in names
    assert all(attributes.get("alt") is not None for tag, attributes in page.tags if tag == "img")
    for address in page.addresses:
        target = address.partition("#")[0]
        assert not target or target.startswith("/"), address
        if target and target not in ENTRANCE:
            assert client.get(target).status_code == 200, address


def test_the_styles_ask_nobody_else(client: TestClient) -> None:
    for name in ("brand.css", "site.css", "entrance.css"):
        found = re.findall(r"url\(\"?([^\")]+)", client.get(f"/assets/{name}").text)
        assert all(address.startswith("/assets/") for address in found)


def test_the_plans_are_those_of_the_contract(client: TestClient) -> None:
    assert [(offer.title, offer.dollars_a_month) for offer in PLANS] == [("Starter", 49), ("Pro", 149), ("Agency", 399)]
    text = client.get("/pricing").text
    assert all(f"${offer.dollars_a_month}" in text for offer in PLANS)
    assert "14 days" in text


def test_the_index_names_every_document_and_what_marketers_need_first(client: TestClient) -> None:
    index = client.get("/docs").text.partition("<main")[2].partition("</main>")[0]
    named = re.findall(r'href="/docs/([a-z-]+)"', index)
    assert named == list(documents())
    assert named[:4] == ["getting-started", "metrics", "connectors", "security"]
    assert index.index("Your numbers") < index.index("metrics") < index.index("Running it yourself")
    assert all(cell for cell in re.findall("<td>(.*?)</td>", index))


@pytest.mark.parametrize("name", ["nothing", "..%2FREADME", "INDEX", ".env"])
def test_other_files_are_no_documents(client: TestClient, name: str) -> None:
    assert client.get(f"/docs/{name}").status_code == 404

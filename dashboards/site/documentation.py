"""/docs: the documentation of this very version, from the same files that developers read."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from dashboards.site.pages import show_page

# Beside the package where it is installed, or in the repository that it runs from.
_FOLDERS = (Path(__file__).parent.parent / "manual", Path(__file__).parent.parent.parent / "docs")
_LINK = re.compile(r"^(?:docs/)?([A-Z_]+)\.md(#.*)?$")

_NAMED = re.compile(r'href="/docs/([a-z-]+)"')
_INDEX = "index"


@dataclass(frozen=True, slots=True)
class Document:
    """One page of the documentation: its name in the address, its title and its text as HTML."""

    name: str
    title: str
    html: Markup


async def show_documents(request: Request) -> Response:
    """What there is to read."""
    return show_page(request, "docs.html", index=_found().get(_INDEX))


async def show_document(request: Request) -> Response:
    """One document; raises HTTPException 404 for a name that there is none of."""
    document = documents().get(request.path_params["name"])
    if document is None:
        raise HTTPException(404, "There is no such page.")
    return show_page(request, "document.html", document=document, documents=list(documents().values()))


def documents() -> dict[str, Document]:
    """All documents by name, in the order in which the index names them."""
    found = _found()
    index = found.get(_INDEX)
    named = _NAMED.findall(index.html) if index else []
    return {name: found[name] for name in [*named, *sorted(found)] if name in found and name != _INDEX}


@cache
def _found() -> dict[str, Document]:
    """The index and all documents; read once, for they come with the version."""
    folder = next((each for each in _FOLDERS if each.is_dir()), None)
    return {each.name: each for each in map(_document, folder.glob("*.md"))} if folder else {}


def _document(path: Path) -> Document:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse(path.read_text(encoding="utf-8"))
    for token in (child for each in tokens for child in each.children or ()):
        if token.type == "link_open":
            inside = _LINK.match(str(token.attrGet("href")))
            if inside:
                token.attrSet("href", f"/docs/{_name(inside[1])}{inside[2] or ''}")
    titles = (
        tokens[place + 1].content for place, token in enumerate(tokens) if token.tag == "h1" and token.nesting == 1
    )
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Document(_name(path.stem), next(titles, path.stem), Markup(html))


def _name(stem: str) -> str:
    return stem.lower().replace("_", "-")

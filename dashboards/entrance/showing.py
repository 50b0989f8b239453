"""How the pages of the entrance are drawn, and what their routes have in common."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dashboards import front_desk
from dashboards.cookies import session_cookie, set_form
from dashboards.entrance.posting import send_later
from dashboards.form_guard import TOKEN_FIELD, form_token, form_value
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.mail import Mail
from omnitrackiq.accounts.sessions import Visitor, resume_session

Result = TypeVar("Result")

_TEMPLATES = Path(__file__).parent.parent / "templates"
# Hashing keeps a core busy for a third of a second: a flood of sign-ins waits in line and leaves the other core alone.
_AT_ONCE = 1
_START = "/app/"


def desk() -> FrontDesk:
    """The front desk of this process; the routes exist only where there is one."""
    return front_desk.require()


def now() -> datetime:
    """The real time in UTC."""
    return datetime.now(UTC)


def address_of(request: Request) -> str:
    """Where the browser is; uvicorn has put a trusted proxy's word there already."""
    return request.client.host if request.client else "unknown"


def next_of(text: str | None) -> str:
    """Where to go after signing in: a page of ours, whatever was asked for."""
    safe = (
        text is not None
        and text.startswith(("/app/", "/invite/", "/workspaces/new"))
        and "\\" not in text
        and text.isprintable()
    )
    return text if safe and text is not None else _START


async def slowly(work: Callable[[], Result]) -> Result:
    """Do work that hashes passwords: aside, and one after the other."""
    return await anyio.to_thread.run_sync(work, limiter=_limiter())


async def aside(work: Callable[[], Result]) -> Result:
    """Do work that asks the database."""
    return await anyio.to_thread.run_sync(work)


def visitor_of(request: Request) -> Visitor:
    """Who sent a request that the gate let in; raises EndedSessionError or ForgedSessionError."""
    here = desk()
    with here.database.reading() as session:
        return resume_session(session, here.signer, request.cookies.get(session_cookie(here), ""), now=now())


def show(request: Request, template: str, status: int = 200, mail: Mail | None = None, **values: Any) -> Response:
    """A page with all that its forms need; ``mail`` is sent once the answer is out, so that no answer waits for it."""
    here = desk()
    value = form_value(request.cookies, here)
    context = {"token_field": TOKEN_FIELD, "form_token": form_token(here, value), "error": None} | values
    page = _templates().get_template(template).render(context)
    task = BackgroundTask(send_later, here.postbox, mail) if mail else None
    response = HTMLResponse(page, status, headers={"Cache-Control": "no-store"}, background=task)
    set_form(response, here, value)
    return response


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


@cache
def _limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(_AT_ONCE)

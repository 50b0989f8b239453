"""The pages of the site that are written by hand, one template each."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from omnitrackiq.accounts.billing_accounts import TRIAL
from omnitrackiq.accounts.plans import PLANS

SITE_PAGES: Mapping[str, str] = {
    "/": "landing.html",
    "/pricing": "pricing.html",
    "/integrations": "integrations.html",
    "/security": "security.html",
    "/terms": "terms.html",
    "/privacy": "privacy.html",
}
_TEMPLATES = Path(__file__).parent.parent / "templates" / "site"


def page_route(template: str) -> Callable[[Request], Awaitable[Response]]:
    """What answers a request for a page."""

    async def answer(request: Request) -> Response:
        return show_page(request, template)

    return answer


def show_page(request: Request, template: str, **values: Any) -> HTMLResponse:
    """A page of the site; browsers may keep it for a while, for it is the same for everybody."""
    context = {"path": request.url.path, "plans": PLANS, "trial_days": TRIAL.days} | values
    page = _environment().get_template(template).render(context)
    return HTMLResponse(page, headers={"Cache-Control": "public, max-age=300"})


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

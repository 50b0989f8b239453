"""/workspaces/new."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.choices import currencies, timezones
from dashboards.entrance.showing import address_of, aside, desk, now, show, visitor_of
from dashboards.form_guard import read_form
from omnitrackiq.accounts.errors import InvalidValueError, TooManyTriesError
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.tries import OPEN_WORKSPACE_USER, count_try
from omnitrackiq.accounts.workspace_opening import open_workspace

_EMPTY = {"brand": "", "currency": "EUR", "timezone": "UTC"}


async def show_new(request: Request) -> Response:
    """The empty form."""
    return _form(request, 200, _EMPTY, None)


async def create(request: Request) -> Response:
    """Make the workspace, owned by whoever is signed in, and go on setting it up."""
    here, fields = desk(), await read_form(request, desk())
    given = {name: fields.get(name, "") for name in _EMPTY}

    def work() -> str:
        visitor = visitor_of(request)
        with here.database.writing() as session:
            count_try(session, OPEN_WORKSPACE_USER, visitor.user.user_id, now=now())
        with here.database.writing() as session:
            return open_workspace(
                session,
                visitor.user,
                name=given["brand"],
                currency=given["currency"],
                timezone=given["timezone"],
                actor=actor_of(visitor.user, address_of(request)),
                now=now(),
            ).workspace_id

    try:
        workspace_id = await aside(work)
    except InvalidValueError as error:
        return _form(request, 422, given, str(error))
    except TooManyTriesError as error:
        return _form(request, 429, given, str(error))
    return RedirectResponse(f"/app/start?w={workspace_id}", 303)


def _form(request: Request, status: int, given: dict[str, str], error: str | None) -> Response:
    choices: dict[str, Any] = {"currencies": currencies(), "timezones": timezones()}
    return show(request, "workspace.html", status, given=given, error=error, **choices)

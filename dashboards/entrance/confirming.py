"""/verify/{code}."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.entrance.guesses import guarded
from dashboards.entrance.showing import address_of, aside, desk, now, show
from dashboards.form_guard import read_form
from omnitrackiq.accounts.errors import InvalidCodeError, TooManyTriesError
from omnitrackiq.accounts.signing_up import verify_email


async def show_confirmation(request: Request) -> Response:
    """A button: whoever merely looks at a link, as mail scanners do, confirms nothing."""
    return show(request, "confirm.html")


async def verify(request: Request) -> Response:
    """Confirm the address."""
    here = desk()
    await read_form(request, here)
    code, address = request.path_params["code"], address_of(request)
    try:
        await aside(lambda: guarded(here, address, now(), lambda: verify_email(here, code, address=address, now=now())))
    except InvalidCodeError as error:
        return show(
            request,
            "message.html",
            404,
            title="This link has expired",
            text=f"{error} Use our newest mail, or sign in to get another.",
            link=("/login", "Sign in"),
        )
    except TooManyTriesError as error:
        return show(request, "message.html", 429, title="Wait a little", text=str(error), link=None)
    return RedirectResponse("/login?note=verified&next=%2Fapp%2Fstart", 303)

"""/reset and /reset/{code}."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.entrance.guesses import guarded
from dashboards.entrance.showing import address_of, aside, desk, now, show, slowly
from dashboards.form_guard import read_form
from omnitrackiq.accounts.errors import InvalidCodeError, InvalidValueError, TooManyTriesError
from omnitrackiq.accounts.password_resets import ask_for_reset, owner_of_reset, reset_password


async def show_ask(request: Request) -> Response:
    """The form that asks for a mail."""
    return show(request, "reset.html", email="")


async def ask(request: Request) -> Response:
    """Send a mail if the address has an account, and say the same either way."""
    here, fields = desk(), await read_form(request, desk())
    email = fields.get("email", "")
    try:
        mail = await aside(lambda: ask_for_reset(here, email=email, address=address_of(request), now=now()))
    except TooManyTriesError as error:
        return show(request, "reset.html", 429, email=email, error=str(error))
    return show(
        request,
        "message.html",
        mail=mail,
        title="Look into your mailbox",
        text="If this address has an account, a mail with a link is on its way. The link is good for 45 minutes.",
        link=("/login", "Back to sign-in"),
    )


async def show_change(request: Request) -> Response:
    """The form for the new password."""
    here, code = desk(), request.path_params["code"]
    try:
        await aside(lambda: owner_of_reset(here, code, now=now()))
    except InvalidCodeError as error:
        return _expired(request, error)
    return show(request, "new_password.html")


async def change(request: Request) -> Response:
    """Change the password."""
    here, fields = desk(), await read_form(request, desk())
    code, password, address = request.path_params["code"], fields.get("password", ""), address_of(request)

    def work() -> None:
        guarded(here, address, now(), lambda: reset_password(here, code, password, address=address, now=now()))

    try:
        await slowly(work)
    except InvalidCodeError as error:
        return _expired(request, error)
    except InvalidValueError as error:
        return show(request, "new_password.html", 422, error=str(error))
    except TooManyTriesError as error:
        return show(request, "new_password.html", 429, error=str(error))
    return RedirectResponse("/login?note=reset", 303)


def _expired(request: Request, error: InvalidCodeError) -> Response:
    link = ("/reset", "Ask for a new link")
    return show(request, "message.html", 404, title="This link has expired", text=str(error), link=link)

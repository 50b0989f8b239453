"""/signup."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from dashboards.choices import currencies, timezones
from dashboards.entrance.showing import address_of, desk, now, show, slowly
from dashboards.form_guard import read_form
from omnitrackiq.accounts import signing_up
from omnitrackiq.accounts.errors import InvalidValueError, TooManyTriesError

_FIELDS = ("name", "email", "brand", "currency", "timezone")
_EMPTY = {"name": "", "email": "", "brand": "", "currency": "EUR", "timezone": "UTC"}


async def show_sign_up(request: Request) -> Response:
    """The empty form."""
    return _form(request, 200, _EMPTY, None)


async def sign_up(request: Request) -> Response:
    """Make the account; the page says the same whether or not the address had one, the mail tells its owner."""
    here, fields = desk(), await read_form(request, desk())
    given = {name: fields.get(name, "") for name in _FIELDS}
    form = signing_up.SignUp(password=fields.get("password", ""), **given)
    try:
        mail = await slowly(lambda: signing_up.sign_up(here, form, address=address_of(request), now=now()))
    except InvalidValueError as error:
        return _form(request, 422, given, str(error))
    except TooManyTriesError as error:
        return _form(request, 429, given, str(error))
    return show(
        request,
        "message.html",
        mail=mail,
        title="Look into your mailbox",
        text=f"Our mail to {given['email']} says how to go on.",
        link=None,
    )


def _form(request: Request, status: int, given: dict[str, str], error: str | None) -> Response:
    choices: dict[str, Any] = {"currencies": currencies(), "timezones": timezones()}
    return show(request, "signup.html", status, given=given, error=error, **choices)

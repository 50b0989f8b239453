"""/login, /login/code and /logout."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.cookies import forget, session_cookie, set_session
from dashboards.entrance.showing import address_of, aside, desk, next_of, now, show, slowly
from dashboards.form_guard import read_form
from omnitrackiq.accounts.errors import SecretsError, TooManyTriesError, WrongSecondStepError
from omnitrackiq.accounts.sessions import EndedSessionError, ForgedSessionError, resume_session
from omnitrackiq.accounts.signing_in import (
    SecondStepNeededError,
    SignedIn,
    UnverifiedError,
    WrongCredentialsError,
    finish_sign_in,
    sign_in,
    sign_out,
)

_NOTES = {
    "verified": "Your address is confirmed. Sign in to begin.",
    "reset": "Your password is changed. Sign in with the new one.",
    "out": "You are signed out.",
}


async def show_log_in(request: Request) -> Response:
    """The form, with a word on what happened before."""
    note = _NOTES.get(request.query_params.get("note", ""))
    return show(request, "login.html", note=note, email="", next=next_of(request.query_params.get("next")))


async def log_in(request: Request) -> Response:
    """Begin a session, or show the form again with the same answer whatever was wrong."""
    here, fields = desk(), await read_form(request, desk())
    email, target = fields.get("email", ""), next_of(fields.get("next"))
    again: dict[str, Any] = {"note": None, "email": email, "next": target}
    try:
        signed_in = await slowly(
            lambda: sign_in(
                here, email=email, password=fields.get("password", ""), address=address_of(request), now=now()
            )
        )
    except SecondStepNeededError as step:
        return show(request, "code.html", ticket=step.ticket, next=target)
    except UnverifiedError as error:
        return show(request, "login.html", 403, mail=error.mail, error=str(error), **again)
    except WrongCredentialsError as error:
        return show(request, "login.html", 401, error=str(error), **again)
    except TooManyTriesError as error:
        return show(request, "login.html", 429, error=str(error), **again)
    return _enter(signed_in, target)


async def give_code(request: Request) -> Response:
    """The second step: the ticket of the first one and a code begin the session."""
    here, fields = desk(), await read_form(request, desk())
    ticket, target = fields.get("ticket", ""), next_of(fields.get("next"))

    def work() -> SignedIn:
        code, address = fields.get("code", ""), address_of(request)
        return finish_sign_in(here, ticket=ticket, code=code, address=address, now=now())

    try:
        signed_in = await aside(work)
    except (WrongSecondStepError, SecretsError) as error:
        return show(request, "code.html", 401, ticket=ticket, next=target, error=str(error))
    except TooManyTriesError as error:
        return show(request, "code.html", 429, ticket=ticket, next=target, error=str(error))
    return _enter(signed_in, target)


async def log_out(request: Request) -> Response:
    """End the session, here and wherever its cookie was copied to."""
    here = desk()
    await read_form(request, here)
    token = request.cookies.get(session_cookie(here), "")

    def end() -> None:
        try:
            with here.database.reading() as session:
                visitor = resume_session(session, here.signer, token, now=now())
        except (ForgedSessionError, EndedSessionError):
            return
        sign_out(here, visitor, address=address_of(request), now=now())

    await aside(end)
    response = RedirectResponse("/login?note=out", 303)
    forget(response, here)
    return response


def _enter(signed_in: SignedIn, target: str) -> Response:
    response = RedirectResponse(target, 303)
    set_session(response, desk(), signed_in.token)
    return response

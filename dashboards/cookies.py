"""The cookies there are: for the session, for forms of this browser, and for a consent that is being asked for."""

import secrets
from collections.abc import Mapping

from starlette.responses import Response

from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.sessions import LIFETIME


def is_secure(desk: FrontDesk) -> bool:
    """Whether people reach us through TLS; then the cookies' names forbid anything else."""
    return desk.public_url.startswith("https://")


def session_cookie(desk: FrontDesk) -> str:
    """The name of the session's cookie."""
    return "__Host-oiq" if is_secure(desk) else "oiq"


def form_cookie(desk: FrontDesk) -> str:
    """The name of the cookie of forms."""
    return f"{session_cookie(desk)}-form"


def set_session(response: Response, desk: FrontDesk, token: str) -> None:
    """Hand the browser its session, and forms that nobody saw who was here before."""
    _set(response, desk, session_cookie(desk), token)
    set_form(response, desk, new_form_value())


def set_form(response: Response, desk: FrontDesk, value: str) -> None:
    """Tie the forms of this browser to ``value``, for as long as a session that began now."""
    _set(response, desk, form_cookie(desk), value)


def new_form_value() -> str:
    """A value that nobody can guess."""
    return secrets.token_urlsafe(24)


def set_consent(response: Response, desk: FrontDesk, sealed: str) -> None:
    """Leave a sealed request for consent with the browser, for the ten minutes that it is good."""
    response.set_cookie(
        _consent_cookie(desk),
        sealed,
        max_age=600,
        path="/",
        secure=is_secure(desk),
        httponly=True,
        samesite="lax",
    )


def read_consent(cookies: Mapping[str, str], desk: FrontDesk) -> str:
    """What ``set_consent`` left; empty where there is nothing."""
    return cookies.get(_consent_cookie(desk), "")


def forget_consent(response: Response, desk: FrontDesk) -> None:
    """Take the request back: it works once."""
    response.delete_cookie(_consent_cookie(desk), path="/", secure=is_secure(desk), httponly=True, samesite="lax")


def _consent_cookie(desk: FrontDesk) -> str:
    return f"{session_cookie(desk)}-consent"


def forget(response: Response, desk: FrontDesk) -> None:
    """Take both cookies back."""
    for name in (session_cookie(desk), form_cookie(desk)):
        response.delete_cookie(name, path="/", secure=is_secure(desk), httponly=True, samesite="lax")


def _set(response: Response, desk: FrontDesk, name: str, value: str) -> None:
    response.set_cookie(
        name,
        value,
        max_age=int(LIFETIME.total_seconds()),
        path="/",
        secure=is_secure(desk),
        httponly=True,
        samesite="lax",
    )

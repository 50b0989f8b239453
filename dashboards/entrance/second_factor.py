"""/second-factor: whoever is signed in turns the second step of their sign-in on or off."""

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.entrance.showing import address_of, aside, desk, now, show, slowly, visitor_of
from dashboards.form_guard import read_form
from omnitrackiq.accounts.audit import record
from omnitrackiq.accounts.errors import SecretsError, TooManyTriesError, WrongSecondStepError
from omnitrackiq.accounts.second_factors import Offer, has_second_factor, offer, turn_off, turn_on, use_second_factor
from omnitrackiq.accounts.signing_in import WrongCredentialsError, actor_of, confirm_password
from omnitrackiq.accounts.tries import SECOND_STEP_USER, count_try, forgive
from omnitrackiq.accounts.users import User


async def show_second_factor(request: Request) -> Response:
    """A secret for the app where there is none yet, else the way to give it up."""
    return await _show(request, 200, None)


async def begin(request: Request) -> Response:
    """Turn it on with a code of the app, and show the recovery codes once.

    It takes the password: whoever finds an open browser must not lock its user out.
    """
    here, fields = desk(), await read_form(request, desk())
    sealed = fields.get("sealed", "")

    def work() -> list[str]:
        user = _counted(request)
        confirm_password(here, user, fields.get("password", ""))
        with here.database.writing() as session:
            codes = turn_on(session, here.box, user, sealed, fields.get("code", ""), now=now())
            forgive(session, SECOND_STEP_USER, user.user_id)
            record(session, actor_of(user, address_of(request)), "second_factor.on", user.user_id, now=now())
            return codes

    try:
        codes = await slowly(work)
    except WrongCredentialsError:
        return await _show(request, 422, "This is not your password.", sealed)
    except WrongSecondStepError as error:
        return await _show(request, 422, str(error), sealed)
    except SecretsError as error:
        return await _show(request, 422, str(error))
    except TooManyTriesError as error:
        return await _show(request, 429, str(error), sealed)
    return show(request, "second_factor.html", recovery_codes=codes, offer=None)


async def end(request: Request) -> Response:
    """Turn it off, which takes a code as signing in does."""
    here, fields = desk(), await read_form(request, desk())

    def work() -> None:
        user = _counted(request)
        with here.database.writing() as session:
            use_second_factor(session, here.box, user.user_id, fields.get("code", ""), now=now())
            forgive(session, SECOND_STEP_USER, user.user_id)
            turn_off(session, user.user_id)
            record(session, actor_of(user, address_of(request)), "second_factor.off", user.user_id, now=now())

    try:
        await aside(work)
    except (WrongSecondStepError, SecretsError) as error:
        return await _show(request, 422, str(error))
    except TooManyTriesError as error:
        return await _show(request, 429, str(error))
    return RedirectResponse("/second-factor", 303)


def _counted(request: Request) -> User:
    """Who asks, whose try is counted before it is made."""
    user = visitor_of(request).user
    with desk().database.writing() as session:
        count_try(session, SECOND_STEP_USER, user.user_id, now=now())
    return user


async def _show(request: Request, status: int, error: str | None, sealed: str = "") -> Response:
    here = desk()

    def look() -> Offer | None:
        user = visitor_of(request).user
        with here.database.reading() as session:
            if has_second_factor(session, user.user_id):
                return None
        try:
            return offer(here.box, user, sealed)
        except SecretsError:
            return offer(here.box, user)

    offered = await aside(look)
    picture = segno.make(offered.address).svg_data_uri(scale=4, light="white") if offered else None
    return show(request, "second_factor.html", status, offer=offered, picture=picture, recovery_codes=None, error=error)

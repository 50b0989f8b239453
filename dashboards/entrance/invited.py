"""/invite/{code}."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.cookies import set_session
from dashboards.entrance.guesses import guarded
from dashboards.entrance.showing import address_of, aside, desk, now, show, slowly, visitor_of
from dashboards.form_guard import read_form
from omnitrackiq.accounts.errors import (
    EmailTakenError,
    InvalidCodeError,
    InvalidValueError,
    MembershipError,
    TooManyTriesError,
)
from omnitrackiq.accounts.invites import Invite, accept_invite, find_invite
from omnitrackiq.accounts.sessions import EndedSessionError, ForgedSessionError, Visitor
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.signing_up import join_as_new_user
from omnitrackiq.accounts.users import find_user


async def show_invite(request: Request) -> Response:
    """The way in that fits: a button for the invited who are signed in, sign-in for users, a form for others."""
    return await _show(request, 200, None)


async def accept(request: Request) -> Response:
    """Join: as the user who is signed in, or as a new one."""
    here, fields = desk(), await read_form(request, desk())
    code, address = request.path_params["code"], address_of(request)

    def work() -> tuple[str | None, str]:
        visitor = _visitor(request)
        if visitor is None:
            name, password = fields.get("name", ""), fields.get("password", "")
            joined, workspace_id = join_as_new_user(
                here, code, name=name, password=password, address=address, now=now()
            )
            return joined.token, workspace_id
        with here.database.writing() as session:
            actor = actor_of(visitor.user, address)
            return None, accept_invite(session, code, visitor.user, actor=actor, now=now()).workspace_id

    try:
        token, workspace_id = await slowly(lambda: guarded(here, address, now(), work))
    except (InvalidValueError, EmailTakenError, MembershipError) as error:
        return await _show(request, 422, str(error))
    except InvalidCodeError as error:
        return _expired(request, error)
    except TooManyTriesError as error:
        return show(request, "message.html", 429, title="Wait a little", text=str(error), link=None)
    response = RedirectResponse(f"/app/?w={workspace_id}", 303)
    if token is not None:
        set_session(response, here, token)
    return response


async def _show(request: Request, status: int, error: str | None) -> Response:
    here, code = desk(), request.path_params["code"]

    def look() -> tuple[Invite, Visitor | None, bool]:
        with here.database.reading() as session:
            found = find_invite(session, code, now=now())
            return found, _visitor(request), find_user(session, found.email) is not None

    try:
        found, visitor, is_known = await aside(look)
    except InvalidCodeError as gone:
        return _expired(request, gone)
    if visitor is None and is_known:
        return RedirectResponse(f"/login?next={quote(f'/invite/{code}')}", 303)
    signed_in_as = visitor.user.email if visitor else None
    return show(request, "invite.html", status, invite=found, signed_in_as=signed_in_as, error=error)


def _visitor(request: Request) -> Visitor | None:
    try:
        return visitor_of(request)
    except (ForgedSessionError, EndedSessionError):
        return None


def _expired(request: Request, error: InvalidCodeError) -> Response:
    text = f"{error} Whoever invited you can send the invite again."
    return show(request, "message.html", 404, title="This invite has expired", text=text, link=None)

"""Lets nobody past who is not signed in, and into a workspace only its members; what is not public is closed."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs, quote, urlencode

import anyio.to_thread
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboards.cookies import session_cookie
from dashboards.pages import Page
from dashboards.site.pages import SITE_PAGES
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.memberships import memberships_of
from omnitrackiq.accounts.permissions import can
from omnitrackiq.accounts.sessions import EndedSessionError, ForgedSessionError, resume_session

PUBLIC = (
    *SITE_PAGES,
    "/docs",
    "/healthz",
    "/readyz",
    "/login",
    "/login/code",
    "/logout",
    "/signup",
    "/reset",
    "/webhooks/shopify/privacy",
)
PUBLIC_BELOW = ("/docs/", "/assets/", "/verify/", "/reset/", "/invite/")
# Open to everybody who is signed in; what they may do there is asked there.
SIGNED_IN = (
    "/workspaces/new",
    "/workspaces/deleted",
    "/export/ads",
    "/export/everything",
    "/second-factor",
    "/second-factor/off",
)
SIGNED_IN_BELOW = ("/oauth/", "/privacy-requests/", "/upload/")


class Gate:
    """Stands in front of the pages where people sign in."""

    def __init__(self, app: ASGIApp, desk: FrontDesk, pages: Sequence[Page]) -> None:
        self._app = app
        self._desk = desk
        self._actions = {f"/app/{page.path}".rstrip("/"): page.action for page in pages}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan" or is_public(scope["path"]):
            await self._app(scope, receive, send)
            return
        refusal = await anyio.to_thread.run_sync(self._refusal, scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            # Closed before it is accepted, which browsers see as 403.
            await send({"type": "websocket.close", "code": 1008})
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        """What to answer instead of what was asked for; None lets it through."""
        token = HTTPConnection(scope).cookies.get(session_cookie(self._desk), "")
        path = scope["path"].rstrip("/")
        is_document = scope["type"] == "http" and (path in self._actions or is_for_everybody_signed_in(path))
        try:
            self._desk.signer.read(token)
        except ForgedSessionError:
            return _to_sign_in(scope) if is_document else PlainTextResponse("Sign in first.", 401)
        if not is_document:
            # An ended session may hold its page open: the page itself says that it is over.
            return None if scope["path"].startswith("/app/") else PlainTextResponse("Sign in first.", 401)
        return self._document_refusal(scope, token)

    def _document_refusal(self, scope: Scope, token: str) -> Response | None:
        wanted = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        with self._desk.database.reading() as session:
            try:
                user_id = resume_session(session, self._desk.signer, token, now=datetime.now(UTC)).user.user_id
            except (EndedSessionError, ForgedSessionError):
                return _to_sign_in(scope)
            path = scope["path"].rstrip("/")
            if is_for_everybody_signed_in(path):
                return None
            action = self._actions[path]
            if "w" not in wanted:
                mine = [each.workspace_id for each in memberships_of(session, user_id)]
                allowed = (workspace_id for workspace_id in mine if can(session, user_id, action, workspace_id))
                shown = next(allowed, mine[0]) if mine else None
                return None if shown is None else RedirectResponse(_with_workspace(scope, wanted, shown))
            if not all(can(session, user_id, action, workspace_id) for workspace_id in wanted["w"]):
                return PlainTextResponse("There is no such page.", HTTPStatus.NOT_FOUND)
        return None


def is_public(path: str) -> bool:
    """Whether strangers may ask for ``path``."""
    return path in PUBLIC or path.startswith(PUBLIC_BELOW)


def is_for_everybody_signed_in(path: str) -> bool:
    """Whether whoever is signed in may ask for ``path``."""
    return path in SIGNED_IN or path.startswith(SIGNED_IN_BELOW)


def _to_sign_in(scope: Scope) -> Response:
    query = scope["query_string"].decode("latin-1")
    asked = f"{scope['path']}?{query}" if query else scope["path"]
    return RedirectResponse(f"/login?next={quote(asked, safe='')}", 303)


def _with_workspace(scope: Scope, wanted: dict[str, list[str]], workspace_id: str) -> str:
    """The same page with a workspace in its address, so that it means the same to whoever it is sent to."""
    return f"{scope['path']}?{urlencode({'w': [workspace_id], **wanted}, doseq=True)}"

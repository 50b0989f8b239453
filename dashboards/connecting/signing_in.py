"""/oauth/{source}/start and /oauth/{source}/callback: connecting an account by signing in to its platform."""

import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboards import runs, workbench
from dashboards.connecting.guides import GUIDES
from dashboards.cookies import forget_consent, read_consent, set_consent
from dashboards.entrance.showing import address_of, aside, desk, now, show, visitor_of
from omnitrackiq.accounts.audit import record
from omnitrackiq.accounts.connection_kinds import connection_kind
from omnitrackiq.accounts.connection_secrets import replace_secrets
from omnitrackiq.accounts.connections import ConnectionRecord, add_connection, get_connection, note_access_end
from omnitrackiq.accounts.errors import (
    AccountsError,
    ForbiddenError,
    SecretsError,
    TooManyTriesError,
    UnknownConnectionError,
)
from omnitrackiq.accounts.oauth.consent import ConsentError, ConsentRequest, Granted, Provider, new_request
from omnitrackiq.accounts.permissions import require
from omnitrackiq.accounts.sessions import Visitor
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.tries import CONNECTION_TEST_WORKSPACE, count_try
from omnitrackiq.errors import ExpectedError

_LONGEST_SECONDS = 600
_OWNER = "oauth"


def oauth_routes() -> list[BaseRoute]:
    """The routes; for whoever is signed in and may connect accounts in the workspace that they name."""
    return [
        Route("/oauth/{source}/start", start, methods=["GET"]),
        Route("/oauth/{source}/callback", come_back, methods=["GET"]),
    ]


async def start(request: Request) -> Response:
    """Off to the platform, with a request that is kept, sealed for this session, in the browser.

    ``w`` names the workspace, ``connection`` one that is to be renewed; else the settings that the platform needs.
    ``back`` is "start" where the steps of onboarding go on afterwards.
    """
    source, given = request.path_params["source"], dict(request.query_params)
    workspace_id = given.get("w", "")

    def work() -> Response:
        visitor, provider = _allowed(request, workspace_id), _provider(source)
        config = _config(source, workspace_id, given)
        asked = new_request(f"{desk().public_url}/oauth/{source}/callback", config)
        kept = {
            "source": source,
            "workspace_id": workspace_id,
            "connection_id": given.get("connection", ""),
            "redirect_uri": asked.redirect_uri,
            "state": asked.state,
            "verifier": asked.verifier,
            "config": json.dumps(config),
            "back": _page(given),
            "began": str(int(time.time())),
        }
        response = RedirectResponse(provider.consent_url(asked), 303)
        set_consent(response, desk(), workbench.require().box.seal(_OWNER, visitor.session_id, kept))
        return response

    page = {"workspace_id": workspace_id, "back": _page(given)}
    return await _told(request, partial(aside, work), _address(page, {}))


async def come_back(request: Request) -> Response:
    """Exchange what the platform sent back for secrets, keep them as a draft, and have it tested."""
    answer = dict(request.query_params)

    def look() -> tuple[Visitor, Mapping[str, str]]:
        visitor = visitor_of(request)
        return visitor, _kept(request, visitor, answer)

    async def begin() -> Response:
        visitor, kept = await aside(look)
        finish = partial(aside, lambda: _finish(request, visitor, kept, answer))
        return await _told(request, finish, _address(kept, {}))

    return await _told(request, begin)


def _finish(request: Request, visitor: Visitor, kept: Mapping[str, str], answer: Mapping[str, str]) -> Response:
    """Exchange the answer to a request of this session; says so if what came of it could not be tested at once."""
    _allowed(request, kept["workspace_id"])
    asked = ConsentRequest(kept["redirect_uri"], kept["state"], kept["verifier"], json.loads(kept["config"]))
    granted = _provider(kept["source"]).granted(asked, answer)
    connection = _keep(request, visitor, kept, asked, granted)
    address = _address(kept, {} if kept["connection_id"] else {"draft": connection.connection_id})
    response: Response
    try:
        with desk().database.writing() as session:
            count_try(session, CONNECTION_TEST_WORKSPACE, kept["workspace_id"], now=now())
        runs.check_connection(workbench.require().dagster_url, connection.connection_id)
    except (TooManyTriesError, runs.RunRefusedError) as error:
        text = f"Your consent is kept, but not tested yet. {error}"
        response = show(request, "message.html", 503, title="Not tested yet", text=text, link=(address, "Go on"))
    else:
        response = RedirectResponse(address, 303)
    forget_consent(response, desk())
    return response


def _keep(
    request: Request, visitor: Visitor, kept: Mapping[str, str], asked: ConsentRequest, granted: Granted
) -> ConnectionRecord:
    """Store the secrets, of a new draft or in place of those that a connection had."""
    bench, workspace_id = workbench.require(), kept["workspace_id"]
    actor = actor_of(visitor.user, address_of(request))
    with desk().database.writing() as session:
        if kept["connection_id"]:
            connection = get_connection(session, workspace_id, kept["connection_id"])
            replace_secrets(session, bench.box, connection, granted.secrets, now=now())
            action = "connection.renewed"
        else:
            connection = add_connection(
                session,
                bench.box,
                workspace_id=workspace_id,
                source=kept["source"],
                config=asked.config,
                secrets=granted.secrets,
                now=now(),
            )
            action = "connection.added"
        ends_at = now() + timedelta(seconds=granted.lasts_seconds) if granted.lasts_seconds else None
        note_access_end(session, workspace_id, connection.connection_id, ends_at)
        details = {"source": kept["source"]}
        record(session, actor, action, connection.connection_id, now=now(), workspace_id=workspace_id, details=details)
    return connection


def _page(given: Mapping[str, str]) -> str:
    return "start" if given.get("back") == "start" else "connections"


def _address(kept: Mapping[str, str], place: Mapping[str, str]) -> str:
    """Where a request goes on."""
    return f"/app/{kept['back']}?{urlencode({'w': kept['workspace_id'], **place})}"


def _config(source: str, workspace_id: str, given: Mapping[str, str]) -> dict[str, object]:
    """The settings that the platform's address or its test needs: those of the connection, or what was filled in."""
    if given.get("connection"):
        with desk().database.reading() as session:
            found = get_connection(session, workspace_id, given["connection"])
        if found.source != source:
            raise UnknownConnectionError(given["connection"])
        return dict(found.config)
    wanted = [ask.name for ask in GUIDES[source].asks if not ask.secret]
    return connection_kind(source).config({name: given.get(name, "") for name in wanted}, complete=False)


def _kept(request: Request, visitor: Visitor, answer: Mapping[str, str]) -> dict[str, str]:
    """The request that this session made; raises ConsentError for an answer to anything else."""
    sealed = read_consent(request.cookies, desk())
    try:
        kept = workbench.require().box.open(_OWNER, visitor.session_id, sealed)
    except SecretsError:
        kept = {}
    fits = kept and kept["source"] == request.path_params["source"]
    if not fits or not hmac.compare_digest(kept["state"].encode(), answer.get("state", "").encode()):
        raise ConsentError("This answer belongs to no request of yours: begin again on the connections page.")
    if time.time() - int(kept["began"]) > _LONGEST_SECONDS:
        raise ConsentError("That took longer than ten minutes: begin again on the connections page.")
    return kept


def _allowed(request: Request, workspace_id: str) -> Visitor:
    """Who asks, if they may connect accounts there; raises ForbiddenError."""
    visitor = visitor_of(request)
    with desk().database.reading() as session:
        require(session, visitor.user.user_id, "connect", workspace_id)
    return visitor


def _provider(source: str) -> Provider:
    found = workbench.require().providers.get(source)
    if found is None:
        raise ConsentError("This installation has no app of its own on that platform: paste an access token instead.")
    return found


async def _told(request: Request, work: Callable[[], Awaitable[Response]], back: str = "/app/connections") -> Response:
    """The answer of ``work``, or in words why there is none, with the way ``back``."""
    try:
        return await work()
    except AccountsError as error:
        status, text = (404 if isinstance(error, ForbiddenError) else 422), str(error)
    except ExpectedError as error:
        status, text = 503, str(error)
    link = (back, "Back, to try again")
    return show(request, "message.html", status, title="Nothing was connected", text=text, link=link)

"""/export/ads: what members take home; /export/everything and /privacy-requests/{request_id}: owners and admins."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from dashboards import serving, workbench
from dashboards.ads_choice import UnknownFileError, wanted_file
from dashboards.entrance.showing import address_of, aside, desk, now, visitor_of
from omnitrackiq.accounts.audit import record
from omnitrackiq.accounts.errors import ForbiddenError, SecretsError, UnknownRequestError
from omnitrackiq.accounts.permissions import Action, require
from omnitrackiq.accounts.privacy_requests import read_answer
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.workspace_export import archive_of
from omnitrackiq.reporting.ad_files import level_file, level_file_name
from omnitrackiq.reporting.ad_levels import read_level
from omnitrackiq.warehouse.errors import WarehouseError

_PRIVATE = {"Cache-Control": "no-store"}
_UNKNOWN = "There is no such page."


def export_routes() -> list[BaseRoute]:
    """The routes; ``w`` names the workspace, and who may not take it home learns nothing of it."""
    return [
        Route("/export/ads", export_ads, methods=["GET"]),
        Route("/export/everything", export_everything, methods=["GET"]),
        Route("/privacy-requests/{request_id}", hand_over_answer, methods=["GET"]),
    ]


async def export_ads(request: Request) -> Response:
    """A level of the ads as the page shows it (CSV)."""
    workspace_id = request.query_params.get("w", "")

    def work() -> tuple[str, str]:
        with _taking(request, workspace_id, "export", "table.exported", "ads"):
            choice, period = wanted_file(request.query_params)
            snapshot = serving.reader(serving.current().warehouse, workspace_id).snapshot()
            rows = read_level(snapshot, choice.level, period, choice.platform)
            text = level_file(choice.level, rows, period, snapshot.publication.currency)
            return text, level_file_name(workspace_id, choice.level, period, choice.platform)

    try:
        text, name = await aside(work)
    except ForbiddenError:
        return PlainTextResponse(_UNKNOWN, 404)
    except UnknownFileError as error:
        return PlainTextResponse(str(error), 400)
    except WarehouseError as error:
        return PlainTextResponse(str(error), 503)
    return Response(text, media_type="text/csv", headers=_PRIVATE | _attached(name))


async def export_everything(request: Request) -> Response:
    """One archive of all marts and of what is known of the workspace itself, without any secret."""
    workspace_id = request.query_params.get("w", "")

    def work() -> Iterator[bytes]:
        with _taking(request, workspace_id, "export_everything", "workspace.exported", workspace_id):
            return archive_of(desk().database, serving.reader(serving.current().warehouse, workspace_id))

    try:
        chunks = await aside(work)
    except ForbiddenError:
        return PlainTextResponse(_UNKNOWN, 404)
    name = f"{workspace_id}-{now():%Y-%m-%d}.zip"
    return StreamingResponse(chunks, media_type="application/zip", headers=_PRIVATE | _attached(name))


async def hand_over_answer(request: Request) -> Response:
    """What is stored of a customer who asked (JSON)."""
    workspace_id, request_id = request.query_params.get("w", ""), request.path_params["request_id"]

    def work() -> str:
        with _taking(request, workspace_id, "export_everything", "privacy.fetched", request_id) as session:
            return read_answer(session, workbench.require().box, workspace_id, request_id)

    try:
        answer = await aside(work)
    except (ForbiddenError, UnknownRequestError):
        return PlainTextResponse(_UNKNOWN, 404)
    except SecretsError as error:
        return PlainTextResponse(str(error), 503)
    headers = _PRIVATE | _attached(f"{request_id}.json")
    return Response(answer, media_type="application/json", headers=headers)


@contextmanager
def _taking(request: Request, workspace_id: str, right: Action, action: str, subject: str) -> Iterator[Session]:
    """Write down who takes what, once it is taken; raises ForbiddenError for whoever lacks the ``right``."""
    visitor, moment = visitor_of(request), now()
    with desk().database.writing() as session:
        require(session, visitor.user.user_id, right, workspace_id)
        yield session
        actor = actor_of(visitor.user, address_of(request))
        record(session, actor, action, subject, now=moment, workspace_id=workspace_id)


def _attached(name: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="{name}"'}

"""/upload/{kind}: a file that replaces all that a workspace has of a kind, taken whole or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from dashboards import serving
from dashboards.entrance.showing import address_of, aside, desk, now, show, visitor_of
from dashboards.form_guard import read_file_form, read_form
from omnitrackiq.accounts.errors import ForbiddenError, InvalidFileError
from omnitrackiq.accounts.permissions import require
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.uploaded_lines import decoded
from omnitrackiq.accounts.uploads import PRODUCT_COSTS, UPLOADS
from omnitrackiq.accounts.workspaces import get_workspace
from omnitrackiq.reporting.ordered_products import never_ordered
from omnitrackiq.warehouse.errors import WarehouseError

_FIELD = "file"
_SHOWN = 50
_NAMED = 10
_UNKNOWN = "There is no such page."


def upload_routes() -> list[BaseRoute]:
    """The routes; ``w`` names the workspace, and who may not change its costs learns nothing of it."""
    return [
        Route("/upload/{kind}", show_upload, methods=["GET"]),
        Route("/upload/{kind}", take_upload, methods=["POST"]),
        Route("/upload/{kind}/removal", remove_stored, methods=["POST"]),
    ]


async def show_upload(request: Request) -> Response:
    """What the file has to look like, how much is stored, and where to choose one."""
    try:
        asked = await aside(lambda: _asked(request))
    except ForbiddenError:
        return PlainTextResponse(_UNKNOWN, 404)
    return _page(
        request,
        asked,
        is_saved="saved" in request.query_params,
        without_orders=await aside(lambda: _without_orders(asked)),
    )


async def take_upload(request: Request) -> Response:
    """Store the file in place of the last one; one with a wrong line changes nothing and is answered line by line."""
    try:
        asked = await aside(lambda: _asked(request))
    except ForbiddenError:
        return PlainTextResponse(_UNKNOWN, 404)
    name, content = await read_file_form(request, desk(), _FIELD)

    def work() -> None:
        if not name:
            raise InvalidFileError(["Nothing was sent: choose a file first."])
        _replace(request, asked, asked.upload.read(decoded(name, content)))

    try:
        await aside(work)
    except ForbiddenError:
        return PlainTextResponse(_UNKNOWN, 404)
    except InvalidFileError as error:
        return _page(request, asked, 422, problems=error.problems)
    return _saved(asked)


async def remove_stored(request: Request) -> Response:
    """Forget all lines that are stored; what the shop says counts again."""
    try:
        asked = await aside(lambda: _asked(request))
        await read_form(request, desk())
        await aside(lambda: _replace(request, asked, []))
    except ForbiddenError:
        return PlainTextResponse(_UNKNOWN, 404)
    return _saved(asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which kind of file for which workspace, what that is called, and how many lines of the kind are stored."""

    upload: Any
    workspace_id: str
    brand: str
    stored: int


def _asked(request: Request) -> _Asked:
    """Raises ForbiddenError for a kind that there is not, and for whoever may not change costs."""
    upload, workspace_id = UPLOADS.get(request.path_params["kind"]), request.query_params.get("w", "")
    if upload is None:
        raise ForbiddenError
    visitor = visitor_of(request)
    with desk().database.reading() as session:
        require(session, visitor.user.user_id, "edit_costs", workspace_id)
        brand = get_workspace(session, workspace_id).name
        return _Asked(upload, workspace_id, brand, upload.count(session, workspace_id))


def _replace(request: Request, asked: _Asked, values: Sequence[Any]) -> None:
    """Raises ForbiddenError for whoever may no longer change costs."""
    with desk().database.writing() as session:
        user = visitor_of(request).user
        require(session, user.user_id, "edit_costs", asked.workspace_id)
        actor = actor_of(user, address_of(request))
        asked.upload.replace(session, asked.workspace_id, values, actor=actor, now=now())


def _saved(asked: _Asked) -> Response:
    return RedirectResponse(f"/upload/{asked.upload.name}?{urlencode({'w': asked.workspace_id, 'saved': ''})}", 303)


def _without_orders(asked: _Asked) -> Sequence[str]:
    """SKUs and variants with a cost that no published order has; none where no marts can be read, as dashboards say."""
    if asked.upload is not PRODUCT_COSTS:
        return ()
    with desk().database.reading() as session:
        costs = PRODUCT_COSTS.stored(session, asked.workspace_id)
    skus, variants = ({getattr(cost, name) for cost in costs} - {None} for name in ("sku", "variant_id"))
    try:
        marts = serving.reader(serving.current().warehouse, asked.workspace_id).snapshot()
        return never_ordered(marts, skus, variants)
    except WarehouseError:
        return ()


def _page(
    request: Request,
    asked: _Asked,
    status: int = 200,
    *,
    problems: Sequence[str] = (),
    is_saved: bool = False,
    without_orders: Sequence[str] = (),
) -> Response:
    more = max(0, len(problems) - _SHOWN)
    return show(
        request,
        "upload.html",
        status,
        upload=asked.upload,
        workspace_id=asked.workspace_id,
        brand=asked.brand,
        stored=asked.stored,
        problems=problems[:_SHOWN],
        more=more,
        is_saved=is_saved,
        without_orders=without_orders[:_NAMED],
        without_orders_count=len(without_orders),
    )

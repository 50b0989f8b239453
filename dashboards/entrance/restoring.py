"""/workspaces/deleted: an owner brings back what was deleted, as long as it is not forgotten."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from dashboards.entrance.showing import address_of, aside, desk, now, show, visitor_of
from dashboards.form_guard import read_form
from omnitrackiq.accounts.errors import ForbiddenError, UnknownWorkspaceError
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.workspace_restoring import ClosedWorkspace, closed_workspaces_of, restore_workspace


async def show_deleted(request: Request) -> Response:
    """The deleted workspaces of whoever is signed in."""
    return await _show(request, 200, None)


async def restore(request: Request) -> Response:
    """Bring one back, and go there."""
    here, fields = desk(), await read_form(request, desk())
    workspace_id = fields.get("workspace", "")

    def work() -> None:
        visitor = visitor_of(request)
        with here.database.writing() as session:
            actor = actor_of(visitor.user, address_of(request))
            restore_workspace(session, workspace_id, by=visitor.user, actor=actor, now=now())

    try:
        await aside(work)
    except ForbiddenError as error:
        return await _show(request, 404, str(error))
    except UnknownWorkspaceError:
        return await _show(request, 404, "This workspace was brought back or forgotten just now.")
    return RedirectResponse(f"/app/?w={workspace_id}", 303)


async def _show(request: Request, status: int, error: str | None) -> Response:
    here = desk()

    def look() -> list[ClosedWorkspace]:
        visitor = visitor_of(request)
        with here.database.reading() as session:
            return closed_workspaces_of(session, visitor.user.user_id)

    return show(request, "deleted.html", status, closed=await aside(look), error=error)

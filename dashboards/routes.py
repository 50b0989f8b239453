"""Our own routes beside the pages: health, the files that pages need, and the way in where there is no site."""

import os
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from dashboards import serving
from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.readers import NotPublishedError


def routes(assets: Path) -> list[BaseRoute]:
    """The routes of every web process; ``assets`` is the folder served at /assets."""
    return [
        Route("/healthz", alive),
        Route("/readyz", ready),
        Mount("/assets", StaticFiles(directory=assets)),
    ]


def way_in() -> list[BaseRoute]:
    """Where one workspace is shown on this machine there is no site: / leads to the pages, by a relative address."""

    async def to_the_pages(request: Request) -> Response:
        return RedirectResponse("/app/", status_code=307)

    return [Route("/", to_the_pages)]


async def alive(request: Request) -> Response:
    """/healthz: the process answers."""
    return PlainTextResponse("ok")


def ready(request: Request) -> Response:
    """/readyz: 200 when pages can read what was published, else 503 with the reason."""
    chosen = serving.current()
    folder = chosen.warehouse.published_folder
    if chosen.warehouse.engine == "duckdb":
        if folder.exists() and not os.access(folder, os.R_OK | os.X_OK):
            return JSONResponse({"ready": False, "reason": "The published files cannot be read."}, 503)
        return JSONResponse({"ready": True})
    try:
        if chosen.workspace_id is not None:
            serving.reader(chosen.warehouse, chosen.workspace_id).snapshot()
        else:
            chosen.warehouse.check()
    except NotPublishedError:
        return JSONResponse({"ready": True})
    except WarehouseError as error:
        return JSONResponse({"ready": False, "reason": str(error)}, 503)
    return JSONResponse({"ready": True})

"""The ASGI application: Streamlit's pages under /app, our own routes beside them, one guard around both."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from dashboards import front_desk, serving, workbench
from dashboards.connecting.signing_in import oauth_routes
from dashboards.cookies import is_secure
from dashboards.entrance import entrance_routes
from dashboards.exporting import export_routes
from dashboards.gate import Gate
from dashboards.guard import Guard
from dashboards.pages import served_pages
from dashboards.routes import routes, way_in
from dashboards.security_headers import SecurityHeaders, content_security_policy
from dashboards.site import site_routes
from dashboards.uploading import upload_routes
from dashboards.warm_up import warm_up
from dashboards.webhooks import webhook_routes
from omnitrackiq.settings import load_settings

_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)


def create() -> st.App:
    """The application of one worker, for the server that calls it."""
    chosen = serving.current()
    settings = load_settings() if chosen.workspace_id is None else None
    desk = front_desk.make_desk(settings) if settings else None
    front_desk.install(desk)
    workbench.install(workbench.make_workbench(settings) if settings else None)
    secure = desk is not None and is_secure(desk)
    pages = served_pages(desk is not None)
    return st.App(
        _HERE / "entry.py",
        lifespan=_lifespan,
        routes=[
            *routes(_HERE / "assets"),
            *(routes_with_sign_in() if desk else way_in()),
        ],
        middleware=[
            Middleware(SecurityHeaders, policy=content_security_policy(), secure=secure),
            Middleware(Guard, hosts=chosen.allowed_hosts, pages=[page.path for page in pages]),
            *([Middleware(Gate, desk=desk, pages=pages)] if desk else ()),
        ],
        on_script_error=_say_sorry,
    )


def routes_with_sign_in() -> list[BaseRoute]:
    """Our own routes where people sign in, the public ones included."""
    return [*site_routes(), *entrance_routes(), *oauth_routes(), *webhook_routes(), *export_routes(), *upload_routes()]


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    chosen = serving.current()
    reader = None if chosen.workspace_id is None else serving.reader(chosen.warehouse, chosen.workspace_id)
    await anyio.to_thread.run_sync(warm_up, reader)
    yield


def _say_sorry(error: Exception) -> bool:
    """Log a page's failure and show words instead of a traceback."""
    _log.error("A page failed.", exc_info=error)
    st.error("This page could not be drawn. The failure was logged; reload to try again.", icon=":material/error:")
    return True

"""The ASGI application: Streamlit's pages under /app, our own routes beside them, one guard around both."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio.to_thread
import streamlit as st
from starlette.middleware import Middleware

from dashboards import serving
from dashboards.guard import Guard
from dashboards.pages import PAGES
from dashboards.routes import routes
from dashboards.security_headers import SecurityHeaders, content_security_policy
from dashboards.warm_up import warm_up

_HERE = Path(__file__).parent
_log = logging.getLogger(__name__)


def create() -> st.App:
    """The application of one worker, for the server that calls it."""
    chosen = serving.current()
    return st.App(
        _HERE / "entry.py",
        lifespan=_lifespan,
        routes=routes(_HERE / "assets"),
        middleware=[
            Middleware(SecurityHeaders, policy=content_security_policy()),
            Middleware(Guard, hosts=chosen.allowed_hosts, pages=[page.path for page in PAGES]),
        ],
        on_script_error=_say_sorry,
    )


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    chosen = serving.current()
    await anyio.to_thread.run_sync(warm_up, serving.reader(chosen.warehouse, chosen.workspace_id))
    yield


def _say_sorry(error: Exception) -> bool:
    """Log a page's failure and show words instead of a traceback."""
    _log.error("A page failed.", exc_info=error)
    st.error("This page could not be drawn. The failure was logged; reload to try again.", icon=":material/error:")
    return True

"""Decides what may be asked for at all, before Streamlit or a route of ours sees it."""

from collections.abc import Sequence

from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_PREFIX = "/app"
# All that Streamlit's front end asks for. Metrics, uploads, media, components and the agent API stay closed.
_FRONT_END = (
    "/static/",
    "/favicon.png",
    "/manifest.json",
    "/_stcore/health",
    "/_stcore/host-config",
    "/_stcore/stream",
)


class Guard:
    """Answers 400 to foreign host names (DNS rebinding) and 404 to everything under /app that is no page of ours."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str], pages: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._paths = frozenset(f"{_PREFIX}/{page}".rstrip("/") for page in pages)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif _host(scope) not in self._hosts:
            await _refuse(scope, receive, send, 400, "This host name is not served here.")
        elif scope["type"] == "http" and scope["path"] == _PREFIX:
            # Streamlit would answer with an absolute address, which is wrong behind a proxy that ends TLS.
            await RedirectResponse(_with_query(f"{_PREFIX}/", scope))(scope, receive, send)
        elif not self._open(scope["path"]):
            await _refuse(scope, receive, send, 404, "There is no such page.")
        else:
            await self._app(scope, receive, send)

    def _open(self, path: str) -> bool:
        if path != _PREFIX and not path.startswith(f"{_PREFIX}/"):
            return True
        if path.rstrip("/") in self._paths:
            return True
        return path.removeprefix(_PREFIX).startswith(_FRONT_END)


def _with_query(path: str, scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path


def _host(scope: Scope) -> str:
    """The host name of a request without its port; empty when it names none or several."""
    named = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
    if len(named) != 1:
        return ""
    host = named[0]
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
    else:
        await PlainTextResponse(sentence, status)(scope, receive, send)

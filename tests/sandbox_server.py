"""A sandbox for a test: served by uvicorn in a thread on a free loopback port, with a clock that stands still."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from sandbox.clock import Clock
from sandbox.context import SandboxContext
from sandbox.credentials import Credentials
from sandbox.faults import Fault, FaultMiddleware, Faults
from sandbox.market.interface import PricedMarket

RouteFactory = Callable[[SandboxContext], list[BaseRoute]]


@dataclass(frozen=True, slots=True)
class SandboxServer:
    """A running sandbox; ``context`` is the very one that it serves."""

    url: str
    context: SandboxContext

    @property
    def market(self) -> PricedMarket:
        return self.context.market

    def set_now(self, moment: datetime) -> None:
        """Moves the clock and lets the market go on until then."""
        self.context.clock.set(moment)
        self.context.market.extend(moment)

    def plan_fault(self, **fault: Any) -> None:
        self.context.faults.plan(Fault(**fault))

    def truth(self) -> dict[str, Any]:
        """The truth ledger at the sandbox's now."""
        return dict(self._told("truth"))

    def workspaces(self) -> list[dict[str, Any]]:
        """The workspaces with their connections."""
        return list(self._told("workspaces"))

    def _told(self, path: str) -> Any:
        return httpx.get(f"{self.url}/_sandbox/{path}", timeout=60, verify=False).raise_for_status().json()


@contextmanager
def serve_market(
    market: PricedMarket,
    now: datetime,
    *,
    twins: Sequence[RouteFactory] | None = None,
    replay: Path | None = None,
) -> Iterator[SandboxServer]:
    """Serves ``market`` at ``now``: the whole sandbox, or only the given route factories."""
    context = SandboxContext(market, Clock(now), Credentials(market), Faults(), replay)
    config = uvicorn.Config(
        _app(context, twins), host="127.0.0.1", port=0, log_level="warning", access_log=False, lifespan="off"
    )
    with running(config) as port:
        yield SandboxServer(f"http://127.0.0.1:{port}", context)


def _app(context: SandboxContext, twins: Sequence[RouteFactory] | None) -> Starlette:
    if twins is None:
        from sandbox.app import create_app

        return create_app(context)
    routes = [route for factory in twins for route in factory(context)]
    return Starlette(routes=routes, middleware=[Middleware(FaultMiddleware, faults=context.faults)])


@contextmanager
def running(config: uvicorn.Config) -> Iterator[int]:
    """A server in a thread while the block runs; its port."""
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        if not thread.is_alive() or time.monotonic() > deadline:
            raise RuntimeError("the sandbox did not start")
        time.sleep(0.01)
    try:
        yield int(server.servers[0].sockets[0].getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(30)

"""All twins on one host, with planned faults in front of them and a market that goes on with the clock."""

from datetime import date

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox import admin, consent, exchange_rates, facebook_ads, ga4, google_ads, shopify, tiktok_ads
from sandbox.context import SandboxContext
from sandbox.faults import FaultMiddleware

# Consent first: Meta's own paths begin like those of its API.
TWINS = (consent, facebook_ads, google_ads, tiktok_ads, shopify, ga4, exchange_rates)


def create_app(context: SandboxContext) -> Starlette:
    """The ASGI application; the paths of the platforms do not collide."""
    routes = [route for twin in (admin, *TWINS) for route in twin.routes(context)]
    middleware = [Middleware(FaultMiddleware, faults=context.faults), Middleware(PassingDays, context=context)]
    return Starlette(routes=routes, middleware=middleware)


class PassingDays:
    """Lets the market go on when a new day (UTC) has begun on the clock."""

    def __init__(self, app: ASGIApp, context: SandboxContext) -> None:
        self._app = app
        self._context = context
        self._until = date.min

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        now = self._context.clock.now()
        if now.date() > self._until:
            await run_in_threadpool(self._context.market.extend, now)
            self._until = now.date()
        await self._app(scope, receive, send)

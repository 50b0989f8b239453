"""All twins on one host, with planned faults in front of them."""

from starlette.applications import Starlette
from starlette.middleware import Middleware

from sandbox import admin, exchange_rates, facebook_ads, ga4, google_ads, shopify, tiktok_ads
from sandbox.context import SandboxContext
from sandbox.faults import FaultMiddleware

TWINS = (facebook_ads, google_ads, tiktok_ads, shopify, ga4, exchange_rates)


def create_app(context: SandboxContext) -> Starlette:
    """The ASGI application; the paths of the platforms do not collide."""
    routes = [route for twin in (admin, *TWINS) for route in twin.routes(context)]
    return Starlette(routes=routes, middleware=[Middleware(FaultMiddleware, faults=context.faults)])

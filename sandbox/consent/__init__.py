"""The consent screens of all platforms: who signs in, what is granted, and the code that the app gets for it."""

from starlette.routing import BaseRoute, Route

from sandbox.consent.screens import Screens
from sandbox.context import SandboxContext


def routes(context: SandboxContext) -> list[BaseRoute]:
    """The addresses that an app sends a browser to."""
    screens = Screens(context)
    both = ["GET", "POST"]
    return [
        Route("/o/oauth2/v2/auth", screens.google, methods=both),
        Route("/v{major:int}.0/dialog/oauth", screens.meta, methods=both),
        Route("/portal/auth", screens.tiktok, methods=both),
        Route("/admin/oauth/authorize", screens.shopify, methods=both),
        Route("/shops/{shop_domain}/admin/oauth/authorize", screens.shopify, methods=both),
    ]

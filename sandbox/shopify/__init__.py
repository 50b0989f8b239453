"""A twin of Shopify's Admin GraphQL API over the simulated market."""

from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext
from sandbox.shopify.access_tokens import TokenDesk
from sandbox.shopify.admin_api import AdminApi


def routes(context: SandboxContext) -> list[BaseRoute]:
    """The routes: a shop is found by its token, or by its domain under ``/shops/{domain}``."""
    api = AdminApi(context)
    tokens = TokenDesk(context, api)
    return [
        *(
            route
            for prefix in ("", "/shops/{shop_domain}")
            for route in (
                Route(prefix + "/admin/api/{version}/graphql.json", api.graphql, methods=["POST"]),
                Route(prefix + "/admin/oauth/access_token", tokens.grant, methods=["POST"]),
            )
        ),
        Route("/_sandbox/shopify/scopes", tokens.set_scopes, methods=["POST"]),
        Route("/_sandbox/shopify/limits", tokens.set_limits, methods=["POST"]),
    ]

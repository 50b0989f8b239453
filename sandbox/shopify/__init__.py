"""A twin of Shopify's Admin GraphQL API over the simulated market."""

from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext
from sandbox.shopify.access_tokens import TokenDesk
from sandbox.shopify.admin_api import BULK_FILES, AdminApi


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
        Route(BULK_FILES + "/{workspace_id}/{number:int}/{signature}.jsonl", api.bulk_file),
        Route("/_sandbox/shopify/bulk", tokens.plan_bulk, methods=["POST"]),
        Route("/_sandbox/shopify/scopes", tokens.set_scopes, methods=["POST"]),
        Route("/_sandbox/shopify/withheld", tokens.set_withheld, methods=["POST"]),
        Route("/_sandbox/shopify/limits", tokens.set_limits, methods=["POST"]),
    ]

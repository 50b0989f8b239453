"""What other systems tell us on their own, as routes of our own: signed, kept, and answered at once."""

from starlette.routing import BaseRoute, Route

from dashboards.webhooks.shopify_privacy import take_in


def webhook_routes() -> list[BaseRoute]:
    """The routes; they are open to everybody and believe nobody without a signature."""
    return [Route("/webhooks/shopify/privacy", take_in, methods=["POST"])]

"""The public site: what the product is, costs, reads and keeps, for people who do not know it yet."""

from starlette.routing import BaseRoute, Route

from dashboards.site.documentation import show_document, show_documents
from dashboards.site.pages import SITE_PAGES, page_route


def site_routes() -> list[BaseRoute]:
    """The routes; all of them are public and the same for everybody."""
    return [
        *(Route(path, page_route(template), methods=["GET"]) for path, template in SITE_PAGES.items()),
        Route("/docs", show_documents, methods=["GET"]),
        Route("/docs/{name}", show_document, methods=["GET"]),
    ]

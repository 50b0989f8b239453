"""The Google Analytics twin: the Data API over the simulated market, or over recorded records."""

from starlette.routing import BaseRoute

from sandbox.context import SandboxContext
from sandbox.ga4.endpoints import Endpoints


def routes(context: SandboxContext) -> list[BaseRoute]:
    """``/v1beta/properties/…`` of the Analytics Data API; tokens come from Google's endpoint beside it."""
    return Endpoints(context).routes()

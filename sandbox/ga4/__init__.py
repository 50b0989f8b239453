"""The Google Analytics twin: the Data API and the export to BigQuery over the simulated market, or recorded records."""

from starlette.routing import BaseRoute

from sandbox.context import SandboxContext
from sandbox.ga4.endpoints import Endpoints
from sandbox.ga4.export_api import ExportApi
from sandbox.ga4.visits import VisitsByWorkspace


def routes(context: SandboxContext) -> list[BaseRoute]:
    """``/v1beta/properties/…`` of the Analytics Data API and ``/bigquery/v2/…``; tokens come from Google's endpoint."""
    visits = VisitsByWorkspace(context.market)
    return [*Endpoints(context, visits).routes(), *ExportApi(context, visits).routes()]

"""The Google Ads twin: the REST interface of Google Ads over the simulated market, or over recorded records."""

from starlette.routing import BaseRoute

from sandbox import google_sign_in
from sandbox.context import SandboxContext
from sandbox.google_ads.endpoints import Endpoints


def routes(context: SandboxContext) -> list[BaseRoute]:
    """Google's token endpoint and ``/v21`` to ``/v26`` of the Google Ads API."""
    return [*google_sign_in.routes(context), *Endpoints(context).routes()]

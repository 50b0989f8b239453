"""The twin of TikTok's API for Business, version 1.3."""

from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext
from sandbox.tiktok_ads.business_api import BusinessApi
from sandbox.tiktok_ads.replay import Recording
from sandbox.tiktok_ads.server import Answers, TikTokServer


def routes(context: SandboxContext) -> list[BaseRoute]:
    """The routes of ``business-api.tiktok.com``, answered from the market or, when replaying, from recorded records."""
    answers: Answers = Recording(context.replay) if context.replay else BusinessApi(context)
    server = TikTokServer(context, answers)
    return [Route("/open_api/{version}/{path:path}", server.serve, methods=["GET", "POST"])]

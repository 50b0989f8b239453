"""The twin of Meta's Marketing API (Graph API), versions 24 to 26."""

from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext
from sandbox.facebook_ads.graph import Graph
from sandbox.facebook_ads.replay import Recording
from sandbox.facebook_ads.server import Answers, GraphServer


def routes(context: SandboxContext) -> list[BaseRoute]:
    """The routes of ``graph.facebook.com``, answered from the market or, when replaying, from recorded records."""
    answers: Answers = Recording(context.replay) if context.replay else Graph(context)
    server = GraphServer(context, answers)
    return [
        Route("/v{major:int}.0/debug_token", server.debug_token, methods=["GET"]),
        Route("/v{major:int}.0/oauth/access_token", server.access_token, methods=["GET"]),
        Route("/v{major:int}.0/{path:path}", server.versioned, methods=["GET", "POST"]),
        Route("/debug_token", server.debug_token, methods=["GET"]),
        Route("/oauth/access_token", server.access_token, methods=["GET"]),
        Route("/", server.batch_root, methods=["POST"]),
    ]

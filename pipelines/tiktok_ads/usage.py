"""Which of TikTok's limits a request counts against, and when an answer says that it is reached.

TikTok limits each developer app, over all advertisers, and never says how much of it is used. An app's id may stand in
the connection's secrets; without one, its token stands for it.
"""

from collections.abc import Callable

import httpx

from pipelines.loading.connection import Connection
from pipelines.loading.limiter import Meter, Scope, Scopes, Usage, Usages, scope_key
from pipelines.tiktok_ads.errors import limit_wait

CALLS_PER_SECOND = 10.0
"""The allowance of an app of the lowest tier; a breach locks it out for minutes."""


def meter(connection: Connection) -> Meter:
    """How the connection's client takes part in the run's limiter; another address than TikTok's has no such pace."""
    secrets = connection.secrets
    key = scope_key("tiktok app", secrets.get("app_id") or secrets.get("access_token", ""))
    pace = None if connection.base_url else CALLS_PER_SECOND
    return Meter(connection.limiter, _scopes(Scope(key, "the TikTok app", pace)), _usage(key))


def _scopes(app: Scope) -> Callable[[httpx.Request], Scopes]:
    return lambda _request: (app,)


def _usage(key: str) -> Callable[[httpx.Response], Usages]:
    def usage(response: httpx.Response) -> Usages:
        wait = limit_wait(response)
        return () if wait is None else (Usage(key, 1.0, wait),)

    return usage

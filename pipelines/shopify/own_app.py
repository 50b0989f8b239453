"""Tokens of an app that was made for one shop: it gets them by its own credentials, and each lasts a day."""

import time

import httpx

from pipelines.loading.answers import holds, status_fault
from pipelines.loading.connection import Connection
from pipelines.loading.decoding import decoded
from pipelines.loading.errors import ConfigurationError, SourceError
from pipelines.loading.http import ApiClient

_PASSING = (408, 425, 429)


def has_own_app(connection: Connection) -> bool:
    """Whether the connection holds the credentials of an app instead of a token."""
    return "client_id" in connection.secrets


def granted(connection: Connection, address: str) -> dict[str, str]:
    """A token and, if Shopify says so, when it ends, asked for at the shop's ``address``; raises SourceError."""
    asked = {
        "grant_type": "client_credentials",
        "client_id": connection.secrets["client_id"],
        "client_secret": connection.secrets["client_secret"],
    }
    with ApiClient(address, _classify) as http:
        body = http.post_json("/admin/oauth/access_token", asked, is_answer=holds("access_token"))
    lasts = body.get("expires_in")
    ends = {"expires_at": str(int(time.time()) + int(lasts))} if lasts else {}
    return {"access_token": str(body["access_token"]), **ends}


def _classify(response: httpx.Response) -> SourceError | None:
    if not response.is_client_error or response.status_code in _PASSING:
        return status_fault(response, "Shopify")
    return ConfigurationError(
        f"Shopify gives this app no token ({_code(response)}); check its client_id and client_secret, and that it is "
        "installed in the shop."
    )


def _code(response: httpx.Response) -> str:
    """The OAuth error code, where the answer has one."""
    try:
        body = decoded(response)
    except ValueError:
        body = None
    return str((isinstance(body, dict) and body.get("error")) or f"HTTP {response.status_code}")

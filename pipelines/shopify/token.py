"""The token of one connection, which a run may outlive: shortly before it ends another one is got."""

import time
from collections.abc import Callable, Mapping

from pipelines.loading.accounts import access_token
from pipelines.loading.connection import Connection
from pipelines.loading.turns import waiting
from pipelines.shopify.own_app import granted, has_own_app

RENEW_BEFORE_SECONDS = 120
"""A token with less left than this is not sent any more."""


class ShopToken:
    """The connection's own, or what the shop's own app gets at ``address`` once one is needed.

    Raises ConfigurationError where the connection has neither.
    """

    def __init__(self, connection: Connection, address: str) -> None:
        self._renewed: Callable[[str], Mapping[str, str]] = connection.renew_secrets
        self._token = ""
        self._ends_at: int | None = 0
        if has_own_app(connection):
            self._renewed = lambda _: granted(connection, address)
        else:
            self._token, self._ends_at = access_token(connection, "Shopify"), _end(connection.secrets)

    def header(self) -> dict[str, str]:
        """What a request says who asks with; raises SourceError when another token is due and cannot be got."""
        if self._ends_at is not None and self._ends_at - time.time() < RENEW_BEFORE_SECONDS:
            self.renew()
        return {"X-Shopify-Access-Token": self._token}

    def renew(self) -> bool:
        """Gets another token; False where there is none to get. Raises SourceError."""
        with waiting():
            secrets = self._renewed(self._token)
        token = secrets.get("access_token", self._token)
        is_new = token != self._token
        self._token, self._ends_at = token, _end(secrets)
        return is_new


def _end(secrets: Mapping[str, str]) -> int | None:
    """When the token ends, in seconds of the epoch; None where nobody knows."""
    return int(secrets["expires_at"]) if "expires_at" in secrets else None

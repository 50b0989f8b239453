"""Shopify: consent is asked of one shop, its answer is signed, and its tokens last an hour and renew each other."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from omnitrackiq.accounts.oauth.consent import (
    ConsentError,
    ConsentRequest,
    Granted,
    OAuthApp,
    ask_platform,
    code_in,
    seconds_in,
    secret_in,
)

SCOPES = "read_orders,read_all_orders,read_products,read_inventory,read_customers"
RENEW_BEFORE_SECONDS = 600
"""A token with less left than this is renewed before it is used."""


@dataclass(frozen=True, slots=True)
class Shopify:
    """The provider of Shopify."""

    app: OAuthApp

    def consent_url(self, asked: ConsentRequest) -> str:
        query = {
            "client_id": self.app.client_id,
            "scope": SCOPES,
            "redirect_uri": asked.redirect_uri,
            "state": asked.state,
        }
        return f"{self._shop_url(asked.config)}/admin/oauth/authorize?{urlencode(query)}"

    def granted(self, asked: ConsentRequest, answer: Mapping[str, str]) -> Granted:
        code = code_in(answer)
        if not self._is_signed(answer) or answer.get("shop") != asked.config["shop"]:
            raise ConsentError("The answer does not come from the shop that was asked: begin again.")
        return Granted(self._pair(asked.config, {"code": code, "expiring": "1"}))

    def renewed(
        self, config: Mapping[str, Any], secrets: Mapping[str, str], refused: str | None = None
    ) -> dict[str, str] | None:
        """The next pair of tokens where the present one is ``refused`` or about to end, else None.

        The old pair is dead once this returns: store the new one before it is used. Raises ConsentError.
        """
        if "refresh_token" not in secrets:
            return None
        is_ending = int(secrets["expires_at"]) - time.time() <= RENEW_BEFORE_SECONDS
        if not is_ending and secrets["access_token"] != refused:
            return None
        return self._pair(config, {"grant_type": "refresh_token", "refresh_token": secrets["refresh_token"]})

    def _pair(self, config: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
        who = {"client_id": self.app.client_id, "client_secret": self.app.client_secret}
        url = f"{self._shop_url(config)}/admin/oauth/access_token"
        body = ask_platform("Shopify", "POST", url, json={**who, **given})
        return {
            "access_token": secret_in("Shopify", body, "access_token"),
            "refresh_token": secret_in("Shopify", body, "refresh_token"),
            "expires_at": str(int(time.time()) + (seconds_in(body, "expires_in") or 0)),
        }

    def _shop_url(self, config: Mapping[str, Any]) -> str:
        return (self.app.base_url or "https://{shop}").replace("{shop}", str(config["shop"]))

    def _is_signed(self, answer: Mapping[str, str]) -> bool:
        message = urlencode(sorted((name, value) for name, value in answer.items() if name != "hmac"))
        expected = hmac.new(self.app.client_secret.encode(), message.encode(), hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected.encode(), answer.get("hmac", "").encode())

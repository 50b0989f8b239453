"""Meta: the code gives a token of an hour or two, which is exchanged at once for one of about sixty days."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from omnitrackiq.accounts.oauth.consent import (
    ConsentRequest,
    Granted,
    OAuthApp,
    ask_platform,
    code_in,
    seconds_in,
    secret_in,
)

_VERSION = "v25.0"


@dataclass(frozen=True, slots=True)
class Meta:
    """The provider of Facebook Ads."""

    app: OAuthApp

    def consent_url(self, asked: ConsentRequest) -> str:
        query = {
            "client_id": self.app.client_id,
            "redirect_uri": asked.redirect_uri,
            "response_type": "code",
            "scope": "ads_read",
            "state": asked.state,
            "code_challenge": asked.challenge,
            "code_challenge_method": "S256",
        }
        return f"{self.app.base_url or 'https://www.facebook.com'}/{_VERSION}/dialog/oauth?{urlencode(query)}"

    def granted(self, asked: ConsentRequest, answer: Mapping[str, str]) -> Granted:
        brief = self._token(
            {"code": code_in(answer), "redirect_uri": asked.redirect_uri, "code_verifier": asked.verifier}
        )
        lasting = self._token(
            {"grant_type": "fb_exchange_token", "fb_exchange_token": secret_in("Meta", brief, "access_token")}
        )
        return Granted({"access_token": secret_in("Meta", lasting, "access_token")}, seconds_in(lasting, "expires_in"))

    def _token(self, given: Mapping[str, str]) -> dict[str, Any]:
        url = f"{self.app.base_url or 'https://graph.facebook.com'}/{_VERSION}/oauth/access_token"
        who = {"client_id": self.app.client_id, "client_secret": self.app.client_secret}
        return ask_platform("Meta", "GET", url, params={**who, **given})

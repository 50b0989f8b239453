"""TikTok for Business: the portal's ``auth_code`` gives a token that lasts until somebody takes it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from omnitrackiq.accounts.oauth.consent import (
    ConsentError,
    ConsentRequest,
    Granted,
    OAuthApp,
    ask_platform,
    code_in,
    secret_in,
)

_HOST = "https://business-api.tiktok.com"


@dataclass(frozen=True, slots=True)
class TikTok:
    """The provider of TikTok Ads."""

    app: OAuthApp

    def consent_url(self, asked: ConsentRequest) -> str:
        query = {"app_id": self.app.client_id, "state": asked.state, "redirect_uri": asked.redirect_uri}
        return f"{self.app.base_url or _HOST}/portal/auth?{urlencode(query)}"

    def granted(self, asked: ConsentRequest, answer: Mapping[str, str]) -> Granted:
        body = ask_platform(
            "TikTok",
            "POST",
            f"{self.app.base_url or _HOST}/open_api/v1.3/oauth2/access_token/",
            json={
                "app_id": self.app.client_id,
                "secret": self.app.client_secret,
                "auth_code": code_in(answer, "auth_code"),
            },
        )
        if body.get("code") != 0 or not isinstance(body.get("data"), dict):
            raise ConsentError("TikTok did not accept the code, which works once and for an hour only: begin again.")
        return Granted({"access_token": secret_in("TikTok", body["data"], "access_token")})

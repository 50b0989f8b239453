"""Google: one consent screen for Google Ads and Analytics, told apart by the scope."""

from collections.abc import Mapping
from dataclasses import dataclass
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

SCOPES: Mapping[str, str] = {
    "google_ads": "https://www.googleapis.com/auth/adwords",
    "ga4": "https://www.googleapis.com/auth/analytics.readonly",
}


@dataclass(frozen=True, slots=True)
class Google:
    """The provider of ``source``."""

    app: OAuthApp
    source: str

    def consent_url(self, asked: ConsentRequest) -> str:
        query = {
            "client_id": self.app.client_id,
            "redirect_uri": asked.redirect_uri,
            "response_type": "code",
            "scope": SCOPES[self.source],
            "state": asked.state,
            "code_challenge": asked.challenge,
            "code_challenge_method": "S256",
            # Only a fresh consent comes with a refresh token.
            "access_type": "offline",
            "prompt": "consent",
        }
        return f"{self.app.base_url or 'https://accounts.google.com'}/o/oauth2/v2/auth?{urlencode(query)}"

    def granted(self, asked: ConsentRequest, answer: Mapping[str, str]) -> Granted:
        body = ask_platform(
            "Google",
            "POST",
            f"{self.app.base_url or 'https://oauth2.googleapis.com'}/token",
            data={
                "grant_type": "authorization_code",
                "code": code_in(answer),
                "client_id": self.app.client_id,
                "client_secret": self.app.client_secret,
                "redirect_uri": asked.redirect_uri,
                "code_verifier": asked.verifier,
            },
        )
        secrets = {"refresh_token": secret_in("Google", body, "refresh_token")}
        # Named only where the user granted access for a time, or the app is still being tested.
        return Granted(secrets, seconds_in(body, "refresh_token_expires_in"))

"""Who may read what: one credential per workspace and source, the same at every start, revocable while it runs."""

import hashlib
import time

from sandbox.market.interface import Market

SOURCES = ("facebook_ads", "google_ads", "tiktok_ads", "shopify", "ga4")


class Credentials:
    """The credentials of a market's workspaces. They protect nothing but invented data."""

    google_client_id = "407408718192-sandbox.apps.googleusercontent.com"
    google_client_secret = "GOCSPX-sandbox"
    developer_token = "sandbox-developer-token"
    meta_app_id = "1029384756"
    meta_app_secret = "sandbox-meta-secret"
    tiktok_app_id = "7400000000000000001"
    tiktok_app_secret = "sandbox-tiktok-secret"

    def __init__(self, market: Market) -> None:
        self._market = market
        self._revoked: set[tuple[str, str]] = set()
        self._lent: dict[str, tuple[str, str, float]] = {}

    def facebook_token(self, workspace_id: str) -> str:
        return f"EAAG{_digest('facebook_ads', workspace_id)}"

    def google_refresh_token(self, workspace_id: str) -> str:
        """The refresh token for Google Ads."""
        return f"1//0{_digest('google_ads', workspace_id)}"

    def ga4_refresh_token(self, workspace_id: str) -> str:
        return f"1//0{_digest('ga4', workspace_id)}"

    def tiktok_token(self, workspace_id: str) -> str:
        return _digest("tiktok_ads", workspace_id)

    def shopify_token(self, workspace_id: str) -> str:
        return f"shpat_{_digest('shopify', workspace_id)[:32]}"

    def token(self, source: str, workspace_id: str) -> str:
        """The credential of a workspace for ``source``: an access token, for Google a refresh token."""
        return {
            "facebook_ads": self.facebook_token,
            "google_ads": self.google_refresh_token,
            "tiktok_ads": self.tiktok_token,
            "shopify": self.shopify_token,
            "ga4": self.ga4_refresh_token,
        }[source](workspace_id)

    def resolve(self, source: str, token: str) -> str | None:
        """The workspace whose live credential for ``source`` this is; None when unknown, expired or revoked."""
        lent_source, lent_to, ends = self._lent.get(token, ("", "", 0.0))
        if lent_source == source and ends > time.time():
            return None if (source, lent_to) in self._revoked else lent_to
        for workspace in self._market.workspaces:
            if self.token(source, workspace.workspace_id) == token:
                revoked = (source, workspace.workspace_id) in self._revoked
                return None if revoked else workspace.workspace_id
        return None

    def lend(self, source: str, workspace_id: str, token: str, seconds: float) -> None:
        """Lets ``token`` open a workspace's ``source`` for some real time."""
        self._lent[token] = (source, workspace_id, time.time() + seconds)

    def recall(self, token: str) -> None:
        """Ends what ``lend`` began."""
        self._lent.pop(token, None)

    def is_revoked(self, source: str, workspace_id: str) -> bool:
        return (source, workspace_id) in self._revoked

    def revoke(self, source: str, workspace_id: str) -> None:
        """Kills a credential until it is restored."""
        self._revoked.add((source, workspace_id))

    def restore(self, source: str, workspace_id: str) -> None:
        self._revoked.discard((source, workspace_id))


def _digest(source: str, workspace_id: str) -> str:
    return hashlib.sha256(f"sandbox {source} {workspace_id}".encode()).hexdigest()


def shopify_client_id() -> str:
    """The client id of the public app that any shop may install."""
    return "sandbox-shopify-app"


def shopify_client_secret() -> str:
    """The client secret that goes with it."""
    return "shpss_sandbox_app"

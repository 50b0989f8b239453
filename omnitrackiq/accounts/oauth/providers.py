"""Which provider each source has."""

from collections.abc import Callable, Mapping

from omnitrackiq.accounts.oauth.consent import OAuthApp, Provider
from omnitrackiq.accounts.oauth.google import Google
from omnitrackiq.accounts.oauth.meta import Meta
from omnitrackiq.accounts.oauth.shopify import Shopify
from omnitrackiq.accounts.oauth.tiktok import TikTok

PROVIDERS: Mapping[str, Callable[[OAuthApp], Provider]] = {
    "facebook_ads": Meta,
    "google_ads": lambda app: Google(app, "google_ads"),
    "ga4": lambda app: Google(app, "ga4"),
    "tiktok_ads": TikTok,
    "shopify": Shopify,
}

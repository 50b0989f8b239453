"""The kinds that the records name."""

from typing import Literal

Platform = Literal["facebook_ads", "google_ads", "tiktok_ads"]
TouchKind = Literal["click", "view"]

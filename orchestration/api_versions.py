"""How long the API versions that we ask for will be answered, so that people are warned in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

NOTICE = timedelta(days=90)

LIFE = timedelta(days=365)
"""What all three platforms promise for a version, more or less to the day."""

RELEASES: Mapping[str, Mapping[str, date]] = {
    "facebook_ads": {
        "v23.0": date(2025, 5, 29),
        "v24.0": date(2025, 10, 8),
        "v25.0": date(2026, 2, 18),
        "v26.0": date(2026, 7, 29),
    },
    "google_ads": {
        "v21": date(2025, 8, 6),
        "v22": date(2025, 10, 15),
        "v23": date(2026, 1, 28),
        "v24": date(2026, 4, 22),
        "v25": date(2026, 7, 22),
    },
}


def version_end(source: str, version: str) -> date | None:
    """The day around which ``source`` stops answering ``version``; None where it does not say.

    Shopify's versions are named for the month of their release.
    """
    if source == "shopify":
        year, _, month = version.partition("-")
        released = date(int(year), int(month), 1) if year.isdigit() and month.isdigit() else None
    else:
        released = RELEASES.get(source, {}).get(version)
    return None if released is None else released + LIFE


@dataclass(frozen=True, slots=True)
class AskedVersion:
    """The API version that a connection asks for, the day around which it ends (None: not announced), as of ``today``.

    ``is_own`` says that the connection names it itself.
    """

    version: str
    end: date | None
    today: date
    is_own: bool

    @property
    def ends_soon(self) -> bool:
        """Whether it ends within the notice, or has ended."""
        return self.end is not None and self.end - self.today <= NOTICE

    @property
    def has_ended(self) -> bool:
        return self.end is not None and self.end < self.today

    @property
    def remedy(self) -> str:
        """What to do about its end."""
        what = "Set a newer api_version for the connection" if self.is_own else "Update OmniTrackIQ"
        return f"{what}." if self.has_ended else f"{what} before then."


def asked_version(source: str, config: Mapping[str, Any], default: str | None, today: date) -> AskedVersion | None:
    """The version that a connection of ``source`` asks for; None where the source has none."""
    own = config.get("api_version")
    version = str(own or default or "")
    return AskedVersion(version, version_end(source, version), today, bool(own)) if version else None

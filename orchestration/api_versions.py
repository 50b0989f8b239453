"""How long the API versions that we ask for will be answered, so that ``doctor`` warns in time."""

from collections.abc import Mapping
from datetime import date, timedelta

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

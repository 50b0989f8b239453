"""How old each source's data is, whether that is as it should be, and what to do when it is not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.source import MartSource

SOURCES: Mapping[str, str] = {
    "facebook_ads": "Facebook Ads",
    "google_ads": "Google Ads",
    "tiktok_ads": "TikTok Ads",
    "shopify": "Shopify",
    "ga4": "Google Analytics 4",
    "exchange_rates": "Exchange rates",
    "custom": "Custom data",
}
# Syncs run hourly: two missed ones are late. Central bank rates rest over weekends and holidays.
LATE_AFTER = timedelta(hours=3)
_LATE_AFTER: Mapping[str, timedelta] = {"exchange_rates": timedelta(days=5)}
_PROBLEMS: Mapping[str, str] = {
    "reauth": "Access was withdrawn or has expired: reconnect the account.",
    "config": "Its settings no longer fit the account: check the connection.",
}
# Of these every total and ratio of money is made.
_MONEY = {"shopify", "facebook_ads", "google_ads", "tiktok_ads"}
_FAILED = "The last sync failed: it is tried again with the next one."

_FRESHNESS = """
    select source, last_synced_at, first_day_loaded, last_day_loaded, rows, status, sync_status, error, quarantined_rows
    from marts.data_freshness
    order by source
"""


@dataclass(frozen=True, slots=True)
class SourceFreshness:
    """One source of a workspace: when it was last synced (UTC), the days it holds, and how it stands.

    ``age`` is the time since the last sync. ``state``: ``fresh``, ``late`` (no sync for too long), ``waiting`` (never
    synced, or asked to wait by the platform) or ``broken`` (somebody must act). ``sentence`` says so in words.
    """

    source: str
    label: str
    last_synced_at: datetime | None
    age: timedelta | None
    first_day_loaded: date | None
    last_day_loaded: date | None
    rows: int
    quarantined_rows: int
    state: Literal["fresh", "late", "waiting", "broken"]
    sentence: str


def read_freshness(source: MartSource, now: datetime) -> list[SourceFreshness]:
    """Every source of the workspace as of ``now`` (aware), those that need attention first."""
    judged = [judge(row, now) for row in source.fetch(_FRESHNESS)]
    order = ("broken", "late", "waiting", "fresh")
    return sorted(judged, key=lambda each: (order.index(each.state), each.label))


def begun_after(sources: Iterable[SourceFreshness], day: date) -> dict[str, date]:
    """The first day, by label, of each source of money that begins after ``day``: earlier totals leave it out."""
    return {
        each.label: each.first_day_loaded
        for each in sources
        if each.source in _MONEY and each.first_day_loaded and each.first_day_loaded > day
    }


def whole_since(sources: Iterable[SourceFreshness], known: Period) -> date:
    """The first of the ``known`` days from which on no source of money is missing."""
    return max([known.since, *begun_after(sources, known.since).values()])


def judge(row: Mapping[str, Any], now: datetime) -> SourceFreshness:
    """A row of ``data_freshness`` as of ``now``."""
    label = SOURCES.get(row["source"], row["source"])
    state, sentence = _state(row, label, now)
    return SourceFreshness(
        source=row["source"],
        label=label,
        last_synced_at=row["last_synced_at"],
        age=now - row["last_synced_at"] if row["last_synced_at"] else None,
        first_day_loaded=row["first_day_loaded"],
        last_day_loaded=row["last_day_loaded"],
        rows=row["rows"] or 0,
        quarantined_rows=row["quarantined_rows"] or 0,
        state=state,
        sentence=sentence,
    )


def _state(
    row: Mapping[str, Any], label: str, now: datetime
) -> tuple[Literal["fresh", "late", "waiting", "broken"], str]:
    synced = row["last_synced_at"]
    if row["status"] == "error":
        return "broken", f"{label}: {row['error'] or _PROBLEMS.get(row['sync_status'], _FAILED)}"
    if row["sync_status"] == "throttled_until":
        return "waiting", f"{label} asked us to wait; the sync goes on by itself."
    if synced is None:
        return "waiting", f"{label} has not been synced yet."
    age = now - synced
    if row["status"] == "late" or age > _LATE_AFTER.get(row["source"], LATE_AFTER):
        return "late", f"{label} is late: the last sync was {ago(age)}."
    return "fresh", f"{label} is up to date: the last sync was {ago(age)}."


def ago(age: timedelta) -> str:
    """A span of time before now in words: just now, 12 min ago, 3 h ago, 2 days ago."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "just now"
    if minutes < 60:
        return f"{minutes} min ago"
    if minutes < 48 * 60:
        return f"{minutes // 60} h ago"
    return f"{minutes // (24 * 60)} days ago"

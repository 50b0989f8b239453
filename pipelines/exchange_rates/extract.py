"""What is read of exchange rates: every day from a little before the last one known, as rates to one currency."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, timedelta
from typing import Any

from pipelines.exchange_rates.client import BASE_URL, RatesByDay, published_rates
from pipelines.exchange_rates.cross_rates import cross_rates
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import LoadWindow, Slice
from pipelines.loading.source import Cursors

STREAM = "rates"
DEFAULT_BACKFILL_DAYS = 3653
"""Ten years: the first order load brings a shop's whole history, and every order needs the rate of its day."""

OVERLAP = timedelta(days=10)
"""The bank is closed for four days at most; corrections come within days."""


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """One slice with every day from the start to today; days without a publication are covered and empty."""
    currency = base_currency(connection)
    until = window.until or window.now.astimezone(UTC).date()
    since = min(until, first_day(connection, cursors.get(STREAM, {}), currency, window))
    may_be_empty = until - since < OVERLAP
    found = published_rates(connection.base_url or BASE_URL, since, until, window.now.isoformat(), may_be_empty)
    days = [since + timedelta(days=number) for number in range((until - since).days + 1)]
    yield Slice(
        stream=STREAM,
        rows={"rates": list(rate_rows(currency, found))},
        covers={"rates": [(day,) for day in days]},
        cursor=_cursor(cursors.get(STREAM, {}), currency, since, max(found, default=None), window),
        windows=[LoadWindow("ecb", day, len(found[day])) for day in sorted(found)],
    )


def base_currency(connection: Connection) -> str:
    """The workspace's currency; raises ConfigurationError when there is none."""
    currency = str(connection.config.get("currency") or "").strip().upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise ConfigurationError("The connection names no currency; set the workspace's, such as EUR.")
    return currency


def first_day(connection: Connection, cursor: Mapping[str, Any], currency: str, window: SyncWindow) -> date:
    """The first day to read: what was asked for; all known days after a change of currency; else the overlap."""
    if window.since:
        return window.since
    backfill_days = int(connection.config.get("backfill_days") or DEFAULT_BACKFILL_DAYS)
    start = window.now.astimezone(UTC).date() - timedelta(days=backfill_days)
    if not cursor.get("last_day"):
        return start
    if cursor.get("currency") != currency:
        return min(start, date.fromisoformat(cursor["first_day"]))
    return date.fromisoformat(cursor["last_day"]) - OVERLAP


def rate_rows(currency: str, found: RatesByDay) -> Iterator[dict[str, Any]]:
    """One row per day and currency, the workspace's own left out."""
    for day, per_euro in sorted(found.items()):
        for original, rate in cross_rates(currency, per_euro).items():
            yield {
                "rate_date": day,
                "currency": original,
                "base_currency": currency,
                "rate": rate,
                "units_per_euro": per_euro[original],
            }


def _cursor(
    cursor: Mapping[str, Any], currency: str, since: date, last_day: date | None, window: SyncWindow
) -> dict[str, Any]:
    """The new cursor; days asked for by hand leave the last day as it is."""
    known = [date.fromisoformat(cursor[name]) for name in ("first_day", "last_day") if cursor.get(name)]
    first = min([since, *known])
    if window.since or window.until or last_day is None:
        return {"first_day": first.isoformat()} if known else {}
    return {"currency": currency, "first_day": first.isoformat(), "last_day": max([last_day, *known]).isoformat()}

"""Wire records to rows of the raw tables: Meta's names stay, what is derived is added."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.facebook_ads.creatives import landing_page
from pipelines.facebook_ads.purchases import canonical_purchases
from pipelines.facebook_ads.tables import HOUR

Record = Mapping[str, Any]


def object_row(account_id: str, record: Record) -> dict[str, Any]:
    """A campaign or ad set of the account."""
    return {**record, "account_id": account_id}


def ad_row(account_id: str, record: Record) -> dict[str, Any]:
    """An ad of the account, with the page that its creative sends people to."""
    creative = record.get("creative")
    page = landing_page(creative) if isinstance(creative, Mapping) else None
    return {**record, "account_id": account_id, "landing_page": page}


def insight_row(account_id: str, record: Record) -> dict[str, Any]:
    """A daily report row with its canonical purchases; the day is the one that Meta names."""
    row = {**record, "account_id": account_id, "date_day": record.get("date_start")}
    try:
        found = canonical_purchases(record)
    except (InvalidOperation, TypeError, KeyError, AttributeError):
        # The lists hold something else than numbers by type: the record is for the quarantine, which names the field.
        return row | {"purchases": str(record.get("actions"))}
    return row | {"purchases": found.count, "purchase_value": found.value, "purchase_source": found.source}


def hour_row(account_id: str, zone: str, record: Record) -> dict[str, Any]:
    """A report row of one hour of the account's ``zone`` (IANA), with the moment that the hour began.

    Meta names no hour where nothing was delivered all day: then both stay empty. An hour that a clock change repeats
    counts as its first run, since Meta has one row for both.
    """
    row = insight_row(account_id, record)
    named = record.get(HOUR)
    if named is None:
        return row
    try:
        hour = int(str(named).partition(":")[0])
        began = datetime.combine(date.fromisoformat(str(row["date_day"])), time(hour), ZoneInfo(zone))
    except ValueError:
        return row | {"hour_of_day": named}
    return row | {"hour_of_day": hour, "hour_start": began.astimezone(UTC).isoformat()}


def attribution_days(ad_sets: Iterable[Record]) -> int:
    """The longest attribution window of the ad sets in days, 0 when none is known."""
    specs = [entry for ad_set in ad_sets for entry in ad_set.get("attribution_spec") or ()]
    return max((int(entry.get("window_days") or 0) for entry in specs), default=0)

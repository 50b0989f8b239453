"""Closed days that fall sharply: platforms sometimes answer with less than there was, so such a day is read twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import LoadWindow, Slice
from pipelines.loading.table import LOAD_WINDOWS

REMEMBERED = timedelta(days=100)
REMAINING_SHARE = Decimal("0.5")
FEWEST_CONVERSIONS = 5
"""Below this, half of the conversions is within what a day may lose by itself."""

DayKey = tuple[str, str, str, date]


@dataclass(frozen=True, slots=True)
class KnownDay:
    """A day's totals at its last reading, which took place when the day was over."""

    spend: Decimal | None
    conversions: Decimal | None


KnownDays = Mapping[DayKey, KnownDay]
"""By connection, stream, account and day."""


def known_days(pipeline: Any, window: SyncWindow) -> dict[DayKey, KnownDay]:
    """What the warehouse holds of the days that this run may read again and that were over when they were read."""
    since = window.now.date() - REMEMBERED
    if window.since is not None:
        since = min(since, window.since)
    with pipeline.sql_client() as client:
        query = (
            "select distinct on (connection_id, stream, account_id, date_day) "
            "connection_id, stream, account_id, date_day, observed_on, spend, conversions "
            f"from {client.make_qualified_table_name(LOAD_WINDOWS.name)} "
            "where date_day >= %s and (spend is not null or conversions is not null) "
            "order by connection_id, stream, account_id, date_day, observed_on desc"
        )
        with client.execute_query(query, since) as cursor:
            rows = cursor.fetchall()
    return {
        (connection_id, stream, account_id, day): KnownDay(spend, conversions)
        for connection_id, stream, account_id, day, observed_on, spend, conversions in rows
        if observed_on > day + timedelta(days=1)
    }


def fallen_days(known: KnownDays, connection: Connection, piece: Slice) -> set[tuple[str, date]]:
    """The accounts' days of ``piece`` that hold less than half of what they held before."""
    return {
        (covered.account_id, covered.date_day)
        for covered in piece.windows
        if (before := known.get((connection.connection_id, piece.stream, covered.account_id, covered.date_day)))
        and _has_fallen(before, covered)
    }


def read_twice(piece: Slice, fallen: set[tuple[str, date]]) -> Slice:
    """``piece`` with the note that its ``fallen`` days were read twice."""
    windows = [
        replace(covered, read_twice=True) if (covered.account_id, covered.date_day) in fallen else covered
        for covered in piece.windows
    ]
    return replace(piece, windows=windows)


def _has_fallen(before: KnownDay, now: LoadWindow) -> bool:
    if before.spend and before.spend > 0 and (now.spend or 0) < before.spend * REMAINING_SHARE:
        return True
    conversions = before.conversions or Decimal(0)
    return conversions >= FEWEST_CONVERSIONS and (now.conversions or 0) < conversions * REMAINING_SHARE

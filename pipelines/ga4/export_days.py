"""Which days of the export to read, and their slices: new days, days delivered anew, and the present one.

A daily table is rewritten for up to three days with events that came late, and may be delivered anew even later. What
is held of a day is therefore noted with the moment at which its table was written.
"""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

from pipelines.ga4.export_client import DayTable, ExportClient
from pipelines.ga4.export_errors import GoneError
from pipelines.ga4.export_rows import EventShaper
from pipelines.ga4.export_schema import Schema, row_decoder
from pipelines.ga4.export_tables import EXPORT_EVENTS
from pipelines.loading.account_reports import day_policy
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import LoadWindow, Slice
from pipelines.loading.spilled_records import SpilledRecords
from pipelines.loading.whole_lists import read_whole

logger = logging.getLogger(__name__)

FIRST_DAYS, DAYS_AT_ONCE = 90, 31
"""What a new connection reads unless its ``backfill_days`` say otherwise: the longest attribution window, of which each
sync adds a month, so that the latest days are there soon."""

REWRITTEN_FOR = timedelta(days=5)
"""A daily table is delivered within a day or so and rewritten for up to three more."""

REMEMBERED_FOR = timedelta(days=100)

Cursor = Mapping[str, Any]


class Stamp(NamedTuple):
    """Which table a day was read from, when that had been written, and whether it was final by then."""

    identity: str
    modified: str
    is_settled: bool


class HeldDays:
    """The days that the warehouse holds: a range without gaps, and the single days whose tables are remembered."""

    def __init__(self, cursor: Cursor) -> None:
        self._since = _day(cursor.get("since"))
        self._until = _day(cursor.get("until"))
        self._stamps = {date.fromisoformat(day): Stamp(*noted) for day, noted in cursor.get("stamps", {}).items()}

    def holds(self, day: date) -> bool:
        in_range = self._since is not None and self._until is not None and self._since <= day <= self._until
        return in_range or day in self._stamps

    def stamp(self, day: date) -> Stamp | None:
        """What was noted with a day; None for one that is not held or was read too long ago."""
        return self._stamps.get(day)

    def note(self, day: date, stamp: Stamp, available: Sequence[date]) -> None:
        """The day is held now; ``available`` are all days that there are, newest first."""
        self._stamps[day] = stamp
        run = list(takewhile(self.holds, available))
        if run and (self._until is None or run[-1] <= self._until + timedelta(days=1)):
            self._since, self._until = min(run[-1], self._since or run[-1]), run[0]
            oldest = run[0] - REMEMBERED_FOR
            self._stamps = {each: noted for each, noted in self._stamps.items() if each > oldest or each < run[-1]}

    @property
    def cursor(self) -> dict[str, Any]:
        ends = {"since": self._since, "until": self._until}
        written: dict[str, Any] = {name: day.isoformat() for name, day in ends.items() if day}
        return {**written, "stamps": {day.isoformat(): list(stamp) for day, stamp in sorted(self._stamps.items())}}


def export_slices(
    client: ExportClient, connection: Connection, property_id: str, cursor: Cursor, window: SyncWindow, today: date
) -> Iterator[Slice]:
    """A slice per day to read, newest first. A day whose table is gone, such as an expired one, stays as it is."""
    tables = client.days()
    available = [table.day for table in tables]
    held = HeldDays(cursor)
    first = _first_day(connection, today)
    asked_for = window.since or window.until
    may_add = len(tables) if connection.config.get("backfill_days") or asked_for else DAYS_AT_ONCE
    for table in tables:
        noted = held.stamp(table.day)
        if asked_for:
            if not (window.since or date.min) <= table.day <= (window.until or date.max):
                continue
        elif held.holds(table.day):
            if noted is None or (noted.identity == table.identity and noted.is_settled):
                continue
        elif table.day < first or may_add == 0:
            continue
        try:
            description = client.describe(table)
            stamp = Stamp(table.identity, description.modified, today - table.day >= REWRITTEN_FOR)
            if noted and (noted.identity, noted.modified) == (stamp.identity, stamp.modified) and not asked_for:
                held.note(table.day, stamp, available)
                continue
            events = _events(client, connection, property_id, table, description.schema)
        except GoneError:
            logger.warning("The table %s of property %s is gone; its day stays as it is.", table.name, property_id)
            continue
        may_add -= noted is None
        held.note(table.day, stamp, available)
        yield _slice(property_id, table.day, events, held)
    if held.cursor != dict(cursor):
        yield Slice(EXPORT_EVENTS.name, rows={}, covers={}, cursor={property_id: held.cursor})


def _events(
    client: ExportClient, connection: Connection, property_id: str, table: DayTable, schema: Schema
) -> SpilledRecords:
    """All events of a day, a page of them in memory at once."""
    decode = row_decoder(schema)
    shaper = EventShaper(connection, property_id, table.day, table.is_intraday)

    def read() -> SpilledRecords:
        events = SpilledRecords(lambda row: shaper.row(decode(row)))
        for page in client.pages(table, schema):
            events.add(page)
        return events

    return read_whole(read)


def _slice(property_id: str, day: date, rows: SpilledRecords, held: HeldDays) -> Slice:
    settles_on = day + REWRITTEN_FOR
    return Slice(
        stream=EXPORT_EVENTS.name,
        rows={EXPORT_EVENTS.name: rows},
        covers={EXPORT_EVENTS.name: [(property_id, day)]},
        cursor={property_id: held.cursor},
        windows=[LoadWindow(property_id, day, len(rows), settles_on=settles_on)],
    )


def _first_day(connection: Connection, today: date) -> date:
    return day_policy(connection.config, today, 0, today - timedelta(days=FIRST_DAYS), 1).first_day


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None

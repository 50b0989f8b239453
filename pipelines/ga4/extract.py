"""What is read from Analytics: the property, then both reports by whole days of the property's zone, newest first."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from pipelines.ga4.client import Ga4Client
from pipelines.ga4.properties import property_id_of, property_record
from pipelines.ga4.reports import REPORTS, Report
from pipelines.ga4.shape import Record, record_of
from pipelines.ga4.tables import PROPERTIES
from pipelines.loading.account_reports import day_policy, in_turn, objects_slice, report_slices
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayPolicy, DayRange, plan_days, today_in
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors

LOOKBACK_DAYS = 7
"""Sources are assigned and relabelled for some days."""

UPDATE_SLICE_DAYS, HISTORY_SLICE_DAYS = 7, 31


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """The slices of a property, today's rows included: the next run replaces them.

    Raises RateLimitError, after finished slices, when less than a tenth of the property's quota is left.
    """
    property_id = property_id_of(connection)
    with Ga4Client(connection, property_id, window.now) as client:
        about = property_record(property_id, client.metadata())
        yield objects_slice(PROPERTIES, property_id, [about])
        today = today_in(about["timezone"] or "UTC", window.now)
        reports = []
        for report in REPORTS:
            cursor = cursors.get(report.stream, {}).get(property_id)
            policy = _policy(connection, today, is_update=bool(cursor and cursor.get("since")) and window.since is None)
            plan = plan_days(today, cursor, window, policy)
            reports.append(report_slices(report.table, property_id, plan, partial(_read, client, property_id, report)))
        yield from in_turn(reports)


def _policy(connection: Connection, today: date, is_update: bool) -> DayPolicy:
    longest = UPDATE_SLICE_DAYS if is_update else HISTORY_SLICE_DAYS
    return day_policy(connection.config, today, LOOKBACK_DAYS, date.min + timedelta(days=1), longest)


def _read(client: Ga4Client, property_id: str, report: Report, days: DayRange) -> list[Record]:
    rows, metadata = client.report(report, days)
    return [record_of(report, property_id, metadata, row) for row in rows]

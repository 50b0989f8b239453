"""What is read from Analytics: the property, its reports in order of value, then the days of its export to BigQuery.

Reports are read by whole days of the property's zone, newest first; the export only where the connection names the
Google Cloud project that holds it.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pipelines.ga4.client import SCOPE, Ga4Client
from pipelines.ga4.export_client import SCOPE as EXPORT_SCOPE
from pipelines.ga4.export_client import SETTING, ExportClient
from pipelines.ga4.export_days import export_slices
from pipelines.ga4.export_tables import EXPORT_EVENTS
from pipelines.ga4.properties import property_id_of, property_record
from pipelines.ga4.report_reader import ReportReader
from pipelines.ga4.reports import REPORTS
from pipelines.ga4.tables import PROPERTIES
from pipelines.google_sign_in import grant_of
from pipelines.loading.account_reports import day_policy, in_turn, objects_slice
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import PlannedDays, plan_days, today_in
from pipelines.loading.errors import ConfigurationError, PermanentError, RateLimitError, SourceError
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors

LOOKBACK_DAYS = 7
"""Sources are assigned and relabelled for some days."""

UPDATE_SLICE_DAYS, HISTORY_SLICE_DAYS = 7, 31


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """The slices of a property, today's rows included: the next run replaces them.

    Raises RateLimitError, after finished slices, when less than a tenth of the property's quota is left; an optional
    report stops at a quarter. What is wrong with optional streams is raised after the others have been read.
    """
    property_id = property_id_of(connection)
    grant = sign_in_grant(connection)
    troubles: list[SourceError] = []
    with Ga4Client(connection, grant, property_id, window.moment) as client:
        about = property_record(property_id, client.metadata())
        yield objects_slice(PROPERTIES, property_id, [about])
        today = today_in(about["timezone"] or "UTC", window.now)
        reports = []
        for report in REPORTS:
            if report.title and not connection.wants(report.stream):
                continue
            cursor = cursors.get(report.stream, {}).get(property_id)
            is_update = bool(cursor and cursor.get("since")) and window.since is None
            reader = ReportReader(client, property_id, report, UPDATE_SLICE_DAYS if is_update else HISTORY_SLICE_DAYS)
            pieces = reader.slices(_plan(connection, cursor, window, today))
            reports.append(_apart(pieces, troubles) if report.title else pieces)
        try:
            yield from in_turn(reports)
        except RateLimitError as error:
            troubles.append(error)
    if wants_export(connection):
        held = cursors.get(EXPORT_EVENTS.name, {}).get(property_id) or {}
        with ExportClient(connection, grant, property_id) as export:
            days = export_slices(export, connection, property_id, held, window, today)
            yield from _apart(days, troubles)
    if troubles:
        # What needs a person goes before what passes by itself.
        raise min(troubles, key=lambda trouble: isinstance(trouble, RateLimitError))


def wants_export(connection: Connection) -> bool:
    """Whether the connection reads the export: it names the project, and has not switched the stream off."""
    return bool(connection.config.get(SETTING)) and connection.wants(EXPORT_EVENTS.name)


def sign_in_grant(connection: Connection) -> Any:
    """What the connection signs in with; a service account asks for BigQuery only where the export is read."""
    return grant_of(connection, [SCOPE, EXPORT_SCOPE] if wants_export(connection) else [SCOPE])


def _plan(connection: Connection, cursor: Any, window: SyncWindow, today: date) -> Iterator[PlannedDays]:
    policy = day_policy(connection.config, today, LOOKBACK_DAYS, date.min + timedelta(days=1), 1)
    return plan_days(today, cursor, window, policy)


def _apart(pieces: Iterator[Slice], troubles: list[SourceError]) -> Iterator[Slice]:
    """The slices of an optional stream; what is wrong with it alone is noted in ``troubles``."""
    try:
        yield from pieces
    except (ConfigurationError, PermanentError, RateLimitError) as error:
        troubles.append(error)

"""What is read of Facebook Ads: per account its objects, then its daily reports in turn, newest days first.

``/act_<id>`` -> accounts; ``/campaigns``, ``/adsets``, ``/ads``, ``/adcreatives`` -> objects as a whole; ``/insights``
-> whole days, as many times as there are reports.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from pipelines.facebook_ads import requests
from pipelines.facebook_ads.client import FacebookClient
from pipelines.facebook_ads.creatives import creative_row
from pipelines.facebook_ads.history import AccountDays
from pipelines.facebook_ads.insights import ReportReader
from pipelines.facebook_ads.purchase_rule import watched
from pipelines.facebook_ads.records import ad_row, attribution_days, hour_row, insight_row, object_row
from pipelines.facebook_ads.report_runs import PATIENCE, ReportRuns
from pipelines.facebook_ads.reports import OPTIONAL_STREAMS, REPORTS, Report
from pipelines.facebook_ads.tables import ACCOUNTS, AD_SETS, ADS, CAMPAIGNS, CREATIVES, HOURLY_INSIGHTS
from pipelines.loading.account_reports import Row, in_turn, objects_slice, unique_rows
from pipelines.loading.accounts import account_ids, each_account
from pipelines.loading.connection import Connection
from pipelines.loading.errors import PermanentError, ShrinkError
from pipelines.loading.optional_streams import OptionalStreams
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors
from pipelines.loading.table import Table

_LISTS: tuple[tuple[Table, str, tuple[str, ...], Callable[[str, Mapping[str, Any]], Row]], ...] = (
    (CAMPAIGNS, "campaigns", requests.CAMPAIGN_FIELDS, object_row),
    (AD_SETS, "adsets", requests.AD_SET_FIELDS, object_row),
    (ADS, "ads", requests.AD_FIELDS, ad_row),
    (CREATIVES, "adcreatives", requests.CREATIVE_FIELDS, creative_row),
)
_OPTIONAL = frozenset(stream.name for stream in OPTIONAL_STREAMS)


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """The slices of every account of the connection; one account's trouble does not end the others' reading."""
    with FacebookClient(connection) as client:
        ids = account_ids(connection, "account_ids", "Facebook Ads")
        yield from each_account(ids, lambda one: _account(client, connection, cursors, window, one))


def _account(
    client: FacebookClient, connection: Connection, cursors: Cursors, window: SyncWindow, account_id: str
) -> Iterator[Slice]:
    account = client.node(f"act_{account_id}", requests.ACCOUNT_FIELDS)
    account_id = str(account.get("account_id") or account_id)
    yield objects_slice(ACCOUNTS, account_id, [object_row(account_id, account)])
    optional = OptionalStreams()
    lists: dict[str, list[Row]] = {}
    for table, edge, fields, shape in _LISTS:
        if not _wanted(connection, table):
            continue
        listed = _objects(client, account_id, table, edge, fields, shape)
        for piece in optional.apart(table.name, listed) if table.name in _OPTIONAL else listed:
            lists[table.name] = [dict(row) for row in piece.rows[table.name]]
            yield piece
    days = AccountDays.of(account, connection.config, window, attribution_days(lists[AD_SETS.name]))
    runs = ReportRuns(client, PATIENCE)
    campaign_ids = [str(row["id"]) for row in lists[CAMPAIGNS.name] if row.get("id")]
    objects = {"ad": len(lists[ADS.name]), "campaign": len(lists[CAMPAIGNS.name])}
    reports = []
    for report in REPORTS:
        if not _wanted(connection, report.table):
            continue
        to_row = _shape(account_id, report, days.zone)
        reader = ReportReader(client, runs, account_id, report, to_row, campaign_ids, objects[report.level])
        cursor = cursors.get(report.table.name, {}).get(account_id) or {}
        plan = days.plan(cursor, report.history_days)
        pieces = watched(reader.slices(plan), account_id, cursor)
        name = report.table.name
        reports.append(optional.apart(name, pieces) if name in _OPTIONAL else pieces)
    yield from in_turn(reports)
    optional.raise_first()


def _objects(
    client: FacebookClient,
    account_id: str,
    table: Table,
    edge: str,
    fields: tuple[str, ...],
    shape: Callable[[str, Mapping[str, Any]], Row],
) -> Iterator[Slice]:
    records = client.edge(f"act_{account_id}/{edge}", requests.list_params(edge, fields), smallest=1)
    try:
        rows = unique_rows((shape(account_id, record) for record in records), ("id",))
    except ShrinkError as error:
        raise PermanentError(f"Meta shows not even a single record of the list {edge}; report it. {error}") from error
    yield objects_slice(table, account_id, rows)


def _shape(account_id: str, report: Report, zone: str) -> Callable[[Mapping[str, Any]], Row]:
    if report.table is HOURLY_INSIGHTS:
        return partial(hour_row, account_id, zone)
    return partial(insight_row, account_id)


def _wanted(connection: Connection, table: Table) -> bool:
    return table.name not in _OPTIONAL or connection.wants(table.name)

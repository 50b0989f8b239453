"""What is read of Facebook Ads: per account its objects, then daily reports by ad and by campaign, newest days first.

``/act_<id>`` -> accounts; ``/campaigns``, ``/adsets``, ``/ads`` -> objects as a whole; ``/insights`` -> whole days.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pipelines.facebook_ads import requests
from pipelines.facebook_ads.client import FacebookClient
from pipelines.facebook_ads.errors import TooOldError
from pipelines.facebook_ads.records import ad_row, attribution_days, insight_row, object_row
from pipelines.facebook_ads.tables import ACCOUNTS, AD_INSIGHTS, AD_SETS, ADS, CAMPAIGN_INSIGHTS, CAMPAIGNS
from pipelines.loading.account_reports import Row, day_policy, in_turn, objects_slice, report_slices, unique_rows
from pipelines.loading.accounts import account_ids, each_account
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayPolicy, DayRange, plan_days, today_in
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors
from pipelines.loading.table import Table

RESTATED_DAYS = 28
MARGIN_DAYS = 3
"""Meta restates for 28 days; small corrections follow."""

DAYS_PER_REQUEST = 40
"""Enough for a look-back in one request; a report that Meta finds too large is halved."""
HISTORY_DAYS = 1095

_LISTS: tuple[tuple[Table, str, tuple[str, ...], Callable[[str, Mapping[str, Any]], Row]], ...] = (
    (CAMPAIGNS, "campaigns", requests.CAMPAIGN_FIELDS, object_row),
    (AD_SETS, "adsets", requests.AD_SET_FIELDS, object_row),
    (ADS, "ads", requests.AD_FIELDS, ad_row),
)
_REPORTS = ((AD_INSIGHTS, "ad"), (CAMPAIGN_INSIGHTS, "campaign"))


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
    ad_sets: list[Row] = []
    for table, edge, fields, shape in _LISTS:
        records = client.edge(f"act_{account_id}/{edge}", requests.list_params(edge, fields))
        rows = unique_rows((shape(account_id, record) for record in records), ("id",))
        ad_sets = rows if table is AD_SETS else ad_sets
        yield objects_slice(table, account_id, rows)
    today = today_in(str(account.get("timezone_name") or "UTC"), window.now)
    policy = _policy(connection, account, today, attribution_days(ad_sets))
    reports = []
    for table, level in _REPORTS:
        plan = plan_days(today, cursors.get(table.name, {}).get(account_id), window, policy)
        reports.append(report_slices(table, account_id, plan, _reader(client, account_id, level, today)))
    yield from in_turn(reports)


def _policy(connection: Connection, account: Mapping[str, Any], today: date, longest_window: int) -> DayPolicy:
    """How far to read: by the ad sets' own windows, the account's creation and Meta's limit."""
    first_possible = today - timedelta(days=HISTORY_DAYS)
    if created := account.get("created_time"):
        first_possible = max(first_possible, datetime.fromisoformat(created).date())
    look_back = max(RESTATED_DAYS, longest_window) + MARGIN_DAYS
    return day_policy(connection.config, today, look_back, first_possible, DAYS_PER_REQUEST)


def _reader(client: FacebookClient, account_id: str, level: str, today: date) -> Callable[[DayRange], list[Row]]:
    """Reads the report rows of some days; days before Meta's history have none."""
    oldest = today - timedelta(days=HISTORY_DAYS)

    def read(days: DayRange) -> list[Row]:
        try:
            records = list(client.edge(f"act_{account_id}/insights", requests.insight_params(level, days)))
        except TooOldError:
            if days.since >= oldest:
                raise
            return read(DayRange(oldest, days.until)) if days.until >= oldest else []
        return unique_rows((insight_row(account_id, record) for record in records), ("date_day", f"{level}_id"))

    return read

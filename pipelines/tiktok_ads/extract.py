"""What is read of TikTok Ads: per advertiser its objects, then its reports, newest days first.

``advertiser/info`` -> accounts; ``campaign|adgroup|ad/get`` -> objects as a whole; ``report/integrated/get`` -> whole
days, as many times as there are reports.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipelines.loading.account_reports import Row, day_policy, in_turn, objects_slice, unique_rows
from pipelines.loading.accounts import account_ids, each_account
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayPolicy, plan_days, today_in
from pipelines.loading.errors import ConfigurationError, PermanentError
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors
from pipelines.tiktok_ads import requests
from pipelines.tiktok_ads.client import TikTokClient
from pipelines.tiktok_ads.records import account_row, attribution_days, object_row
from pipelines.tiktok_ads.report_reader import ReportReader
from pipelines.tiktok_ads.reports import REPORTS, Report
from pipelines.tiktok_ads.tables import ACCOUNTS, AD_SETS, ADS, CAMPAIGNS

RESTATED_DAYS = 28
MARGIN_DAYS = 3
"""Conversions move for 28 days; small corrections follow."""

_LISTS = ((CAMPAIGNS, "campaign/get", "campaign_id"), (AD_SETS, "adgroup/get", "adgroup_id"), (ADS, "ad/get", "ad_id"))


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """The slices of every advertiser of the connection; one's trouble does not end the others' reading."""
    with TikTokClient(connection) as client:
        ids = account_ids(connection, "advertiser_ids", "TikTok Ads")
        yield from each_account(ids, lambda one: _account(client, connection, cursors, window, one))


def advertiser(client: TikTokClient, account_id: str) -> dict[str, Any]:
    """The advertiser's own record; raises ConfigurationError when the token does not see it."""
    found = client.get("advertiser/info", {"advertiser_ids": [account_id]}).get("list") or []
    if not found:
        raise ConfigurationError(f"TikTok shows no advertiser {account_id} to this token; check the advertiser id.")
    record: dict[str, Any] = found[0]
    return record


def _account(
    client: TikTokClient, connection: Connection, cursors: Cursors, window: SyncWindow, account_id: str
) -> Iterator[Slice]:
    account = account_row(advertiser(client, account_id))
    account_id = account["account_id"]
    yield objects_slice(ACCOUNTS, account_id, [account])
    lists: dict[str, list[Row]] = {}
    for table, path, key in _LISTS:
        records = client.records(path, requests.list_params(account_id))
        rows = unique_rows((object_row(account_id, record) for record in records), (key,))
        lists[table.name] = rows
        yield objects_slice(table, account_id, rows)
    zone = str(account.get("timezone") or "UTC")
    today = today_in(zone, window.now)
    longest_window = attribution_days(lists[AD_SETS.name])
    campaign_ids = [str(row["campaign_id"]) for row in lists[CAMPAIGNS.name] if row.get("campaign_id")]
    troubles: list[PermanentError] = []
    reports = []
    for report in REPORTS:
        if report.title and not connection.wants(report.table.name):
            continue
        policy = _policy(report, connection, account, today, longest_window)
        plan = plan_days(today, cursors.get(report.table.name, {}).get(account_id), window, policy)
        pieces = ReportReader(client, account_id, zone, report, campaign_ids).slices(plan)
        reports.append(_apart(pieces, troubles) if report.title else pieces)
    yield from in_turn(reports)
    if troubles:
        raise troubles[0]


def _apart(pieces: Iterator[Slice], troubles: list[PermanentError]) -> Iterator[Slice]:
    """The slices of an optional report, whose own refusal is noted and does not end the others."""
    try:
        yield from pieces
    except PermanentError as error:
        troubles.append(error)


def _policy(
    report: Report, connection: Connection, account: Mapping[str, Any], today: date, longest_window: int
) -> DayPolicy:
    """How far to read, day by day: by the report's own reach, else the ad groups' windows and the account's age."""
    # A day earlier than created: the account's own zone may be behind UTC.
    created = datetime.fromtimestamp(int(account.get("create_time") or 0), UTC).date() - timedelta(days=1)
    if report.history_days is not None:
        created = max(created, today - timedelta(days=report.history_days))
    policy = day_policy(connection.config, today, max(RESTATED_DAYS, longest_window) + MARGIN_DAYS, created, 1)
    if report.look_back_days is not None:
        policy = replace(policy, lookback_days=report.look_back_days)
    if report.history_days is not None:
        policy = replace(policy, first_day=max(policy.first_day, created))
    return policy

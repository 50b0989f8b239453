"""What is read of TikTok Ads: per advertiser its objects, then daily reports by ad and by campaign, newest days first.

``advertiser/info`` -> accounts; ``campaign|adgroup|ad/get`` -> objects as a whole; ``report/integrated/get`` -> days.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipelines.loading.account_reports import Row, day_policy, in_turn, objects_slice, report_slices, unique_rows
from pipelines.loading.accounts import account_ids, each_account
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayPolicy, DayRange, plan_days, today_in
from pipelines.loading.errors import ConfigurationError
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors
from pipelines.tiktok_ads import requests
from pipelines.tiktok_ads.client import TikTokClient
from pipelines.tiktok_ads.records import account_row, attribution_days, object_row, report_row
from pipelines.tiktok_ads.tables import ACCOUNTS, AD_INSIGHTS, AD_SETS, ADS, CAMPAIGN_INSIGHTS, CAMPAIGNS

RESTATED_DAYS = 28
MARGIN_DAYS = 3
"""Conversions move for 28 days; small corrections follow."""

DAYS_PER_REQUEST = 30
"""TikTok refuses longer daily reports."""

_LISTS = ((CAMPAIGNS, "campaign/get", "campaign_id"), (AD_SETS, "adgroup/get", "adgroup_id"), (ADS, "ad/get", "ad_id"))
_REPORTS = ((AD_INSIGHTS, "ad"), (CAMPAIGN_INSIGHTS, "campaign"))


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
    ad_groups: list[Row] = []
    for table, path, key in _LISTS:
        records = client.pages(path, requests.list_params(account_id))
        rows = unique_rows((object_row(account_id, record) for record in records), (key,))
        ad_groups = rows if table is AD_SETS else ad_groups
        yield objects_slice(table, account_id, rows)
    today = today_in(str(account.get("timezone") or "UTC"), window.now)
    policy = _policy(connection, account, today, attribution_days(ad_groups))
    reports = []
    for table, level in _REPORTS:
        plan = plan_days(today, cursors.get(table.name, {}).get(account_id), window, policy)
        reports.append(report_slices(table, account_id, plan, _reader(client, account_id, level)))
    yield from in_turn(reports)


def _policy(connection: Connection, account: Mapping[str, Any], today: date, longest_window: int) -> DayPolicy:
    """How far to read: by the ad groups' own windows and the account's creation."""
    # A day earlier than created: the account's own zone may be behind UTC.
    created = datetime.fromtimestamp(int(account.get("create_time") or 0), UTC).date() - timedelta(days=1)
    look_back = max(RESTATED_DAYS, longest_window) + MARGIN_DAYS
    return day_policy(connection.config, today, look_back, created, DAYS_PER_REQUEST)


def _reader(client: TikTokClient, account_id: str, level: str) -> Callable[[DayRange], list[Row]]:
    def read(days: DayRange) -> list[Row]:
        records = client.pages("report/integrated/get", requests.report_params(account_id, level, days))
        return unique_rows((report_row(account_id, record) for record in records), ("date_day", f"{level}_id"))

    return read

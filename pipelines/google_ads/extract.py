"""What is read from Google Ads: per account itself and its entities as a whole, then daily figures, newest days first.

``customer``, ``campaign``, ``ad_group``, ``ad_group_ad`` -> entities; the same segmented by day -> whole days.
"""

import dataclasses
import logging
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from pipelines.google_ads.accounts import UNAVAILABLE, Account, find_accounts
from pipelines.google_ads.client import GoogleAdsClient
from pipelines.google_ads.errors import AccountUnavailableError
from pipelines.google_ads.fields import Report
from pipelines.google_ads.reports import ACCOUNTS, ENTITIES, FACTS
from pipelines.google_ads.shape import Record, Shape
from pipelines.loading.account_reports import day_policy, in_turn, objects_slice, report_slices
from pipelines.loading.accounts import each_account
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayRange, plan_days, today_in
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors

logger = logging.getLogger(__name__)

SLICE_DAYS = 14
"""Longer ranges make streams that are cut off more often."""

DEFAULT_WINDOW_DAYS = 30
MARGIN_DAYS = 5
"""Corrections follow a few days after a conversion window has closed."""

HISTORY_DAYS = 1110
"""Daily figures reach back 37 months."""

_WINDOWS_QUERY = (
    "SELECT conversion_action.id, conversion_action.status, conversion_action.click_through_lookback_window_days "
    "FROM conversion_action"
)


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """The slices of every account; a closed account is loaded as such and otherwise left out."""
    with GoogleAdsClient(connection) as client:
        accounts = {account.account_id: account for account in find_accounts(client, connection)}

        def read(account_id: str) -> Iterator[Slice]:
            return _account(client, connection, cursors, window, accounts[account_id])

        yield from each_account(list(accounts), read)


def _account(
    client: GoogleAdsClient, connection: Connection, cursors: Cursors, window: SyncWindow, account: Account
) -> Iterator[Slice]:
    if not account.is_readable:
        logger.warning("Google Ads account %s is %s and is left out.", account.account_id, account.status)
        yield _closed(account)
        return
    try:
        for report in (ACCOUNTS, *ENTITIES):
            yield objects_slice(report.table, account.account_id, _read(client, account, report))
        yield from in_turn(_facts(client, connection, cursors, window, account))
    except AccountUnavailableError as error:
        logger.warning("Google Ads account %s is left out: %s", account.account_id, error)
        yield _closed(dataclasses.replace(account, status=UNAVAILABLE))


def _facts(
    client: GoogleAdsClient, connection: Connection, cursors: Cursors, window: SyncWindow, account: Account
) -> list[Iterator[Slice]]:
    """The daily reports of an account, each as slices from the newest day back."""
    today = today_in(account.timezone or "UTC", window.now)
    look_back = _longest_window(client, account) + MARGIN_DAYS
    policy = day_policy(connection.config, today, look_back, today - timedelta(days=HISTORY_DAYS), SLICE_DAYS)
    return [
        report_slices(
            report.table,
            account.account_id,
            plan_days(today, cursors.get(report.stream, {}).get(account.account_id), window, policy),
            partial(_read, client, account, report),
        )
        for report in FACTS
    ]


def _read(client: GoogleAdsClient, account: Account, report: Report, days: DayRange | None = None) -> list[Record]:
    """The records of a report, of some days where it is daily; raises ShrinkError when they are too many."""
    if days:
        query = report.query(client.version, days.since.isoformat(), days.until.isoformat())
        rows = client.rows_of_days(account.account_id, query, account.login_customer_id)
    else:
        rows = client.rows(account.account_id, report.query(client.version), account.login_customer_id)
    return Shape(report, client.version, account).records(rows)


def _longest_window(client: GoogleAdsClient, account: Account) -> int:
    """Days after a click in which the account's conversion actions still count a conversion."""
    rows = client.rows(account.account_id, _WINDOWS_QUERY, account.login_customer_id)
    windows = [
        int(action.get("clickThroughLookbackWindowDays", DEFAULT_WINDOW_DAYS))
        for action in (row["conversionAction"] for row in rows)
        if action.get("status") == "ENABLED"
    ]
    return max(windows, default=DEFAULT_WINDOW_DAYS)


def _closed(account: Account) -> Slice:
    """An account that cannot be read, as its manager lists it."""
    record: Record = {
        "account_id": account.account_id,
        "customer_id": account.account_id,
        "name": account.name or None,
        "currency": account.currency,
        "timezone": account.timezone,
        "status": account.status,
        "manager": account.is_manager,
    }
    return objects_slice(ACCOUNTS.table, account.account_id, [record])

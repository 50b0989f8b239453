"""What is read from Google Ads: per account itself and its entities as a whole, then daily figures, newest days first.

``customer``, ``campaign``, ``ad_group``, ``ad_group_ad`` -> entities; the same segmented by day -> whole days. Streams
that the connection switched off are left out; the windows of the conversion actions are asked for all the same.
"""

import dataclasses
import logging
from collections.abc import Iterator
from datetime import date

from pipelines.google_ads.accounts import UNAVAILABLE, Account, find_accounts
from pipelines.google_ads.client import GoogleAdsClient
from pipelines.google_ads.detail_reports import CONVERSION_ACTIONS, DETAILS
from pipelines.google_ads.errors import AccountUnavailableError
from pipelines.google_ads.fields import Report
from pipelines.google_ads.planning import look_back_days, planned_days
from pipelines.google_ads.reports import ACCOUNTS, ENTITIES, FACTS
from pipelines.google_ads.shape import Record, Shape
from pipelines.loading.account_reports import in_turn, objects_slice, report_slices
from pipelines.loading.accounts import each_account
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayRange, today_in
from pipelines.loading.errors import PermanentError, ShrinkError
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors
from pipelines.loading.windows import Window

logger = logging.getLogger(__name__)


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """The slices of every account; a closed account is loaded as such and otherwise left out.

    One that cannot be reached is reported after the others have been read.
    """
    with GoogleAdsClient(connection) as client:
        accounts = {account.account_id: account for account in find_accounts(client, connection)}

        def read(account_id: str) -> Iterator[Slice]:
            return _account(client, connection, cursors, window, accounts[account_id])

        yield from each_account(list(accounts), read)


def _account(
    client: GoogleAdsClient, connection: Connection, cursors: Cursors, window: SyncWindow, account: Account
) -> Iterator[Slice]:
    if account.denied:
        raise account.denied
    if not account.is_readable:
        logger.warning("Google Ads account %s is %s and is left out.", account.account_id, account.status)
        yield _closed(account)
        return
    wanted = [report for stream, reports in DETAILS.items() if connection.wants(stream.name) for report in reports]
    actions = CONVERSION_ACTIONS.table
    try:
        for report in (ACCOUNTS, *ENTITIES, *(each for each in wanted if not each.daily)):
            if report is not CONVERSION_ACTIONS:
                yield objects_slice(report.table, account.account_id, _read(client, account, report))
        rows = _read(client, account, CONVERSION_ACTIONS)
        if connection.wants(actions.name):
            yield objects_slice(actions, account.account_id, rows)
        facts = [*FACTS, *(each for each in wanted if each.daily)]
        today, look_back = today_in(account.timezone or "UTC", window.now), look_back_days(rows)
        troubles: list[PermanentError] = []
        plans = []
        for report in facts:
            slices = _days(client, connection, account, report, cursors, window, today, look_back)
            plans.append(slices if report in FACTS else _apart(slices, troubles))
        yield from in_turn(plans)
        if troubles:
            raise troubles[0]
    except AccountUnavailableError as error:
        logger.warning("Google Ads account %s is left out: %s", account.account_id, error)
        yield _closed(dataclasses.replace(account, status=UNAVAILABLE))


def _apart(slices: Iterator[Slice], troubles: list[PermanentError]) -> Iterator[Slice]:
    """An optional report, whose own refusal is noted in ``troubles`` and does not end the others."""
    try:
        yield from slices
    except AccountUnavailableError:
        raise
    except PermanentError as error:
        if isinstance(error.__cause__, ShrinkError):
            raise
        troubles.append(error)


def _days(
    client: GoogleAdsClient,
    connection: Connection,
    account: Account,
    report: Report,
    cursors: Cursors,
    window: SyncWindow,
    today: date,
    look_back: int,
) -> Iterator[Slice]:
    """A daily report of an account as slices from the newest day back."""
    cursor = cursors.get(report.stream, {}).get(account.account_id)
    span, plan = planned_days(report, connection, cursor, window, today, look_back)

    def read(days: DayRange) -> list[Record]:
        return _read_days(client, account, report, days, span)

    return report_slices(report.table, account.account_id, plan, read)


def _read(client: GoogleAdsClient, account: Account, report: Report) -> list[Record]:
    """The records of a whole list."""
    rows = client.rows(account.account_id, report.query(client.version), account.login_customer_id)
    return Shape(report, client.version, account).records(rows)


def _read_days(client: GoogleAdsClient, account: Account, report: Report, days: DayRange, span: Window) -> list[Record]:
    """The records of some days of a daily report; raises ShrinkError when they are too many."""
    query = report.query(client.version, days.since.isoformat(), days.until.isoformat())
    try:
        rows = client.rows_of_days(account.account_id, query, account.login_customer_id)
    except ShrinkError:
        span.was_cut(days)
        raise
    span.came_through(days, len(rows))
    return Shape(report, client.version, account).records(rows)


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

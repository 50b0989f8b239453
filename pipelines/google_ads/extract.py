"""What is read from Google Ads: per account itself and its entities as a whole, then daily figures, newest days first.

``customer``, ``campaign``, ``ad_group``, ``ad_group_ad`` -> entities; the same segmented by day -> whole days. Streams
that the connection switched off are left out; the windows of the conversion actions are asked for all the same.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pipelines.google_ads.accounts import UNAVAILABLE, Account, find_accounts, none_open
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
from pipelines.loading.errors import ShrinkError
from pipelines.loading.optional_streams import OptionalStreams
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors
from pipelines.loading.windows import Window


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """The slices of every account; a closed account is loaded as such and otherwise left out.

    One that Google does not open, for another reason, is reported after the others have been read.
    """
    with GoogleAdsClient(connection) as client:
        accounts = {account.account_id: account for account in find_accounts(client, connection)}

        def read(account_id: str) -> Iterator[Slice]:
            return _account(client, connection, cursors, window, accounts[account_id])

        yield from each_account(list(accounts), read)
        if not any(account.is_readable for account in accounts.values()):
            raise none_open(accounts.values())


def _account(
    client: GoogleAdsClient, connection: Connection, cursors: Cursors, window: SyncWindow, account: Account
) -> Iterator[Slice]:
    if account.refused:
        raise account.refused
    if account.is_readable:
        try:
            yield from _streams(client, connection, cursors, window, account)
        except AccountUnavailableError:
            yield _closed(dataclasses.replace(account, status=UNAVAILABLE))
            raise
        return
    yield _closed(account)
    if not account.is_closed:
        raise AccountUnavailableError(
            f"Google Ads calls this account {account.status}; mend that there or take it out of the connection."
        )


def _streams(
    client: GoogleAdsClient, connection: Connection, cursors: Cursors, window: SyncWindow, account: Account
) -> Iterator[Slice]:
    """Every stream of an open account, the lists that are optional last: they must not keep figures waiting."""
    optional = OptionalStreams()
    for report in (ACCOUNTS, *ENTITIES):
        yield from _list(client, account, report)
    actions: list[Mapping[str, Any]] = []
    for piece in optional.apart(CONVERSION_ACTIONS.stream, _list(client, account, CONVERSION_ACTIONS)):
        actions = list(piece.rows[CONVERSION_ACTIONS.stream])
        if connection.wants(CONVERSION_ACTIONS.stream):
            yield piece
    today, look_back = today_in(account.timezone or "UTC", window.now), look_back_days(actions)

    def days(report: Report) -> Iterator[Slice]:
        return _days(client, connection, account, report, cursors, window, today, look_back)

    wanted = [
        (stream.name, each) for stream, reports in DETAILS.items() if connection.wants(stream.name) for each in reports
    ]
    details = [optional.apart(name, days(report)) for name, report in wanted if report.daily]
    yield from in_turn([*map(days, FACTS), *details])
    for name, report in wanted:
        if not report.daily and report is not CONVERSION_ACTIONS:
            yield from optional.apart(name, _list(client, account, report))
    optional.raise_first()


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


def _list(client: GoogleAdsClient, account: Account, report: Report) -> Iterator[Slice]:
    """All of an account's objects of one kind, in one slice."""
    rows = client.rows(account.account_id, report.query(client.version), account.login_customer_id)
    yield objects_slice(report.table, account.account_id, Shape(report, client.version, account).records(rows))


def _read_days(client: GoogleAdsClient, account: Account, report: Report, days: DayRange, span: Window) -> list[Record]:
    """The records of some days of a daily report; raises ShrinkError when they are too many."""
    query = report.query(client.version, days.since.isoformat(), days.until.isoformat())
    try:
        rows = client.rows_of_days(account.account_id, query, account.login_customer_id)
    except ShrinkError as error:
        span.was_cut(days, error)
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

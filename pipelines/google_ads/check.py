"""Tests a connection: which accounts it reads, in which currency and zone, and which are closed."""

from datetime import datetime

from pipelines.google_ads.accounts import find_accounts
from pipelines.google_ads.client import GoogleAdsClient
from pipelines.google_ads.reports import ACCOUNTS
from pipelines.loading.connection import Connection
from pipelines.loading.source import AccountReport, ConnectionReport


def check(connection: Connection, _now: datetime) -> ConnectionReport:
    """The accounts that a connection reads, and a warning for each that is closed; raises SourceError."""
    with GoogleAdsClient(connection) as client:
        accounts = find_accounts(client, connection)
        for account in accounts:
            if account.is_readable:
                client.rows(account.account_id, ACCOUNTS.query(client.version), account.login_customer_id)
    return ConnectionReport(
        accounts=tuple(
            AccountReport(account.account_id, account.name, account.currency, account.timezone)
            for account in accounts
            if account.is_readable
        ),
        warnings=tuple(
            f"Account {account.account_id} {account.name} is {account.status.lower()} and is left out; "
            "remove it from the connection or reopen it."
            for account in accounts
            if not account.is_readable
        ),
    )

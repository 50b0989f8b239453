"""Tests a connection: which accounts it reads, in which currency and zone, and which are closed."""

from datetime import datetime

from pipelines.google_ads.accounts import Account, find_accounts, none_open
from pipelines.google_ads.client import GoogleAdsClient
from pipelines.google_ads.errors import AccountUnavailableError
from pipelines.google_ads.reports import ACCOUNTS
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError
from pipelines.loading.source import AccountReport, ConnectionReport


def check(connection: Connection, _now: datetime) -> ConnectionReport:
    """The accounts that a connection reads, and a warning for each that is closed or cannot be reached.

    Raises SourceError, also when one that is named cannot be reached or none is open.
    """
    with GoogleAdsClient(connection) as client:
        accounts = find_accounts(client, connection)
        opened = [account for account in accounts if account.is_readable and _opens(client, account)]
    refused = [account for account in accounts if account.refused]
    if refused and (not opened or connection.config.get("customer_ids")):
        raise ConfigurationError(f"Account {refused[0].account_id}: {refused[0].refused}")
    if not opened:
        raise none_open(accounts)
    return ConnectionReport(
        accounts=tuple(
            AccountReport(account.account_id, account.name, account.currency, account.timezone) for account in opened
        ),
        warnings=tuple(_warning(account) for account in accounts if account not in opened),
    )


def _warning(account: Account) -> str:
    if account.refused:
        return f"Account {account.account_id} is left out: {account.refused}"
    return (
        f"Account {f'{account.account_id} {account.name}'.strip()} is closed or suspended and is left out; "
        "remove it from the connection or reopen it."
    )


def _opens(client: GoogleAdsClient, account: Account) -> bool:
    try:
        client.rows(account.account_id, ACCOUNTS.query(client.version), account.login_customer_id)
    except AccountUnavailableError:
        return False
    return True

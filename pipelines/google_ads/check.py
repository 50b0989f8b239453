"""Tests a connection: which accounts it reads, in which currency and zone, and which are closed."""

from datetime import datetime

from pipelines.google_ads.accounts import Account, find_accounts
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
    denied = [account for account in accounts if account.denied]
    if denied and (not opened or connection.config.get("customer_ids")):
        raise ConfigurationError(f"Account {denied[0].account_id}: {denied[0].denied}")
    if not opened:
        ids = ", ".join(account.account_id for account in accounts)
        raise ConfigurationError(
            f"No account of the connection is open ({ids}); reopen one in Google Ads or choose another one."
        )
    return ConnectionReport(
        accounts=tuple(
            AccountReport(account.account_id, account.name, account.currency, account.timezone) for account in opened
        ),
        warnings=tuple(_warning(account) for account in accounts if account not in opened),
    )


def _warning(account: Account) -> str:
    if account.denied:
        return f"Account {account.account_id} is left out: {account.denied}"
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

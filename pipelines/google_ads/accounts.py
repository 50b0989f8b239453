"""Which customers a connection reads, and through which manager."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.google_ads.client import GoogleAdsClient
from pipelines.google_ads.errors import AccountClosedError, AccountDeniedError, AccountUnavailableError
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError, SourceError

# Google's words for an open account and for closed ones, and ours for one that it does not let us read.
ENABLED, CANCELED, CLOSED, UNAVAILABLE = "ENABLED", "CANCELED", "CLOSED", "UNAVAILABLE"
_CLIENTS = (
    "SELECT customer_client.client_customer, customer_client.id, customer_client.descriptive_name, "
    "customer_client.currency_code, customer_client.time_zone, customer_client.level, customer_client.manager, "
    "customer_client.hidden, customer_client.test_account, customer_client.status FROM customer_client"
)


@dataclass(frozen=True, slots=True)
class Account:
    """A customer; ``login_customer_id`` is the manager that opens it, None for direct access.

    ``refused`` says why Google does not open it, and then nothing else is known of it.
    """

    account_id: str
    name: str
    currency: str | None
    timezone: str | None
    is_manager: bool
    status: str
    login_customer_id: str | None
    refused: SourceError | None = None

    @property
    def is_readable(self) -> bool:
        return not self.is_manager and self.status == ENABLED

    @property
    def is_closed(self) -> bool:
        return self.status in (CANCELED, CLOSED)

    @property
    def zone(self) -> ZoneInfo:
        """The account's zone, UTC when Google names one that is not known here."""
        try:
            return ZoneInfo(self.timezone or "UTC")
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")


def find_accounts(client: GoogleAdsClient, connection: Connection) -> list[Account]:
    """The connection's customers without managers, each once, closed ones and those that cannot be reached included.

    Those named in ``customer_ids``, otherwise every customer below what the user (or ``login_customer_id``) can reach.
    Raises ConfigurationError when there is none.
    """
    login = _digits(connection.config.get("login_customer_id"))
    wanted = [number for value in connection.config.get("customer_ids") or () if (number := _digits(value))]
    found: dict[str, Account] = {}
    for account in _reached(client, [login] if login else wanted or client.accessible_customers(), login):
        known = found.setdefault(account.account_id, account)
        if known.refused:
            found[account.account_id] = account
    for each in wanted:
        found.setdefault(each, _refused(each, _missing(login)))
    accounts = [account for account in found.values() if not account.is_manager]
    if wanted:
        accounts = [account for account in accounts if account.account_id in wanted]
    if not accounts:
        raise ConfigurationError("This sign-in reaches no Google Ads account that can hold ads; choose another one.")
    return sorted(accounts, key=lambda account: account.account_id)


def none_open(accounts: Iterable[Account]) -> ConfigurationError:
    """What to say when all ``accounts`` of a connection are closed."""
    ids = ", ".join(account.account_id for account in accounts)
    return ConfigurationError(
        f"No account of the connection is open ({ids}); reopen one in Google Ads or choose another one."
    )


def _reached(client: GoogleAdsClient, roots: Sequence[str], login: str | None) -> Iterator[Account]:
    """The accounts of every root; one that is refused alone, unless it is the manager that opens all of them."""
    for root in roots:
        try:
            yield from _below(client, root, login)
        except (AccountDeniedError, AccountUnavailableError) as error:
            if root == login:
                raise
            yield _refused(root, error)


def _below(client: GoogleAdsClient, root: str, login: str | None) -> Iterator[Account]:
    """The account ``root`` and all below it; a closed root alone."""
    try:
        rows = client.rows(root, _CLIENTS, login)
    except AccountClosedError:
        yield Account(root, "", None, None, False, CLOSED, login)
        return
    for row in rows:
        yield _account(row["customerClient"], root, login)


def _refused(account_id: str, error: SourceError) -> Account:
    return Account(account_id, "", None, None, False, UNAVAILABLE, None, error)


def _missing(login: str | None) -> AccountDeniedError:
    through = f" through manager {login}" if login else ""
    return AccountDeniedError(f"The account cannot be reached{through}; check its id and the manager's.")


def _account(client: Mapping[str, Any], root: str, login: str | None) -> Account:
    account_id = str(client["id"])
    return Account(
        account_id=account_id,
        name=client.get("descriptiveName", ""),
        currency=client.get("currencyCode"),
        timezone=client.get("timeZone"),
        is_manager=bool(client.get("manager")),
        status=client.get("status", ENABLED),
        login_customer_id=login or (root if account_id != root else None),
    )


def _digits(value: Any) -> str | None:
    """A customer id without the dashes that Google's pages show."""
    return str(value).replace("-", "").strip() if value else None

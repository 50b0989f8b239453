"""Who may read which customer: a user's direct accounts, managers above them, and accounts below managers.

A workspace's sign-in is a user of its managers and, directly, of the first account below them: that account can be
reached on two ways. Accounts without a manager are direct.
"""

from collections.abc import Iterator

from sandbox.google_ads.creatives import Row
from sandbox.google_ads.failures import permission_fault
from sandbox.market.interface import Market
from sandbox.market.model.ads import AdAccount


class Hierarchy:
    """The Google Ads accounts of one workspace."""

    def __init__(self, market: Market, workspace_id: str) -> None:
        self._accounts = {account.account_id: account for account in market.ad_accounts(workspace_id, "google_ads")}
        self._managers = {account.manager_id for account in self._accounts.values() if account.manager_id}

    def is_manager(self, account_id: str) -> bool:
        return account_id in self._managers

    def accessible(self) -> list[str]:
        """The ids that the user was invited to directly, in the order of the market."""
        direct = [
            account.account_id
            for account in self._accounts.values()
            if self.is_manager(account.account_id) or account.manager_id is None
        ]
        managed = [
            account.account_id
            for account in self._accounts.values()
            if account.manager_id and not self.is_manager(account.account_id)
        ]
        return direct + managed[:1]

    def open(self, account_id: str, login_customer_id: str | None) -> AdAccount:
        """The account, if the user may read it as ``login_customer_id``; raises GoogleAdsError (HTTP 403)."""
        account = self._accounts.get(account_id)
        login = login_customer_id or account_id
        if login not in self.accessible():
            if login_customer_id is not None and login in self._accounts:
                raise permission_fault(
                    "INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION",
                    "The login customer ID and serving customer ID combination is not supported.",
                )
            raise _denied()
        if account is None or login not in (account_id, *self._above(account)):
            raise _denied()
        if account.status != "active":
            raise permission_fault(
                "CUSTOMER_NOT_ENABLED",
                "The customer account can't be accessed because it is not yet enabled or has been deactivated.",
            )
        return account

    def client_rows(self, root: AdAccount) -> Iterator[Row]:
        """``customer_client`` rows: the account itself at level 0, then everything below it, level by level."""
        level, tier = 0, [root]
        while tier:
            for account in tier:
                yield self._client_row(root, account, level)
            ids = {account.account_id for account in tier}
            tier = [account for account in self._accounts.values() if account.manager_id in ids]
            level += 1

    def _above(self, account: AdAccount) -> list[str]:
        ids: list[str] = []
        while account.manager_id:
            ids.append(account.manager_id)
            account = self._accounts[account.manager_id]
        return ids

    def _client_row(self, root: AdAccount, account: AdAccount, level: int) -> Row:
        return {
            "customer_client.resource_name": f"customers/{root.account_id}/customerClients/{account.account_id}",
            "customer_client.client_customer": f"customers/{account.account_id}",
            "customer_client.id": int(account.account_id),
            "customer_client.descriptive_name": account.name,
            "customer_client.currency_code": account.currency,
            "customer_client.time_zone": account.timezone,
            "customer_client.level": level,
            "customer_client.manager": self.is_manager(account.account_id),
            "customer_client.hidden": False,
            "customer_client.test_account": False,
            "customer_client.status": "ENABLED" if account.status == "active" else "CANCELED",
        }


def _denied() -> Exception:
    return permission_fault(
        "USER_PERMISSION_DENIED",
        "User doesn't have permission to access customer. Note: If you're accessing a client customer, the manager's "
        "customer id must be set in the 'login-customer-id' header.",
    )

"""Requests to the Google Ads REST interface: streams of rows and the list of accessible accounts."""

from typing import Any

from pipelines.google_ads.errors import classify, is_stale_token
from pipelines.google_ads.usage import scopes, usage
from pipelines.google_sign_in import GoogleSignIn, grant_of
from pipelines.loading.answers import holds
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError, TransientError, UnreachableError
from pipelines.loading.http import ApiClient
from pipelines.loading.limiter import Meter
from pipelines.loading.shrinking import FailingError

BASE_URL = "https://googleads.googleapis.com"
DEFAULT_VERSION = 23
_SCOPE = "https://www.googleapis.com/auth/adwords"
_IS_BATCH = holds("results", "fieldMask", "requestId")


class GoogleAdsClient:
    """One connection's view of the API. Raises SourceError; use it as a context manager."""

    def __init__(self, connection: Connection) -> None:
        developer_token = connection.secrets.get("developer_token")
        if not developer_token:
            raise ConfigurationError("The connection lacks developer_token; add it.")
        self.version = version_of(connection)
        self._sign_in = GoogleSignIn(grant_of(connection, [_SCOPE]), is_stale_token)
        headers = {"developer-token": developer_token}
        meter = Meter(connection.limiter, scopes, usage)
        self._api = ApiClient(connection.base_url or BASE_URL, classify, headers, meter)

    def __enter__(self) -> "GoogleAdsClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._api.__exit__()

    def accessible_customers(self) -> list[str]:
        """Ids of the accounts and managers that the user was invited to."""
        address = f"/v{self.version}/customers:listAccessibleCustomers"
        answer = self._api.get_json(address, is_answer=holds("resourceNames"), auth=self._sign_in)
        return [name.removeprefix("customers/") for name in answer.get("resourceNames", ())]

    def rows(self, customer_id: str, query: str, login_customer_id: str | None) -> list[dict[str, Any]]:
        """Every row of ``query``, whole: an answer that is cut off or fails half-way is asked for again."""
        headers = {"login-customer-id": login_customer_id} if login_customer_id else {}
        url = f"/v{self.version}/customers/{customer_id}/googleAds:searchStream"
        options = {"headers": headers, "auth": self._sign_in}
        batches = self._api.post_json(url, {"query": query}, is_answer=_is_stream, **options)
        return [row for batch in batches for row in batch.get("results", ())]

    def rows_of_days(self, customer_id: str, query: str, login_customer_id: str | None) -> list[dict[str, Any]]:
        """The same for a query over days; raises FailingError where a shorter period may come through."""
        try:
            return self.rows(customer_id, query, login_customer_id)
        except UnreachableError:
            raise
        except TransientError as error:
            raise FailingError(str(error)) from error


def _is_stream(body: Any) -> bool:
    """Whether a body is a list of batches, or empty, as it is without rows."""
    return isinstance(body, list) and all(map(_IS_BATCH, body))


def version_of(connection: Connection) -> int:
    """The major version in the connection's config, such as ``v23``; raises ConfigurationError."""
    text = str(connection.config.get("api_version") or DEFAULT_VERSION).lower().removeprefix("v")
    if not text.isdigit():
        raise ConfigurationError(f"api_version {text!r} is no version; write it as v{DEFAULT_VERSION}.")
    return int(text)

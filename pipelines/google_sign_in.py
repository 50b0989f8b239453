"""Signing requests to Google's APIs: access tokens from a refresh token or a service account, renewed when stale."""

import functools
import json
from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any

import httpx
import requests
from google.auth.exceptions import RefreshError, TransportError
from google.auth.transport.requests import Request
from google.oauth2 import credentials, service_account

from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError, ReauthorizeError, SourceError, UnreachableError

TOKEN_ADDRESS = "https://oauth2.googleapis.com/token"

# What the token endpoint's error codes ask for.
TOKEN_ERRORS: Mapping[str, type[SourceError]] = {
    "invalid_grant": ReauthorizeError,
    "invalid_scope": ReauthorizeError,
    "access_denied": ReauthorizeError,
    "invalid_rapt": ReauthorizeError,
    "invalid_client": ConfigurationError,
    "unauthorized_client": ConfigurationError,
    "deleted_client": ConfigurationError,
    "disabled_client": ConfigurationError,
    "org_internal": ConfigurationError,
    "admin_policy_enforced": ConfigurationError,
    "invalid_request": ConfigurationError,
    "internal_failure": UnreachableError,
    "server_error": UnreachableError,
    "temporarily_unavailable": UnreachableError,
}
_SENTENCES: Mapping[type[SourceError], str] = {
    ReauthorizeError: "Google no longer accepts this sign-in ({code}); connect the account again.",
    ConfigurationError: "Google refuses the OAuth client ({code}); check its id and secret and that it is enabled.",
    UnreachableError: "Google's sign-in service is not available ({code}); try again later.",
}


class GoogleSignIn(httpx.Auth):
    """Puts an access token on every request; a request refused as unauthenticated is signed anew and sent once more.

    ``is_stale`` says whether a 401 means that the token is old, and not that something else is wrong. Raises
    SourceError when no token can be had.
    """

    requires_response_body = True

    def __init__(self, grant: Any, is_stale: Callable[[httpx.Response], bool]) -> None:
        self._grant = grant
        self._is_stale = is_stale
        session = requests.Session()
        session.max_redirects = 0
        self._send = functools.partial(Request(session), timeout=60)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        if not self._grant.valid:
            self._refresh()
        request.headers["Authorization"] = f"Bearer {self._grant.token}"
        response = yield request
        if response.status_code == httpx.codes.UNAUTHORIZED and self._is_stale(response):
            self._refresh()
            request.headers["Authorization"] = f"Bearer {self._grant.token}"
            yield request

    def _refresh(self) -> None:
        try:
            self._grant.refresh(self._send)
        except RefreshError as error:
            raise token_fault(error) from error
        except TransportError as error:
            raise UnreachableError(
                "Google's sign-in service could not be reached; check the network and try again later."
            ) from error
        except (TypeError, ValueError) as error:
            # google.auth takes any answer with status 200 for a token.
            raise UnreachableError("Google's sign-in service sent no token; try again later.") from error


def grant_of(connection: Connection, scopes: Sequence[str]) -> Any:
    """The grant in a connection's secrets: ``service_account_json``, or a refresh token with its OAuth client.

    Raises ConfigurationError when neither is whole.
    """
    secrets = connection.secrets
    if key := secrets.get("service_account_json"):
        return _service_account(key, scopes)
    missing = [name for name in ("refresh_token", "client_id", "client_secret") if not secrets.get(name)]
    if missing:
        raise ConfigurationError(f"The connection lacks {', '.join(missing)}; add them or connect the account again.")
    return _RenewedGrant(
        connection.keep_secrets,
        token=None,
        refresh_token=secrets["refresh_token"],
        client_id=secrets["client_id"],
        client_secret=secrets["client_secret"],
        token_uri=f"{connection.base_url.rstrip('/')}/token" if connection.base_url else TOKEN_ADDRESS,
    )


class _RenewedGrant(credentials.Credentials):  # type: ignore[misc]
    """A grant whose refresh token Google may replace at any renewal: the new one is kept before it is used."""

    def __init__(self, keep: Callable[[Mapping[str, str]], None], **given: Any) -> None:
        super().__init__(**given)
        self._keep = keep

    def refresh(self, request: Any) -> None:
        before = self.refresh_token
        super().refresh(request)
        if self.refresh_token != before:
            self._keep({"refresh_token": self.refresh_token})


def token_fault(error: RefreshError) -> SourceError:
    """The fault that a refused token request stands for, by its OAuth error code."""
    details = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], Mapping) else {}
    code = str(details.get("error", ""))
    kind = TOKEN_ERRORS.get(code, UnreachableError if error.retryable or not code else ReauthorizeError)
    return kind(_SENTENCES[kind].format(code=code or "no reason given"))


def _service_account(key: str, scopes: Sequence[str]) -> Any:
    try:
        return service_account.Credentials.from_service_account_info(json.loads(key), scopes=list(scopes))
    except ValueError as error:
        raise ConfigurationError(
            "The service account key cannot be read; paste the whole JSON file that Google gave."
        ) from error

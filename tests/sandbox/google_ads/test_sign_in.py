"""Tokens and headers: who is let in, and what each refusal is called."""

import time

import httpx
import pytest
from google.auth.transport.requests import Request
from google.oauth2 import service_account

from sandbox.google_sign_in import SCOPES, issue
from tests.sandbox.google_ads.conftest import AdsApi, code_of
from tests.sandbox.google_market import ANGELES, BERLIN, MANAGER
from tests.sandbox_server import SandboxServer

QUERY = "SELECT customer.id FROM customer"


def token_answer(served: SandboxServer, path: str = "/token", **changes: str) -> httpx.Response:
    known = served.context.credentials
    form = {
        "grant_type": "refresh_token",
        "client_id": known.google_client_id,
        "client_secret": known.google_client_secret,
        "refresh_token": known.google_refresh_token("north"),
    }
    return httpx.post(served.url + path, data=form | changes)


@pytest.mark.parametrize("path", ["/token", "/oauth2/v3/token"])
def test_refresh_token_buys_an_hour(served: SandboxServer, path: str) -> None:
    body = token_answer(served, path).json()
    assert (body["expires_in"], body["token_type"], body["scope"]) == (3599, "Bearer", SCOPES["google_ads"])
    assert body["access_token"].startswith("ya29.")


def test_revoked_grant_kills_both_tokens(served: SandboxServer) -> None:
    api = AdsApi(served)
    served.context.credentials.revoke("google_ads", "north")
    answer = token_answer(served)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert api.refusal(QUERY) == (401, {"authenticationError": "OAUTH_TOKEN_REVOKED"})


def test_unknown_client_and_grant_type(served: SandboxServer) -> None:
    assert token_answer(served, client_secret="wrong").status_code == 401
    assert token_answer(served, client_secret="wrong").json()["error"] == "invalid_client"
    assert token_answer(served, grant_type="password").json()["error"] == "unsupported_grant_type"


def test_access_tokens_die(api: AdsApi) -> None:
    old = issue(api.server.context, "google_ads", "north", expires_at=time.time() - 1)
    api.headers["Authorization"] = f"Bearer {old}"
    assert api.refusal(QUERY) == (401, {"authenticationError": "OAUTH_TOKEN_EXPIRED"})
    other_scope = issue(api.server.context, "ga4", "north")
    api.headers["Authorization"] = f"Bearer {other_scope}"
    assert api.refusal(QUERY) == (401, {"authenticationError": "OAUTH_TOKEN_INVALID"})
    api.headers["Authorization"] = "Bearer ya29.nonsense.x"
    assert api.refusal(QUERY) == (401, {"authenticationError": "OAUTH_TOKEN_INVALID"})


def test_service_account_signs_in_with_googles_own_library(served: SandboxServer) -> None:
    key = httpx.get(f"{served.url}/_sandbox/google/service-accounts/north").json()
    grant = service_account.Credentials.from_service_account_info(key, scopes=[SCOPES["google_ads"]])
    grant.refresh(Request())
    headers = {"Authorization": f"Bearer {grant.token}", "developer-token": served.context.credentials.developer_token}
    url = f"{served.url}/v23/customers:listAccessibleCustomers"
    assert httpx.get(url, headers=headers).status_code == 200


def test_developer_token(api: AdsApi) -> None:
    api.headers["developer-token"] = "wrong"
    assert api.refusal(QUERY) == (401, {"authenticationError": "DEVELOPER_TOKEN_INVALID"})
    del api.headers["developer-token"]
    assert api.refusal(QUERY)[1] == {"requestError": "DEVELOPER_TOKEN_PARAMETER_MISSING"}


def test_login_customer_id(api: AdsApi) -> None:
    denied = (403, {"authorizationError": "USER_PERMISSION_DENIED"})
    assert api.refusal(QUERY, ANGELES) == denied
    api.headers["login-customer-id"] = "410-000-0001"
    assert api.refusal(QUERY)[1] == {"headerError": "INVALID_LOGIN_CUSTOMER_ID"}
    api.headers["login-customer-id"] = MANAGER
    assert api.post("search", QUERY, BERLIN).status_code == 200


def test_request_id_and_versions(api: AdsApi) -> None:
    good = api.post("search", QUERY, version=26)
    assert good.status_code == 200
    assert good.headers["request-id"]
    assert api.refusal(QUERY, version=20) == (400, {"requestError": "UNSUPPORTED_VERSION"})
    framed = api.post("searchStream", QUERY, version=20)
    assert code_of(framed.json()[0]) == {"requestError": "UNSUPPORTED_VERSION"}

"""Signing in to Google: every code of the token endpoint, and tokens that are asked for only when needed."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from google.auth.exceptions import RefreshError

from pipelines.google_ads import SOURCE
from pipelines.google_sign_in import TOKEN_ADDRESS, TOKEN_ERRORS, grant_of, token_fault
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ConfigurationError, ReauthorizeError, SourceError, UnreachableError
from sandbox import google_ads
from tests.pipelines.google_line import GoogleLine
from tests.sandbox.google_market import NOW, GoogleMarket
from tests.sandbox_server import serve_market

EXPECTED: dict[type[SourceError], tuple[str, ...]] = {
    ReauthorizeError: ("invalid_grant", "invalid_scope", "access_denied", "invalid_rapt"),
    ConfigurationError: (
        "invalid_client",
        "unauthorized_client",
        "deleted_client",
        "disabled_client",
        "org_internal",
        "admin_policy_enforced",
        "invalid_request",
    ),
    UnreachableError: ("internal_failure", "server_error", "temporarily_unavailable"),
}
ROWS = [(code, kind) for kind, codes in EXPECTED.items() for code in codes]


@pytest.fixture
def line(tmp_path: Path) -> Iterator[GoogleLine]:
    with serve_market(GoogleMarket(), NOW, twins=[google_ads.routes]) as server:  # type: ignore[arg-type]
        yield GoogleLine(SOURCE, server, tmp_path)


@pytest.mark.parametrize(("code", "kind"), ROWS)
def test_each_code_has_its_class(code: str, kind: type[SourceError]) -> None:
    fault = token_fault(RefreshError(f"{code}: x", {"error": code, "error_description": "x"}))
    assert type(fault) is kind
    assert code in str(fault)


def test_the_table_has_no_other_rows() -> None:
    assert set(TOKEN_ERRORS) == {code for code, _ in ROWS}


@pytest.fixture(scope="module")
def served() -> Iterator[GoogleLine]:
    with serve_market(GoogleMarket(), NOW, twins=[google_ads.routes]) as server:  # type: ignore[arg-type]
        yield GoogleLine(SOURCE, server, Path())


@pytest.mark.parametrize(("code", "kind"), ROWS)
def test_each_code_that_the_sandbox_sends_is_handled_as_its_class_says(
    served: GoogleLine, monkeypatch: pytest.MonkeyPatch, code: str, kind: type[SourceError]
) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time", SimpleNamespace(sleep=lambda _: None))
    served.server.context.faults.clear()
    passes = kind is UnreachableError
    body = json.dumps({"error": code, "error_description": "lokalisiert"})
    served.server.plan_fault(match="/token", status=400, body=body, times=1 if passes else 50)
    if passes:
        assert SOURCE.check(served.connection(), NOW).accounts
        assert served.requests("/token") == 2
        return
    with pytest.raises(kind, match=code):
        SOURCE.check(served.connection(), NOW)
    assert served.requests("/token") == 1


def test_answers_without_a_known_code() -> None:
    assert type(token_fault(RefreshError("<html>"))) is UnreachableError
    assert type(token_fault(RefreshError("x", {"error": "brand_new"}, retryable=True))) is UnreachableError
    assert type(token_fault(RefreshError("x", {"error": "brand_new"}))) is ReauthorizeError


@pytest.mark.slow
def test_one_token_serves_a_whole_sync(line: GoogleLine) -> None:
    line.sync()
    assert line.requests("/token") == 1


def test_an_expired_token_is_renewed_in_the_middle(line: GoogleLine) -> None:
    code = {"authenticationError": "OAUTH_TOKEN_EXPIRED"}
    expired = json.dumps([{"error": {"code": 401, "details": [{"errors": [{"errorCode": code}]}]}}])
    line.server.plan_fault(match="searchStream", kind="delay", times=5)
    line.server.plan_fault(match="searchStream", status=401, body=expired)
    assert [outcome.status for outcome in line.sync()] == ["ok"]
    assert line.requests("/token") == 2


def test_googles_own_address_unless_another_is_given() -> None:
    secrets = {"refresh_token": "r", "client_id": "i", "client_secret": "s"}
    real = grant_of(Connection("w", "c", "ga4", secrets=secrets), [])
    assert real.token_uri == TOKEN_ADDRESS
    elsewhere = grant_of(Connection("w", "c", "ga4", secrets=secrets, base_url="http://127.0.0.1:1/"), [])
    assert elsewhere.token_uri == "http://127.0.0.1:1/token"


@pytest.mark.slow
def test_redirects_of_the_token_endpoint_are_not_followed(line: GoogleLine) -> None:
    elsewhere = {"location": f"{line.server.url}/v23/customers:listAccessibleCustomers"}
    line.server.plan_fault(match="/token", status=302, headers=elsewhere, times=100)
    (outcome,) = line.sync()
    assert outcome.status == "failed"
    assert line.requests("listAccessibleCustomers") == 0


def test_no_secret_shows_in_a_message(line: GoogleLine) -> None:
    line.server.context.credentials.revoke("google_ads", "north")
    (outcome,) = line.sync()
    assert not any(secret in outcome.message for secret in line.connection().secrets.values())

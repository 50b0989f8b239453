"""R4: credentials that end, lack a permission, are replaced, or meet a clock that goes wrong."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from google.auth import _helpers
from pydantic import SecretStr

from omnitrackiq.accounts.connection_secrets import read_secrets, seal_with_newest_key
from omnitrackiq.accounts.connections import list_connections
from pipelines.google_sign_in import GoogleSignIn
from pipelines.loading.http import ATTEMPTS
from sandbox.market.generated import generate_market
from tests.fault_matrix.conftest import Clock
from tests.fault_matrix.platforms import NOW, PLATFORMS
from tests.fault_matrix.reading import read
from tests.fault_matrix.served import ServedPlatform
from tests.fault_matrix.test_transport import assert_one_sentence
from tests.line import Line, lay_line
from tests.quick import first_quick
from tests.sandbox.ad_market import FB_BETA, TT_BETA
from tests.sandbox.google_market import ANGELES, SOUTH_PROPERTY
from tests.sandbox_server import SandboxServer, serve_market

WITH_TOKEN = [name for name in PLATFORMS if name != "exchange_rates"]
GOOGLE = ["google_ads", "ga4"]


@pytest.fixture(autouse=True)
def quick(clock: Clock) -> Clock:
    return clock


@pytest.mark.parametrize("platform", WITH_TOKEN, indirect=True)
def test_a_revoked_credential_asks_for_a_new_sign_in_at_once(platform: ServedPlatform, quick: Clock) -> None:
    credential = (platform.platform.name, platform.platform.workspace_id)
    platform.server.context.credentials.revoke(*credential)
    reading = platform.read()
    platform.server.context.credentials.restore(*credential)
    assert reading.status == "reauth"
    assert "connect" in reading.message
    assert_one_sentence(reading)
    assert platform.requests <= 2
    assert quick.waits == []
    assert platform.read().tables == platform.truth.tables


def _meta(code: int, subcode: int) -> str:
    return json.dumps({"error": {"message": "lokalisiert", "code": code, "error_subcode": subcode}})


def _google_ads(family: str, name: str) -> str:
    detail = {"reason": name} if family == "reason" else {"errors": [{"errorCode": {family: name}}]}
    return json.dumps([{"error": {"message": "lokalisiert", "details": [detail]}}])


def _analytics(status: str, reason: str) -> str:
    return json.dumps({"error": {"message": "lokalisiert", "status": status, "details": [{"reason": reason}]}})


def _tiktok(code: int) -> str:
    return json.dumps({"code": code, "message": "lokalisiert", "data": {}})


REFUSALS: dict[str, dict[str, tuple[int, str, str]]] = {
    # By platform: the HTTP status and body of the refusal, and the status that it ends with.
    "expired": {
        "facebook_ads": (401, _meta(190, 463), "reauth"),
        "google_ads": (401, _google_ads("authenticationError", "OAUTH_TOKEN_EXPIRED"), "reauth"),
        "tiktok_ads": (200, _tiktok(40102), "reauth"),
        "shopify": (401, '{"errors": "[API] Invalid API key or access token"}', "reauth"),
        "ga4": (401, _analytics("UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED"), "reauth"),
    },
    "scope missing": {
        "facebook_ads": (403, _meta(200, 0), "config"),
        "google_ads": (403, _google_ads("reason", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "reauth"),
        "tiktok_ads": (200, _tiktok(40118), "config"),
        "shopify": (403, '{"errors": "[API] This action requires merchant approval for read_orders scope."}', "reauth"),
        "ga4": (403, _analytics("PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), "reauth"),
    },
}


@pytest.mark.parametrize("refusal", REFUSALS)
@pytest.mark.parametrize("platform", WITH_TOKEN, indirect=True)
def test_a_credential_that_no_longer_opens_the_data_ends_the_part_with_the_remedy(
    platform: ServedPlatform, refusal: str, quick: Clock
) -> None:
    status, body, end = REFUSALS[refusal][platform.platform.name]
    platform.plan(status=status, body=body, times=1000)
    reading = platform.read()
    assert reading.status == end
    assert any(word in reading.message for word in ("connect", "grant"))
    assert_one_sentence(reading)
    # Google's access tokens are renewed once before the refusal counts.
    assert platform.requests <= platform.fewest_requests + 2
    assert quick.waits == []


OTHERS = {
    "facebook_ads": ({"account_ids": [FB_BETA]}, "config"),
    "google_ads": ({"customer_ids": [ANGELES]}, "config"),
    "tiktok_ads": ({"advertiser_ids": [TT_BETA]}, "config"),
    "ga4": ({"property_id": SOUTH_PROPERTY}, "reauth"),
}
"""An account of somebody else, and how reading it ends; a shop's address goes with its token."""


@pytest.mark.parametrize("platform", OTHERS, indirect=True)
def test_an_account_of_somebody_else_is_not_read(platform: ServedPlatform) -> None:
    config, end = OTHERS[platform.platform.name]
    reading = platform.read(**config)
    assert reading.status == end
    assert_one_sentence(reading)
    assert not any(reading.tables.values())


@pytest.mark.parametrize("platform", WITH_TOKEN, indirect=True)
def test_no_secret_stands_in_a_message(platform: ServedPlatform) -> None:
    platform.plan(match="", status=401, body=json.dumps({"error": "invalid"}), times=50)
    reading = platform.read()
    assert reading.status in ("reauth", "failed")
    secrets = platform.platform.connection(platform.server).secrets.values()
    assert not any(secret in repr(reading) for secret in secrets)


@pytest.mark.parametrize("platform", GOOGLE, indirect=True)
@pytest.mark.parametrize("hours", [timedelta(minutes=-10), timedelta(0), timedelta(minutes=10)], ids=str)
def test_a_clock_that_goes_wrong_makes_no_difference(
    platform: ServedPlatform, hours: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_now = _helpers.utcnow
    monkeypatch.setattr(_helpers, "utcnow", lambda: true_now() + hours)
    assert platform.read().tables == platform.truth.tables
    assert platform.requests == platform.fewest_requests


@pytest.mark.parametrize("platform", GOOGLE, indirect=True)
def test_a_replaced_refresh_token_is_kept_before_it_is_used(platform: ServedPlatform) -> None:
    kept: list[tuple[dict[str, str], int]] = []
    platform.plan(match="/token", kind="edit", edits=[{"field": "access_token", "beside": {"refresh_token": "1//new"}}])
    connection = replace(
        platform.platform.connection(platform.server),
        keep_secrets=lambda secrets: kept.append((dict(secrets), platform.requests)),
    )
    assert read(platform.platform.source, connection).tables == platform.truth.tables
    assert kept == [({"refresh_token": "1//new"}, 1)]


@pytest.mark.parametrize("platform", GOOGLE, indirect=True)
@pytest.mark.parametrize(
    ("fault", "status", "calls"),
    first_quick(
        [
            ({"status": 503}, "failed", ATTEMPTS),
            ({"kind": "truncate"}, "failed", ATTEMPTS),
            ({"kind": "disconnect"}, "failed", ATTEMPTS),
            ({"status": 302, "headers": {"Location": "http://elsewhere.invalid/token"}}, "failed", ATTEMPTS),
            ({"status": 400, "body": '{"error": "invalid_grant"}'}, "reauth", 1),
            ({"status": 401, "body": '{"error": "invalid_client"}'}, "config", 1),
        ]
    ),
    ids=["503", "truncated", "closed", "redirect", "dead grant", "wrong client"],
)
def test_a_sign_in_that_fails_ends_with_a_status(
    platform: ServedPlatform, fault: dict[str, Any], status: str, calls: int
) -> None:
    platform.plan(match="/token", times=1000, **fault)
    reading = platform.read()
    assert reading.status == status
    assert_one_sentence(reading)
    # google.auth asks a token endpoint up to three times by itself.
    assert calls <= platform.requests <= 3 * calls
    platform.forget()
    platform.plan(match="/token", times=1, **({"status": 503} if status == "failed" else fault))
    assert platform.read().status == ("ok" if status == "failed" else status)


@pytest.fixture
def google() -> Iterator[SandboxServer]:
    market = generate_market(seed=3, start=date(2026, 3, 19), workspaces=1, size="small", now=NOW)
    with serve_market(market, NOW) as server:
        yield server


def stored_secrets(line: Line, source: str) -> dict[str, str]:
    installation = line.installation
    with installation.database.reading() as session:
        (record,) = [one for one in list_connections(session) if one.source == source]
        return read_secrets(session, installation.secret_box, record)


def test_a_replaced_token_outlives_the_run_that_got_it(
    google: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run dies as soon as the sign-in has answered: the new token is in the control database."""
    line = lay_line(tmp_path, google.url)
    edits = [{"field": "access_token", "beside": {"refresh_token": "1//new"}}]
    google.plan_fault(match="/token", kind="edit", edits=edits, times=50)

    refresh = GoogleSignIn._refresh

    def dies(sign_in: GoogleSignIn) -> None:
        refresh(sign_in)
        raise KeyboardInterrupt

    monkeypatch.setattr(GoogleSignIn, "_refresh", dies)
    with pytest.raises(KeyboardInterrupt):
        line.sync(["google_ads"])
    assert stored_secrets(line, "google_ads")["refresh_token"] == "1//new"


def test_secrets_outlive_the_rotation_of_their_key(google: SandboxServer, tmp_path: Path) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    lay_line(tmp_path, google.url, encryption_keys=[SecretStr(old)])
    both = lay_line(tmp_path, google.url, encryption_keys=[SecretStr(new), SecretStr(old)])
    before = stored_secrets(both, "google_ads")
    with both.installation.database.writing() as session:
        assert seal_with_newest_key(session, both.installation.secret_box) > 0
    retired = lay_line(tmp_path, google.url, encryption_keys=[SecretStr(new)])
    assert stored_secrets(retired, "google_ads") == before

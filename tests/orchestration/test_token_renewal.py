"""Shopify's tokens end within the hour and renew each other: renewed ahead of time, once, and stored before use."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from omnitrackiq.accounts.connection_secrets import read_secrets, replace_secrets
from omnitrackiq.accounts.connections import ConnectionRecord, add_connection, remove_connection
from omnitrackiq.accounts.oauth.consent import ConsentError, OAuthApp, new_request
from omnitrackiq.accounts.oauth.shopify import Shopify
from omnitrackiq.accounts.workspaces import create_workspace, delete_workspace
from omnitrackiq.migrations.upgrading import migrate
from omnitrackiq.settings import load_settings
from orchestration.connection_check import check_connection
from orchestration.demo import sandbox_apps
from orchestration.installation import Installation, open_installation
from orchestration.sync import SyncRequest, sync_source
from orchestration.token_renewal import usable_secrets
from pipelines.loading.fetch import Outcome
from sandbox.market.generated import generate_market
from tests.line import Silence
from tests.omnitrackiq.accounts.people import OPERATOR
from tests.postgres_server import postgres_server, postgres_url
from tests.sandbox_server import SandboxServer, serve_market

__all__ = ["postgres_server", "postgres_url"]
NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    market = generate_market(seed=3, start=date(2026, 3, 5), workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW) as server:
        yield server


@pytest.fixture(params=["sqlite"])
def installation(
    request: pytest.FixtureRequest, sandbox: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Installation]:
    for name, value in sandbox_apps(sandbox.url).items():
        monkeypatch.setenv(name, value)
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    settings = load_settings(env_file=None, home=tmp_path, sandbox_url=sandbox.url, database_url=url)
    migrate(settings.database_url)
    opened = open_installation(settings)
    yield opened
    opened.database.close()


@pytest.fixture
def connection(installation: Installation) -> ConnectionRecord:
    """A shop whose owner has just consented."""
    return connect(installation, "brand")


def connect(installation: Installation, workspace_id: str, name: str = "demo-1") -> ConnectionRecord:
    """A workspace with the shop called ``name``, whose owner has just consented."""
    shop = f"{name}.myshopify.com"
    app = installation.settings.oauth_app("shopify")
    assert app
    shopify = Shopify(OAuthApp(*app, installation.settings.base_url("shopify")))
    asked = new_request("http://127.0.0.1/oauth/shopify/callback", {"shop": shop})
    sent = httpx.post(shopify.consent_url(asked), data={"workspace": name, "answer": "allow"})
    answer = dict(re.findall(r"([a-z]+)=([^&]+)", httpx.URL(sent.headers["location"]).query.decode()))
    secrets = shopify.granted(asked, answer).secrets
    with installation.database.writing() as session:
        create_workspace(session, workspace_id=workspace_id, name="Brand", currency="EUR", timezone="UTC", now=NOW)
        return add_connection(
            session,
            installation.secret_box,
            workspace_id=workspace_id,
            source="shopify",
            config={"shop": shop},
            secrets=secrets,
            now=NOW,
            status="active",
        )


def age(installation: Installation, connection: ConnectionRecord, seconds_left: int) -> dict[str, str]:
    """Let the token have so many seconds left; returns the secrets."""
    with installation.database.writing() as session:
        secrets = read_secrets(session, installation.secret_box, connection)
        secrets["expires_at"] = str(int(time.time()) + seconds_left)
        replace_secrets(session, installation.secret_box, connection, secrets, now=NOW)
    return secrets


def test_a_token_with_time_left_stays(installation: Installation, connection: ConnectionRecord) -> None:
    secrets = age(installation, connection, 1800)
    assert usable_secrets(installation, connection) == secrets
    assert check_connection(installation, connection.connection_id).status == "ok"


def test_many_who_ask_at_once_renew_once_and_get_the_same(
    installation: Installation, connection: ConnectionRecord
) -> None:
    before = age(installation, connection, 60)
    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(lambda _: usable_secrets(installation, connection), range(6)))
    assert all(each == got[0] for each in got)
    assert got[0]["refresh_token"] != before["refresh_token"]
    with installation.database.reading() as session:
        assert read_secrets(session, installation.secret_box, connection) == got[0]
    assert check_connection(installation, connection.connection_id).status == "ok"


def test_a_refused_token_is_renewed_unless_somebody_did(
    installation: Installation, connection: ConnectionRecord
) -> None:
    before = age(installation, connection, 1800)
    renewed = usable_secrets(installation, connection, before["access_token"])
    assert renewed["access_token"] != before["access_token"]
    assert usable_secrets(installation, connection, before["access_token"]) == renewed


def refuse(sandbox: SandboxServer, times: int = 1) -> None:
    """Lets Shopify refuse the token in the middle of a sync."""
    sandbox.context.faults.clear()
    sandbox.plan_fault(match="graphql.json", skip=2, status=401, body='{"errors": "Invalid API key"}', times=times)


def sync(installation: Installation) -> Outcome:
    (outcome,) = sync_source(installation, "shopify", SyncRequest(), Silence())
    return outcome


def test_a_token_that_ends_in_the_middle_of_a_sync_is_renewed_and_kept(
    installation: Installation, connection: ConnectionRecord, sandbox: SandboxServer
) -> None:
    before = age(installation, connection, 1800)
    refuse(sandbox)
    assert sync(installation).status == "ok"
    with installation.database.reading() as session:
        kept = read_secrets(session, installation.secret_box, connection)
    assert kept["refresh_token"] != before["refresh_token"]
    assert check_connection(installation, connection.connection_id).status == "ok"


def test_only_a_renewal_that_is_refused_asks_for_a_new_sign_in(
    installation: Installation, connection: ConnectionRecord, sandbox: SandboxServer
) -> None:
    refuse(sandbox)
    sandbox.plan_fault(match="/admin/oauth/access_token", status=503)
    assert sync(installation).status == "failed"
    refuse(sandbox)
    sandbox.plan_fault(match="/admin/oauth/access_token", status=400, body='{"error": "invalid_request"}')
    outcome = sync(installation)
    assert (outcome.status, "connect the shop again" in outcome.message) == ("reauth", True)


def test_an_app_of_the_shops_own_needs_no_sign_in(installation: Installation, sandbox: SandboxServer) -> None:
    sandbox.context.faults.clear()
    with installation.database.writing() as session:
        create_workspace(session, workspace_id="brand", name="Brand", currency="EUR", timezone="UTC", now=NOW)
        added = add_connection(
            session,
            installation.secret_box,
            workspace_id="brand",
            source="shopify",
            config={"shop": "demo-1.myshopify.com"},
            secrets={"client_id": "app-demo-1", "client_secret": "shpss_sandbox_demo-1"},
            now=NOW,
        )
    assert check_connection(installation, added.connection_id, activated_by=OPERATOR).status == "ok"
    assert sync(installation).status == "ok"


def test_a_refresh_token_that_was_used_elsewhere_asks_for_a_new_sign_in(
    installation: Installation, connection: ConnectionRecord
) -> None:
    stale = age(installation, connection, 60)
    usable_secrets(installation, connection)
    with installation.database.writing() as session:
        replace_secrets(session, installation.secret_box, connection, stale, now=NOW)
    with pytest.raises(ConsentError):
        usable_secrets(installation, connection)
    outcome = check_connection(installation, connection.connection_id)
    assert outcome.status == "reauth"


def test_a_platform_that_is_away_takes_nothing_away(
    installation: Installation, connection: ConnectionRecord, sandbox: SandboxServer
) -> None:
    age(installation, connection, 60)
    sandbox.plan_fault(match="/admin/oauth/access_token", status=503)
    assert check_connection(installation, connection.connection_id).status == "failed"
    assert check_connection(installation, connection.connection_id).status == "ok"


@pytest.mark.parametrize("installation", ["postgres"], indirect=True)
def test_who_is_removed_during_a_renewal_is_left_out_and_the_others_are_read(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    renewing, removed, deleted = (connect(installation, name) for name in ("a-shop", "b-shop", "c-shop"))
    other = connect(installation, "d-shop", "demo-2")
    first = age(installation, renewing, 60)
    age(installation, deleted, 60)
    renewed = Shopify.renewed

    def renewed_meanwhile(self: Shopify, config: Any, secrets: Any, refused: Any) -> dict[str, str] | None:
        if secrets["refresh_token"] == first["refresh_token"]:
            with installation.database.writing() as session:
                for each in (renewing, removed):
                    remove_connection(session, each.workspace_id, each.connection_id, now=NOW)
                delete_workspace(session, deleted.workspace_id, now=NOW)
        return renewed(self, config, secrets, refused)

    monkeypatch.setattr(Shopify, "renewed", renewed_meanwhile)
    outcomes = sync_source(installation, "shopify", SyncRequest(), Silence())
    assert [(outcome.connection_id, outcome.status) for outcome in outcomes] == [(other.connection_id, "ok")]

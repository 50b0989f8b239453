"""Connecting an account by signing in to its platform: every platform of the sandbox, and every way to get it wrong."""

import re
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.fernet import Fernet
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from dashboards import runs, workbench
from dashboards.connecting.signing_in import oauth_routes
from dashboards.entrance import entrance_routes
from dashboards.gate import Gate
from dashboards.pages import PAGES
from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.connection_secrets import read_secrets
from omnitrackiq.accounts.connections import ConnectionRecord, list_connections, set_connection_status
from omnitrackiq.accounts.memberships import add_member
from omnitrackiq.accounts.tries import CONNECTION_TEST_WORKSPACE, count_try
from omnitrackiq.settings import Settings, load_settings
from orchestration.demo import sandbox_apps, sandbox_workspaces
from sandbox.market.generated import generate_market
from tests.dashboards.entrance.conftest import HOST, Door, door
from tests.dashboards.entrance.test_gate import enter
from tests.omnitrackiq.accounts.people import OPERATOR, workspace
from tests.sandbox_server import SandboxServer, serve_market

__all__ = ["door"]

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
SOURCES = ("facebook_ads", "google_ads", "ga4", "tiktok_ads", "shopify")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with serve_market(
        generate_market(seed=3, start=date(2026, 3, 1), workspaces=2, size="small", now=NOW), NOW
    ) as server:
        yield server


@pytest.fixture
def settings(sandbox: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation whose apps the sandbox knows."""
    for name, value in sandbox_apps(sandbox.url).items():
        monkeypatch.setenv(name, value)
    return load_settings(
        env_file=None, home=tmp_path, sandbox_url=sandbox.url, encryption_keys=[Fernet.generate_key().decode()]
    )


@pytest.fixture
def tested(door: Door, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The connections whose test was asked for; the browser of ``door`` may connect."""
    asked: list[str] = []

    def check(_dagster_url: str, connection_id: str) -> str:
        asked.append(connection_id)
        return "run"

    monkeypatch.setattr(runs, "check_connection", check)
    workbench.install(workbench.make_workbench(settings))
    application = Starlette(
        routes=[*oauth_routes(), *entrance_routes()], middleware=[Middleware(Gate, desk=door.desk, pages=PAGES)]
    )
    door.client = TestClient(application, base_url=f"http://{HOST}", follow_redirects=False)
    yield asked
    workbench.install(None)


def given(sandbox: SandboxServer, source: str) -> dict[str, str]:
    """What somebody fills in: the settings that the platform needs before it is asked."""
    (config,) = (each["config"] for each in sandbox_workspaces(sandbox.url)[0].connections if each["source"] == source)
    return {name: config[name] for name in ("shop", "property_id") if name in config}


def consent(url: str, answer: str = "allow") -> str:
    """What a person does on the platform's own page; returns where the browser is sent then."""
    page = httpx.get(url)
    assert page.status_code == 200, page.text
    chosen = re.search(r'value="(demo-1)"', page.text)
    assert chosen
    sent = httpx.post(url, data={"workspace": chosen[1], "answer": answer})
    assert sent.status_code == 303
    return sent.headers["location"]


def start(door: Door, source: str, **query: str) -> str:
    answer = door.client.get(f"/oauth/{source}/start", params={"w": "brand", **query})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def connections(door: Door) -> list[ConnectionRecord]:
    with door.database.reading() as session:
        return [each for each in list_connections(session, workspace_ids=["brand"]) if each.source != "exchange_rates"]


@pytest.mark.parametrize("source", SOURCES)
def test_consent_becomes_a_draft_with_working_secrets(
    door: Door, sandbox: SandboxServer, tested: list[str], source: str
) -> None:
    enter(door, workspace(door.database, ann="admin")["ann"])
    asked = start(door, source, **given(sandbox, source))
    assert asked.startswith(sandbox.url)
    back = consent(asked)
    assert back.startswith(f"http://{HOST}/oauth/{source}/callback?")
    answer = door.client.get(back)
    (draft,) = connections(door)
    assert (draft.status, draft.source, tested) == ("draft", source, [draft.connection_id])
    assert answer.headers["location"] == f"/app/connections?w=brand&draft={draft.connection_id}"
    with door.database.reading() as session:
        secrets = read_secrets(session, workbench.require().box, draft)
        assert next(event.action for event in audit_events(session, "brand")) == "connection.added"
    assert all(secrets.values())
    assert not any(secret in back or secret in asked for secret in secrets.values())
    assert door.client.get(back).status_code == 422, "an answer works once"


def test_a_refusal_is_told_and_nothing_is_kept(door: Door, sandbox: SandboxServer, tested: list[str]) -> None:
    enter(door, workspace(door.database, ann="admin")["ann"])
    answer = door.client.get(consent(start(door, "facebook_ads"), "deny"))
    assert answer.status_code == 422
    assert "Access was not granted" in answer.text
    assert (connections(door), tested) == ([], [])


@pytest.mark.parametrize("fault", ["state", "source", "browser", "session", "late", "code"])
def test_an_answer_to_no_request_of_this_browser_is_refused(
    door: Door, sandbox: SandboxServer, tested: list[str], monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    ann = workspace(door.database, ann="admin")["ann"]
    enter(door, ann)
    back = consent(start(door, "google_ads"))
    if fault == "state":
        back = back.replace("state=", "state=x")
    elif fault == "source":
        back = back.replace("/google_ads/", "/ga4/")
    elif fault == "code":
        back = re.sub(r"code=[^&]+", "code=guessed", back)
    elif fault == "browser":
        door.client.cookies.clear()
        enter(door, ann)
    elif fault == "session":
        enter(door, ann)
    elif fault == "late":
        later = time.time() + 601
        monkeypatch.setattr(time, "time", lambda: later)
    answer = door.client.get(back)
    assert answer.status_code == 422
    assert (connections(door), tested) == ([], [])


def test_the_way_back_is_to_the_workspace_and_page_that_asked(
    door: Door, sandbox: SandboxServer, tested: list[str]
) -> None:
    users = workspace(door.database, ann="admin")
    workspace(door.database, "another", eve="owner")
    with door.database.writing() as session:
        add_member(session, "another", users["ann"].user_id, "member", actor=OPERATOR, now=NOW)
    enter(door, users["ann"])
    refused = door.client.get(consent(start(door, "facebook_ads", back="start"), "deny"))
    assert 'href="/app/start?w=brand"' in refused.text
    assert 'href="/app/start?w=brand"' in door.client.get("/oauth/myspace/start?w=brand&back=start").text


def test_without_the_scheduler_what_was_granted_is_kept_and_said(
    door: Door, sandbox: SandboxServer, tested: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: str) -> str:
        raise runs.RunRefusedError("The scheduler is away.")

    monkeypatch.setattr(runs, "check_connection", away)
    enter(door, workspace(door.database, ann="admin")["ann"])
    back = consent(start(door, "facebook_ads"))
    answer = door.client.get(back)
    (draft,) = connections(door)
    assert answer.status_code == 503
    assert "Your consent is kept, but not tested yet. The scheduler is away." in answer.text
    assert f"/app/connections?w=brand&amp;draft={draft.connection_id}" in answer.text
    assert door.client.get(back).status_code == 422
    assert len(connections(door)) == 1


def test_what_was_granted_is_kept_where_it_was_tested_too_often(
    door: Door, sandbox: SandboxServer, tested: list[str]
) -> None:
    enter(door, workspace(door.database, ann="admin")["ann"])
    with door.database.writing() as session:
        for _ in range(CONNECTION_TEST_WORKSPACE.free):
            count_try(session, CONNECTION_TEST_WORKSPACE, "brand", now=datetime.now(UTC))
    answer = door.client.get(consent(start(door, "facebook_ads")))
    assert "Your consent is kept, but not tested yet. That was tried too often" in answer.text
    assert [each.status for each in connections(door)] == ["draft"]
    assert tested == []


def test_only_a_connection_of_the_same_platform_and_workspace_is_renewed(
    door: Door, sandbox: SandboxServer, tested: list[str]
) -> None:
    enter(door, workspace(door.database, ann="admin")["ann"])
    door.client.get(consent(start(door, "facebook_ads")))
    (made,) = connections(door)
    users = workspace(door.database, "other", eve="owner")
    other = door.another()
    enter(other, users["eve"])
    for browser, path in (
        (door, f"/oauth/tiktok_ads/start?w=brand&connection={made.connection_id}"),
        (other, f"/oauth/facebook_ads/start?w=other&connection={made.connection_id}"),
        (door, "/oauth/facebook_ads/start?w=brand&connection=cn-none"),
    ):
        answer = browser.client.get(path)
        assert (answer.status_code, "There is no connection" in answer.text) == (422, True), path


@pytest.mark.parametrize("role", ["member", "stranger"])
def test_only_who_may_connect_gets_anywhere(door: Door, sandbox: SandboxServer, tested: list[str], role: str) -> None:
    users = workspace(door.database, member="member") | workspace(door.database, "other", stranger="owner")
    enter(door, users[role])
    assert door.client.get("/oauth/facebook_ads/start?w=brand").status_code == 404
    door.client.cookies.clear()
    assert door.client.get("/oauth/facebook_ads/start?w=brand").status_code == 303


def test_another_shop_cannot_answer(door: Door, sandbox: SandboxServer, tested: list[str]) -> None:
    enter(door, workspace(door.database, ann="admin")["ann"])
    asked = start(door, "shopify", **given(sandbox, "shopify"))
    scopes = parse_qs(urlsplit(asked).query)["scope"]
    assert scopes == ["read_orders,read_all_orders,read_products,read_inventory,read_customers"]
    back = consent(asked).replace("demo-1.myshopify.com", "evil.myshopify.com")
    assert door.client.get(back).status_code == 422
    start(door, "shopify", **given(sandbox, "shopify"))
    assert door.client.get(re.sub(r"hmac=[^&]+", "hmac=%C3%A9", back)).status_code == 422
    for shop in ("", "evil.example", "a.myshopify.com/../b", "a.myshopify.com#"):
        assert door.client.get("/oauth/shopify/start", params={"w": "brand", "shop": shop}).status_code == 422


def test_a_connection_that_lost_its_access_is_renewed_in_place(
    door: Door, sandbox: SandboxServer, tested: list[str]
) -> None:
    enter(door, workspace(door.database, ann="admin")["ann"])
    door.client.get(consent(start(door, "shopify", **given(sandbox, "shopify"))))
    (made,) = connections(door)
    box = workbench.require().box
    with door.database.writing() as session:
        set_connection_status(session, "brand", made.connection_id, "reauth", now=NOW)
        before = read_secrets(session, box, made)
    answer = door.client.get(consent(start(door, "shopify", connection=made.connection_id)))
    assert answer.headers["location"] == "/app/connections?w=brand"
    (renewed,) = connections(door)
    with door.database.reading() as session:
        assert read_secrets(session, box, renewed)["refresh_token"] != before["refresh_token"]
    assert tested == [made.connection_id] * 2

"""Who may read what, in which version."""

import httpx
import pytest

from tests.sandbox.ad_market import FB_BETA, FB_EURO, FB_YEN
from tests.sandbox.facebook_ads.conftest import Graph
from tests.sandbox_server import SandboxServer


def test_accounts_of_the_token_are_those_of_its_workspace(graph: Graph) -> None:
    listed = graph.get("me/adaccounts", fields="account_id")["data"]
    assert [entry["account_id"] for entry in listed] == [FB_EURO, FB_YEN]


def test_token_in_query_or_header(graph: Graph) -> None:
    url = f"{graph.server.url}/v25.0/act_{FB_EURO}"
    assert httpx.get(url, params={"access_token": graph.token}).json() == {"id": f"act_{FB_EURO}"}
    assert httpx.get(url).json()["error"]["code"] == 2500


def test_revoked_and_unknown_tokens_are_dead(graph: Graph) -> None:
    graph.server.context.credentials.revoke("facebook_ads", "alpha")
    assert graph.error(f"act_{FB_EURO}") == (401, 190, 463)
    graph.token = "made-up"
    assert graph.error(f"act_{FB_EURO}") == (401, 190, 463)


def test_account_of_another_workspace_is_forbidden(graph: Graph) -> None:
    assert graph.error(f"act_{FB_BETA}") == (403, 200, None)
    assert graph.error(f"act_{FB_BETA}/insights") == (403, 200, None)
    assert graph.error("act_123") == (400, 100, 33)


@pytest.mark.parametrize(("version", "code"), [("v23.0", 2635), ("v27.0", 2500), ("v24.0", None), ("v26.0", None)])
def test_versions(graph: Graph, version: str, code: int | None) -> None:
    params = {"access_token": graph.token}
    body = httpx.get(f"{graph.server.url}/{version}/act_{FB_EURO}", params=params).json()
    assert body.get("error", {}).get("code") == code


def test_introspection_and_exchange(served: SandboxServer) -> None:
    token = served.context.credentials.facebook_token("alpha")
    inspected = httpx.get(f"{served.url}/debug_token", params={"input_token": token, "access_token": "1|secret"}).json()
    assert inspected["data"]["is_valid"]
    assert inspected["data"]["scopes"] == ["ads_read", "business_management"]
    exchange = {"grant_type": "fb_exchange_token", "fb_exchange_token": token}
    assert httpx.get(f"{served.url}/oauth/access_token", params=exchange).json()["access_token"] == token
    served.context.credentials.revoke("facebook_ads", "alpha")
    inspected = httpx.get(f"{served.url}/debug_token", params={"input_token": token, "access_token": "1|secret"}).json()
    assert not inspected["data"]["is_valid"]


def test_usage_headers_are_json_text(graph: Graph) -> None:
    headers = graph.answer(f"act_{FB_EURO}").headers
    assert (
        httpx.Response(200, content=headers["x-business-use-case-usage"]).json()[FB_EURO][0]["type"] == "ads_insights"
    )

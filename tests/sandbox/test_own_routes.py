"""The sandbox's own routes and its misbehaviour on demand, over HTTP."""

import itertools
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import BaseRoute, Route

from sandbox import admin
from sandbox.context import SandboxContext
from sandbox.market.generated import generate_market
from sandbox.truth import truth
from tests.sandbox_server import SandboxServer, serve_market

START = date(2026, 3, 1)
NOW = datetime(2026, 3, 8, 10, tzinfo=UTC)
ANSWER = {"words": ["one"] * 50}


def twin(_: SandboxContext) -> list[BaseRoute]:
    """A twin that always answers the same, and one that counts."""
    numbers = itertools.count(1)

    async def answer(_: Request) -> JSONResponse:
        return JSONResponse(ANSWER)

    async def number(_: Request) -> JSONResponse:
        return JSONResponse(next(numbers))

    return [Route("/twin/{path:path}", answer), Route("/number", number)]


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    market = generate_market(seed=1, start=START, workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW, twins=[admin.routes, twin]) as server:
        yield server


@pytest.fixture
def client(sandbox: SandboxServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=sandbox.url, timeout=10) as opened:
        yield opened


def test_the_clock_stands_where_it_is_put(client: httpx.Client, sandbox: SandboxServer) -> None:
    assert client.get("/_sandbox/clock").json() == {"now": NOW.isoformat()}
    moved = client.post("/_sandbox/clock", json={"now": "2026-03-12T09:30:00+01:00"})
    assert moved.json() == client.get("/_sandbox/clock").json() == {"now": "2026-03-12T08:30:00+00:00"}
    assert sandbox.context.clock.now() == datetime(2026, 3, 12, 8, 30, tzinfo=UTC)


def test_the_market_goes_on_with_the_clock(client: httpx.Client, sandbox: SandboxServer) -> None:
    before = sandbox.truth()["workspaces"][0]["days"][-1]["date"]
    client.post("/_sandbox/clock", json={"now": (NOW + timedelta(days=5)).isoformat()})
    days = {day["date"]: day["orders"] for day in sandbox.truth()["workspaces"][0]["days"]}
    assert max(days) > before
    assert days["2026-03-12"] > 0


@pytest.mark.parametrize("body", [{}, {"now": "yesterday"}, {"now": None}, {"now": "2026-03-01T00:00:00"}])
def test_a_clock_that_cannot_be_set_says_so_and_stays(client: httpx.Client, body: dict[str, Any]) -> None:
    answer = client.post("/_sandbox/clock", json=body)
    assert answer.status_code == 400
    assert answer.text.startswith("The clock cannot be set: ")
    assert client.get("/_sandbox/clock").json() == {"now": NOW.isoformat()}


def test_workspaces_are_described_with_what_their_connections_need(
    client: httpx.Client, sandbox: SandboxServer
) -> None:
    described = client.get("/_sandbox/workspaces").json()
    assert [(each["workspace_id"], each["currency"], each["timezone"]) for each in described] == [
        ("demo-1", "EUR", "Europe/Berlin"),
        ("demo-2", "USD", "America/New_York"),
    ]
    for each in described:
        connections = {connection["source"]: connection for connection in each["connections"]}
        assert set(connections) == {"facebook_ads", "google_ads", "tiktok_ads", "shopify", "ga4"}
        google = connections["google_ads"]
        assert google["config"]["login_customer_id"] not in google["config"]["customer_ids"]
        assert {"refresh_token", "client_id", "client_secret", "developer_token"} == set(google["secrets"])
        assert {"refresh_token", "client_id", "client_secret"} == set(connections["ga4"]["secrets"])
        assert connections["shopify"]["config"] == {"shop": f"{each['workspace_id']}.myshopify.com"}
        for source, connection in connections.items():
            token = next(connection["secrets"][name] for name in ("access_token", "refresh_token")
                         if name in connection["secrets"])  # fmt: skip
            assert sandbox.context.credentials.resolve(source, token) == each["workspace_id"]


def test_the_truth_over_http_is_the_truth(sandbox: SandboxServer) -> None:
    assert sandbox.truth() == truth(sandbox.market, NOW)


def test_a_revoked_credential_opens_nothing_until_it_is_restored(client: httpx.Client, sandbox: SandboxServer) -> None:
    credentials = sandbox.context.credentials
    token = credentials.shopify_token("demo-2")
    one = {"source": "shopify", "workspace_id": "demo-2"}
    assert client.post("/_sandbox/revoke", json=one).is_success
    assert credentials.resolve("shopify", token) is None
    assert credentials.resolve("shopify", credentials.shopify_token("demo-1")) == "demo-1"
    assert credentials.resolve("tiktok_ads", credentials.tiktok_token("demo-2")) == "demo-2"
    assert client.post("/_sandbox/restore", json=one).is_success
    assert credentials.resolve("shopify", token) == "demo-2"


def test_a_credential_opens_its_own_source_only(sandbox: SandboxServer) -> None:
    credentials = sandbox.context.credentials
    tokens = {source: credentials.token(source, "demo-1") for source in ("facebook_ads", "tiktok_ads", "shopify")}
    for source, token in tokens.items():
        assert [other for other in tokens if credentials.resolve(other, token)] == [source]
    assert credentials.resolve("shopify", "made up") is None


def test_a_planned_answer_comes_as_often_as_planned(client: httpx.Client) -> None:
    plan = {"match": "/twin/a", "times": 2, "status": 429, "body": '{"slow": "down"}', "headers": {"Retry-After": "7"}}
    client.post("/_sandbox/faults", json=plan)
    assert client.get("/twin/b").json() == ANSWER
    for _ in range(2):
        answer = client.get("/twin/a")
        assert (answer.status_code, answer.json(), answer.headers["retry-after"]) == (429, {"slow": "down"}, "7")
    assert client.get("/twin/a").json() == ANSWER


def test_a_truncated_answer_ends_in_the_middle(client: httpx.Client) -> None:
    client.post("/_sandbox/faults", json={"match": "/twin", "kind": "truncate"})
    answer = client.get("/twin/a")
    with pytest.raises(ValueError, match=r"."):
        answer.json()
    assert 0 < len(answer.content) < len(client.get("/twin/a").content)


@pytest.mark.parametrize(
    ("plan", "error"),
    [({"kind": "gzip"}, httpx.DecodingError), ({"kind": "reset"}, httpx.RemoteProtocolError)],
    ids=["gzip", "reset"],
)
def test_an_answer_may_come_broken(client: httpx.Client, plan: dict[str, Any], error: type[Exception]) -> None:
    client.post("/_sandbox/faults", json={"match": "/twin", **plan})
    with pytest.raises(error):
        client.get("/twin/a")


def test_an_answer_may_come_in_another_charset_or_padded(client: httpx.Client) -> None:
    for kind in ("bom", "utf16", "pad", "twice"):
        client.post("/_sandbox/faults", json={"match": "/twin", "kind": kind, "megabytes": 1})
    told = [client.get("/twin/a").content for _ in range(4)]
    assert [told[0].decode("utf-8-sig"), told[1].decode("utf-16"), told[2].decode().rstrip()] == [json.dumps(
        ANSWER, separators=(",", ":")
    )] * 3  # fmt: skip
    assert len(told[2]) > 1024 * 1024
    assert told[3].startswith(b'{"words":null,"words":[')


def test_the_fields_of_an_answer_may_be_edited(client: httpx.Client) -> None:
    edits = [{"field": "words", "also": ["two"]}, {"field": "words", "beside": {"new": 1}, "name": "texts"}]
    client.post("/_sandbox/faults", json={"match": "/twin", "kind": "edit", "edits": edits})
    assert client.get("/twin/a").json() == {"texts": ["one"] * 50 + ["two"], "new": 1}
    client.post(
        "/_sandbox/faults", json={"match": "/twin", "kind": "edit", "edits": [{"field": "words", "drop": True}]}
    )
    assert client.get("/twin/a").json() == {}
    edits = [{"field": "words", "value": 50}, {"field": "words", "plus": 1}]
    client.post("/_sandbox/faults", json={"match": "/twin", "kind": "edit", "edits": edits})
    assert client.get("/twin/a").json() == {"words": 51}


def test_an_earlier_answer_may_be_given_again(client: httpx.Client) -> None:
    client.post("/_sandbox/faults", json={"match": "/number", "kind": "repeat", "skip": 2, "back": 2})
    assert [client.get("/number").json() for _ in range(4)] == [1, 2, 1, 4]


def test_a_disconnect_breaks_the_connection(client: httpx.Client) -> None:
    client.post("/_sandbox/faults", json={"match": "/twin", "kind": "disconnect"})
    with pytest.raises(httpx.TransportError):
        client.get("/twin/a")
    assert client.get("/twin/a").json() == ANSWER


def test_a_delay_outlasts_the_patience_of_a_client(client: httpx.Client) -> None:
    client.post("/_sandbox/faults", json={"match": "/twin", "kind": "delay", "seconds": 2.0})
    with pytest.raises(httpx.ReadTimeout):
        client.get("/twin/a", timeout=0.3)
    assert client.get("/twin/a").json() == ANSWER


def test_requests_are_counted_by_path_without_the_sandboxs_own(client: httpx.Client) -> None:
    for path in ("/twin/a", "/twin/a", "/twin/b"):
        client.get(path)
    assert client.get("/_sandbox/requests").json() == {"/twin/a": 2, "/twin/b": 1}


def test_the_plan_and_the_counts_can_be_forgotten(client: httpx.Client) -> None:
    client.get("/twin/a")
    client.post("/_sandbox/faults", json={"match": "/twin", "times": 9})
    client.delete("/_sandbox/faults")
    assert client.get("/_sandbox/requests").json() == {}
    assert client.get("/twin/a").json() == ANSWER


def test_the_sandboxs_own_routes_never_misbehave(client: httpx.Client) -> None:
    client.post("/_sandbox/faults", json={"match": "/", "times": 5})
    assert client.get("/_sandbox/clock").json() == {"now": NOW.isoformat()}
    assert client.get("/twin/a").status_code == 500


def test_a_fault_without_what_it_needs_is_refused_in_a_sentence(client: httpx.Client) -> None:
    answer = client.post("/_sandbox/faults", json={"times": 2})
    assert answer.status_code == 400
    assert answer.text.startswith("This fault cannot be planned: ")


@pytest.mark.parametrize("action", ["revoke", "restore"])
@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"source": "shopify"},
        {"source": "shop", "workspace_id": "demo-1"},
        {"source": "ga4", "workspace_id": "x"},
    ],
)
def test_a_credential_that_does_not_exist_is_refused_in_a_sentence(
    client: httpx.Client, action: str, body: object
) -> None:
    answer = client.post(f"/_sandbox/{action}", json=body)
    assert answer.status_code == 400
    assert answer.text.startswith(f"Nothing is {action}d: ")


@pytest.mark.parametrize("body", [b"", b"{", b'{"match": "/", "kind": "explode"}', b"[]", b'{"match": "/", "many": 2}'])
def test_a_fault_that_makes_no_sense_is_refused_in_a_sentence(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/_sandbox/faults", content=body)
    assert answer.status_code == 400
    assert answer.text.startswith("This fault cannot be planned: ")
    assert client.get("/twin/a").json() == ANSWER


def test_all_twins_stand_on_one_host() -> None:
    market = generate_market(seed=1, start=START, workspaces=1, size="small", now=NOW)
    with serve_market(market, NOW) as sandbox, httpx.Client(base_url=sandbox.url, timeout=30) as client:
        rates = client.get(
            "/service/data/EXR/D.USD.EUR.SP00.A", params={"startPeriod": "2026-03-02", "format": "csvdata"}
        )
        assert rates.is_success
        assert "2026-03-06" in rates.text
        token = sandbox.context.credentials.facebook_token("demo-1")
        accounts = client.get("/v25.0/me/adaccounts", params={"access_token": token})
        assert accounts.is_success, accounts.text
        refused = client.post("/admin/api/2026-07/graphql.json", json={"query": "{ shop { name } }"})
        assert refused.status_code == 401
        assert client.get("/nowhere").status_code == 404

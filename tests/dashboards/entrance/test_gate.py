"""Strangers see the entrance only, members their own workspaces only, and what is not listed is closed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.routing import Mount, Route
from starlette.websockets import WebSocketDisconnect

from dashboards.cookies import session_cookie
from dashboards.gate import is_for_everybody_signed_in, is_public
from dashboards.routes import routes, way_in
from dashboards.web import routes_with_sign_in
from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.memberships import add_member, change_role, remove_member
from omnitrackiq.accounts.sessions import SessionSigner, start_session
from omnitrackiq.accounts.users import User, set_disabled
from omnitrackiq.accounts.workspaces import delete_workspace
from tests.dashboards.entrance.conftest import HOST, Door
from tests.omnitrackiq.accounts.people import OPERATOR, workspace

NOW = datetime.now(UTC)


def enter(door: Door, user: User, began: datetime | None = None) -> None:
    """Give the browser a session of ``user``."""
    with door.database.writing() as session:
        token = start_session(session, door.desk.signer, user.user_id, address="x", now=began or datetime.now(UTC))
    door.client.cookies.set(session_cookie(door.desk), token, domain="127.0.0.1")


def opens_socket(door: Door) -> bool:
    try:
        with door.client.websocket_connect(f"ws://{HOST}/app/_stcore/stream") as socket:
            return socket.receive_text() == "behind the gate"
    except WebSocketDisconnect:
        return False


@pytest.mark.parametrize("path", ["/app/", "/app/?w=brand&period=7d", "/app/?next=//evil.example"])
def test_strangers_are_led_to_sign_in_and_back(door: Door, path: str) -> None:
    answer = door.client.get(path)
    assert answer.status_code == 303
    where = urlsplit(answer.headers["location"])
    assert (where.netloc, where.path) == ("", "/login")
    assert parse_qs(where.query)["next"] == [path]


@pytest.mark.parametrize("cookie", [None, "", "x.y.z", "forged"])
def test_strangers_get_nothing_else(door: Door, cookie: str | None) -> None:
    if cookie == "forged":
        cookie = SessionSigner("x" * 40).sign("us-1", "j", NOW)
    if cookie is not None:
        door.client.cookies.set(session_cookie(door.desk), cookie, domain="127.0.0.1")
    closed = ["/app/static/index.js", "/app/_stcore/health", "/app/_stcore/host-config", "/export/orders", "/status"]
    assert [door.client.get(path).status_code for path in closed] == [401] * len(closed)
    assert door.client.get("/app/").status_code == 303
    assert not opens_socket(door)


def test_every_route_of_the_process_is_listed_as_public_or_closed() -> None:
    ours = [*routes(Path("dashboards/assets")), *way_in(), *routes_with_sign_in()]
    paths = [route.path for route in ours if isinstance(route, Route | Mount)]
    assert len(paths) == len(ours)
    opened = {
        path
        for path in paths
        if is_public(path.replace("{code}", "x").replace("{name}", "x") + ("/" if path == "/assets" else ""))
    }
    closed = set(paths) - opened
    assert {"/workspaces/new", "/export/everything", "/oauth/{source}/start", "/upload/{kind}"} <= closed
    assert all(is_for_everybody_signed_in(path) for path in closed)
    for path in (
        "/app/",
        "/export/x",
        "/upload/x",
        "/mcp",
        "/metrics",
        "/status",
        "/api/v1/kpis",
        "/loginx",
        "/reset-all",
        "/webhooks/stripe",
        "/privacy-requests/x",
        "/workspaces/deleted",
    ):
        assert not is_public(path)


def test_a_member_sees_the_workspace_and_a_stranger_404(door: Door) -> None:
    users = workspace(door.database, ann="member")
    others = workspace(door.database, "other", eve="owner")
    enter(door, users["ann"])
    assert door.client.get("/app/?w=brand").text == "behind the gate: /app/"
    assert opens_socket(door)
    for query in ("w=other", "w=nowhere", "w=", "w=brand&w=other", "w=other&w=brand", "w=%00", "w=brand%20"):
        answer = door.client.get(f"/app/?{query}")
        assert (answer.status_code, answer.text) == (404, "There is no such page."), query
    eve = door.another()
    enter(eve, others["eve"])
    assert eve.client.get("/app/?w=brand").status_code == 404
    assert eve.client.get("/app/?w=other").status_code == 200


def test_an_address_without_a_workspace_gets_the_visitors_own(door: Door) -> None:
    users = workspace(door.database, ann="member")
    enter(door, users["ann"])
    answer = door.client.get("/app/?period=7d&dates=1&dates=2")
    assert answer.status_code == 307
    assert answer.headers["location"] == "/app/?w=brand&period=7d&dates=1&dates=2"


def test_without_a_workspace_it_is_one_where_the_page_may_be_seen(door: Door) -> None:
    users = workspace(door.database, ann="admin")
    workspace(door.database, "another", eve="owner")
    with door.database.writing() as session:
        add_member(session, "another", users["ann"].user_id, "member", actor=OPERATOR, now=NOW)
    enter(door, users["ann"])
    led = {path: door.client.get(f"/app/{path}").headers["location"] for path in ("", "team", "connections")}
    assert led == {
        "": "/app/?w=another",
        "team": "/app/team?w=brand",
        "connections": "/app/connections?w=brand",
    }


@pytest.mark.parametrize("path", ["/workspaces/new/", "/workspaces/deleted/", "/export/everything/", "/app/team/"])
def test_a_slash_too_many_is_no_fault(door: Door, path: str) -> None:
    enter(door, workspace(door.database, ann="owner")["ann"])
    assert door.client.get(f"{path}?w=brand").status_code in (200, 307)
    assert door.client.get(path).status_code in (200, 307)


def test_a_removal_acts_at_the_next_request_and_the_open_page_may_say_so(door: Door) -> None:
    users = workspace(door.database, boss="owner", ann="admin")
    enter(door, users["ann"])
    assert door.client.get("/app/?w=brand").status_code == 200
    with door.database.writing() as session:
        remove_member(session, "brand", users["ann"].user_id, by=users["boss"], actor=OPERATOR, now=NOW)
    assert door.client.get("/app/?w=brand").status_code == 303
    assert door.client.get("/app/static/index.js").status_code == 200
    assert opens_socket(door)
    enter(door, users["ann"])
    assert door.client.get("/app/?w=brand").status_code == 404


@pytest.mark.parametrize("end", ["role", "disabled", "deleted", "day"])
def test_what_ends_a_visit(door: Door, end: str) -> None:
    users = workspace(door.database, boss="owner", ann="admin")
    enter(door, users["ann"], NOW - timedelta(hours=24) if end == "day" else None)
    with door.database.writing() as session:
        if end == "role":
            change_role(
                session, "brand", users["ann"].user_id, "member", by=users["boss"], actor=Actor("user", "b"), now=NOW
            )
        elif end == "disabled":
            set_disabled(session, users["ann"].user_id, True, now=NOW)
        elif end == "deleted":
            delete_workspace(session, "brand", now=NOW)
    assert door.client.get("/app/?w=brand").status_code == (404 if end == "deleted" else 303)


def test_other_host_names_are_not_served(door: Door) -> None:
    assert door.client.get("/login", headers={"Host": "evil.example"}).status_code == 400

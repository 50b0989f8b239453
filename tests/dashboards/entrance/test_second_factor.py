"""The second step through its pages: on with an app, in with a code, off with a code."""

import re
from time import time

import pyotp

from omnitrackiq.accounts.audit import audit_events
from tests.dashboards.entrance.conftest import Door
from tests.dashboards.entrance.test_gate import enter
from tests.omnitrackiq.accounts.people import PASSWORD, workspace


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_from_the_first_code_to_the_last(door: Door) -> None:
    enter(door, workspace(door.database, ann="member")["ann"])
    page = door.client.get("/second-factor").text
    shown = re.search(r"type it in: <code>([A-Z2-7]+)</code>", page)
    assert shown
    assert 'src="data:image/svg+xml' in page
    app, sealed = pyotp.TOTP(shown[1]), field(page, "sealed")

    stranger = door.post("/second-factor", sealed=sealed, password="found it open 1", code=app.now())
    assert (stranger.status_code, "not your password" in stranger.text) == (422, True)
    refused = door.post("/second-factor", sealed=sealed, password=PASSWORD, code="12345")
    assert refused.status_code == 422
    assert field(refused.text, "sealed") == sealed
    on = door.post("/second-factor", sealed=sealed, password=PASSWORD, code=app.now())
    codes = re.findall(r"<li><code>([0-9a-f-]{11})</code>", on.text)
    assert len(codes) == 10
    assert codes[0] not in door.client.get("/second-factor").text

    other = door.another()
    first = other.sign_in(next="/app/?period=7d")
    assert first.status_code == 200
    assert "oiq" not in other.client.cookies
    given = {"ticket": field(first.text, "ticket"), "next": field(first.text, "next")}
    assert other.client.get("/app/?w=brand").status_code == 303
    assert other.post("/login/code", "/login", code="000000", **given).status_code == 401
    second = other.post("/login/code", "/login", code=app.at(int(time()) + 30), **given)
    assert (second.status_code, second.headers["location"]) == (303, "/app/?period=7d")
    assert other.client.get("/app/?w=brand").status_code == 200

    assert door.post("/second-factor/off", "/second-factor", code="000000").status_code == 422
    assert door.post("/second-factor/off", "/second-factor", code=codes[1]).status_code == 303
    assert door.another().sign_in().status_code == 303
    with door.database.reading() as session:
        actions = [event.action for event in audit_events(session, None)]
    assert [each for each in actions if each.startswith("second_factor")] == ["second_factor.off", "second_factor.on"]


def test_codes_on_the_page_are_not_guessed(door: Door) -> None:
    enter(door, workspace(door.database, ann="member")["ann"])
    sealed = field(door.client.get("/second-factor").text, "sealed")
    given = {"sealed": sealed, "password": PASSWORD, "code": "000000"}
    answers = [door.post("/second-factor", **given).status_code for _number in range(6)]
    assert answers == [422, 422, 422, 422, 422, 429]
    assert door.post("/second-factor", sealed="nonsense", code="000000").status_code == 429

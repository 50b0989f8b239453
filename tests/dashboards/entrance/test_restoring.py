"""Owners bring back what was deleted, within the time of grace; and posts that cost something have a limit."""

from datetime import UTC, datetime, timedelta

from omnitrackiq.accounts.memberships import memberships_of
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.workspace_deletion import close_workspace, forget_workspace
from tests.dashboards.entrance.conftest import Door
from tests.dashboards.entrance.test_gate import enter
from tests.omnitrackiq.accounts.people import OPERATOR, workspace


def close(door: Door, workspace_id: str = "brand") -> None:
    with door.database.writing() as session:
        close_workspace(session, workspace_id, actor=OPERATOR, now=datetime.now(UTC))


def test_an_owner_brings_a_workspace_back(door: Door) -> None:
    users = workspace(door.database, ann="owner")
    enter(door, users["ann"])
    close(door)
    assert door.client.get("/app/?w=brand").status_code == 404
    page = door.client.get("/workspaces/deleted").text
    assert "Brand is closed" in page
    assert 'value="brand"' in page
    back = door.post("/workspaces/deleted", workspace="brand")
    assert (back.status_code, back.headers["location"]) == (303, "/app/?w=brand")
    assert door.client.get("/app/?w=brand").status_code == 200
    assert "nothing to bring back" in door.client.get("/workspaces/deleted").text


def test_nobody_else_does_or_learns_of_it(door: Door) -> None:
    users = workspace(door.database, ann="owner", bob="admin", cyd="member")
    others = workspace(door.database, "other", eve="owner")
    close(door)
    for who in (users["bob"], users["cyd"], others["eve"]):
        enter(door, who)
        assert "Brand" not in door.client.get("/workspaces/deleted").text
        for workspace_id in ("brand", "nowhere", "other", ""):
            refused = door.post("/workspaces/deleted", "/workspaces/new", workspace=workspace_id)
            assert (refused.status_code, "You may not do that here." in refused.text) == (404, True)
    with door.database.reading() as session:
        assert session.get_one(WorkspaceRow, "brand").deleted_at is not None


def test_what_is_forgotten_does_not_come_back(door: Door) -> None:
    users = workspace(door.database, ann="owner")
    enter(door, users["ann"])
    close(door)
    with door.database.writing() as session:
        forget_workspace(session, "brand", actor=OPERATOR, now=datetime.now(UTC) + timedelta(days=30))
    assert door.post("/workspaces/deleted", "/workspaces/new", workspace="brand").status_code == 404


def test_workspaces_are_opened_at_a_human_pace(door: Door) -> None:
    ann = workspace(door.database, ann="owner")["ann"]
    enter(door, ann)
    given = {"currency": "EUR", "timezone": "UTC"}
    statuses = [door.post("/workspaces/new", brand=f"Tea {number}", **given).status_code for number in range(12)]
    assert statuses == [303] * 10 + [429] * 2
    with door.database.reading() as session:
        assert len(memberships_of(session, ann.user_id)) == 11


def test_codes_are_not_guessed_and_good_ones_cost_nothing(door: Door) -> None:
    for path in ("/verify/wrong", "/reset/wrong", "/invite/wrong"):
        page = "/verify/x"
        for _ in range(7):
            assert door.post(path, page, password="quiet harbour 41 lanterns").status_code in (404, 429)
    assert door.post("/verify/wrong", "/verify/x").status_code == 429
    assert door.post("/invite/wrong", "/verify/x").status_code == 429

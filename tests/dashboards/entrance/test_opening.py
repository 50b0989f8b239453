"""Whoever is signed in may open another workspace, and owns it."""

from omnitrackiq.accounts.billing_accounts import billing_account_of
from omnitrackiq.accounts.memberships import memberships_of
from tests.dashboards.entrance.conftest import Door
from tests.dashboards.entrance.test_gate import enter
from tests.omnitrackiq.accounts.people import workspace


def test_a_second_brand_belongs_to_the_same_billing_account(door: Door) -> None:
    ann = workspace(door.database, ann="member")["ann"]
    enter(door, ann)
    for brand in ("Tea House", "Coffee House"):
        made = door.post("/workspaces/new", brand=brand, currency="GBP", timezone="Europe/London")
        assert made.status_code == 303
        assert made.headers["location"].startswith(f"/app/start?w={brand.split()[0].lower()}-house-")
        assert door.client.get(made.headers["location"]).status_code == 200
    with door.database.reading() as session:
        assert [each.role for each in memberships_of(session, ann.user_id)] == ["member", "owner", "owner"]
        account = billing_account_of(session, ann.user_id)
        assert account is not None
        assert len(account.workspace_ids) == 2


def test_a_bad_value_is_named_and_nothing_is_made(door: Door) -> None:
    ann = workspace(door.database, ann="member")["ann"]
    enter(door, ann)
    answer = door.post("/workspaces/new", brand="Tea <b>", currency="XXZ", timezone="Europe/London")
    assert answer.status_code == 422
    assert "XXZ" in answer.text
    assert "Tea &lt;b&gt;" in answer.text
    with door.database.reading() as session:
        assert len(memberships_of(session, ann.user_id)) == 1


def test_strangers_are_led_to_sign_in(door: Door) -> None:
    answer = door.client.get("/workspaces/new")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=%2Fworkspaces%2Fnew")

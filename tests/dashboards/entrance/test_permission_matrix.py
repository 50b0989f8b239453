"""Every page, asked for in every role: the table of the design, cell by cell, both ways."""

import pytest

from dashboards.pages import PAGES, served_pages
from tests.dashboards.entrance.conftest import Door
from tests.dashboards.entrance.test_gate import enter
from tests.omnitrackiq.accounts.people import workspace

EVERYBODY, TRUSTED = {"owner", "admin", "member"}, {"owner", "admin"}
READERS = {
    "": EVERYBODY,
    "portfolio": EVERYBODY,
    "start": TRUSTED,
    "connections": TRUSTED,
    "team": TRUSTED,
    "settings": TRUSTED,
    "audit": TRUSTED,
}


def test_every_page_is_in_the_table() -> None:
    assert {page.path for page in PAGES} == READERS.keys()


@pytest.mark.parametrize("role", ["owner", "admin", "member", "stranger"])
def test_a_page_opens_for_the_roles_of_the_table_and_is_unknown_to_others(door: Door, role: str) -> None:
    users = workspace(door.database, owner="owner", admin="admin", member="member")
    strangers = workspace(door.database, "other", stranger="owner")
    enter(door, (users | strangers)[role])
    answers = {path: door.client.get(f"/app/{path}?w=brand").status_code for path in READERS}
    assert answers == {path: 200 if role in roles else 404 for path, roles in READERS.items()}


def test_without_sign_in_there_are_numbers_only() -> None:
    assert {page.action for page in served_pages(False)} == {"read_dashboards"}
    assert not any(page.needs_sign_in for page in served_pages(False))

"""Every run of a page asks anew who looks at what, and says no more to strangers than to the mistaken."""

from datetime import UTC, datetime, timedelta
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.admission import Admission, NotAdmittedError, admit_browser
from dashboards.cookies import form_cookie, session_cookie
from dashboards.form_guard import form_token
from omnitrackiq.accounts.memberships import add_member, remove_member
from omnitrackiq.accounts.sessions import SessionSigner, end_sessions_of, start_session
from omnitrackiq.accounts.users import User
from tests.dashboards.entrance.conftest import Door
from tests.omnitrackiq.accounts.people import OPERATOR, user, workspace

NOW = datetime.now(UTC)


def cookies(door: Door, who: User, began: datetime | None = None) -> dict[str, str]:
    with door.database.writing() as session:
        token = start_session(session, door.desk.signer, who.user_id, address="x", now=began or datetime.now(UTC))
    return {session_cookie(door.desk): token, form_cookie(door.desk): "form"}


def admit(door: Door, given: dict[str, str], *wanted: str) -> Admission:
    return admit_browser(door.desk, given, wanted, "read_dashboards")


def test_a_member_is_admitted_to_what_the_address_names_or_to_the_first(door: Door) -> None:
    ann = workspace(door.database, ann="member")["ann"]
    workspace(door.database, "another", eve="owner")
    with door.database.writing() as session:
        add_member(session, "another", ann.user_id, "admin", actor=OPERATOR, now=NOW)
    given = cookies(door, ann)
    assert [admit(door, given, *wanted).workspace_id for wanted in ((), ("brand",), ("another",))] == [
        "another",
        "brand",
        "another",
    ]
    visitor = admit(door, given).visitor
    assert visitor is not None
    assert visitor.user == ann
    assert [each.workspace_id for each in visitor.memberships] == ["another", "brand"]
    assert visitor.form_token == form_token(door.desk, "form")


@pytest.mark.parametrize("wanted", ["other", "nowhere", "", "brand "])
def test_what_is_not_theirs_is_not_there(door: Door, wanted: str) -> None:
    ann = workspace(door.database, ann="owner")["ann"]
    workspace(door.database, "other", eve="owner")
    with pytest.raises(NotAdmittedError) as refusal:
        admit(door, cookies(door, ann), wanted)
    assert (refusal.value.title, str(refusal.value)) == ("There is no such page", "The address may be wrong.")


def test_a_role_is_asked_for_on_every_run(door: Door) -> None:
    users = workspace(door.database, boss="owner", ann="member")
    given = cookies(door, users["ann"])
    assert admit(door, given, "brand").workspace_id == "brand"
    with pytest.raises(NotAdmittedError):
        admit_browser(door.desk, given, ["brand"], "read_audit_log")
    with door.database.writing() as session:
        remove_member(session, "brand", users["ann"].user_id, by=users["boss"], actor=OPERATOR, now=NOW)
    with pytest.raises(NotAdmittedError, match="Sign in again"):
        admit(door, given, "brand")
    with pytest.raises(NotAdmittedError, match="address may be wrong"):
        admit(door, cookies(door, users["ann"]), "brand")


def test_no_session_no_page(door: Door) -> None:
    ann = workspace(door.database, ann="owner")["ann"]
    ended = cookies(door, ann)
    with door.database.writing() as session:
        end_sessions_of(session, ann.user_id, because="signed out", now=NOW)
    forged = {session_cookie(door.desk): SessionSigner("x" * 40).sign(ann.user_id, "j", NOW)}
    for given in ({}, forged, ended, cookies(door, ann, NOW - timedelta(hours=24))):
        with pytest.raises(NotAdmittedError, match="Sign in again"):
            admit(door, given, "brand")


def test_somebody_without_a_workspace_is_told_so(door: Door) -> None:
    with pytest.raises(NotAdmittedError, match="no workspace"):
        admit(door, cookies(door, user(door.database)))


def test_names_of_workspaces_are_shown_as_text() -> None:
    def script(title: str) -> None:
        from datetime import UTC, datetime

        from dashboards.admission import Admission, NotAdmittedError, SignedInVisitor
        from dashboards.components.account import draw_account, draw_refusal
        from omnitrackiq.accounts.memberships import Membership
        from omnitrackiq.accounts.users import User

        ann = User("us-1", f"{title}@example.com", "Ann", False, datetime.now(UTC), None, None)
        mine = [Membership("brand", "Mine", "owner"), Membership("other", title, "member")]
        draw_account(Admission("brand", SignedInVisitor(ann, mine, "token")))
        draw_account(Admission("brand", None))
        draw_refusal(NotAdmittedError(title, title, ("/login", title)))

    title = "<img src=x onerror='alert(1)'>"
    app = AppTest.from_function(script, kwargs={"title": title}).run()
    account, refusal = (element.proto.body for element in app.get("html"))
    assert title not in account + refusal
    assert account.count(escape(title)) == 2
    assert "/app/?w=other" in account
    assert "/app/?w=brand" not in account
    assert refusal.count(escape(title)) == 3

"""What people do on pages is kept whole or not at all, told in words, and never undoes what others did meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from dashboards import runs, workbench
from dashboards.acting import Done
from dashboards.admission import NotAdmittedError
from dashboards.workbench import Workbench
from omnitrackiq.accounts.audit import audit_events, record
from omnitrackiq.accounts.connections import (
    ConnectionRecord,
    ConnectionTest,
    add_connection,
    get_connection,
    list_connections,
    record_test,
    set_connection_status,
)
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.mail import Mail, MailError
from omnitrackiq.accounts.memberships import change_role
from omnitrackiq.accounts.tables import TestStatus
from omnitrackiq.accounts.targets import targets_of
from omnitrackiq.accounts.tries import CONNECTION_TEST_WORKSPACE
from omnitrackiq.accounts.users import User
from omnitrackiq.accounts.workspaces import get_workspace
from tests.dashboards.entrance.conftest import Door, door
from tests.dashboards.visiting import Visit, page, visiting
from tests.omnitrackiq.accounts.people import OPERATOR, workspace
from tests.security.conftest import BOX

__all__ = ["door"]

NOW = datetime.now(UTC)
MAIL = Mail("ann@example.com", "Subject", "Text")


@pytest.fixture
def people(door: Door) -> dict[str, User]:
    return workspace(door.database, boss="owner", ann="admin", bob="member")


@pytest.fixture
def visit(door: Door, monkeypatch: pytest.MonkeyPatch) -> Visit:
    return visiting(door, monkeypatch)


def did(done: Done | Exception) -> AppTest:
    """A page on which somebody has just done something that ended as ``done``."""

    def script(outcome: "Any") -> None:
        import streamlit as st

        from dashboards.acting import act, draw_outcome

        def work(_: object) -> "Any":
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

        st.text(f"kept: {act('sync', work)}")
        draw_outcome()

    return AppTest.from_function(script, kwargs={"outcome": done}).run()


def told(app: AppTest) -> tuple[str, list[str], list[str]]:
    assert not app.exception
    success, error = ([each.value.replace("\\", "") for each in kind] for kind in (app.success, app.error))
    return app.text[0].value, success, error


def test_what_is_done_and_what_is_refused_is_said(door: Door, people: dict[str, User], visit: Visit) -> None:
    visit(people["ann"])
    assert told(did(Done("Well done.", MAIL))) == ("kept: True", ["Well done."], [])
    assert door.postbox.mails == [MAIL]
    assert told(did(InvalidValueError("Not like that."))) == ("kept: False", [], ["Not like that."])
    visit(people["bob"])
    assert told(did(Done("Never said."))) == ("kept: False", [], [])


def test_a_mail_that_is_not_sent_is_no_reason_to_do_it_again(
    door: Door, people: dict[str, User], visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Mail) -> str:
        raise MailError("The server is away.")

    visit(people["ann"])
    monkeypatch.setattr(door.postbox, "send", refuse)
    followed: list[str] = []
    kept, success, error = told(did(Done("Well done.", MAIL, then=lambda: followed.append("done"))))
    assert (kept, success, followed) == ("kept: True", [], ["done"])
    assert error == ["It is done, but the mail about it was not sent: The server is away."]


def test_what_follows_may_use_the_database_and_its_failure_is_said(
    door: Door, people: dict[str, User], visit: Visit
) -> None:
    def follow() -> None:
        with door.database.writing() as session:
            record(session, OPERATOR, "followed", "x", now=NOW)
        raise InvalidValueError("The warehouse is busy.")

    visit(people["ann"])
    assert told(did(Done("Well done.", MAIL, then=follow))) == ("kept: True", [], ["The warehouse is busy."])
    assert door.postbox.mails == [MAIL]


def test_the_team_shows_the_roles_that_are_stored(door: Door, people: dict[str, User], visit: Visit) -> None:
    visit(people["ann"])
    app, box = page("team"), f"role_{people['bob'].user_id}"
    assert app.selectbox(key=box).value == "member"
    with door.database.writing() as session:
        change_role(session, "brand", people["bob"].user_id, "admin", by=people["boss"], actor=OPERATOR, now=NOW)
    assert app.run().selectbox(key=box).value == "admin"
    with door.database.writing() as session:
        change_role(session, "brand", people["bob"].user_id, "member", by=people["boss"], actor=OPERATOR, now=NOW)
    app.run()
    with door.database.writing() as session:
        change_role(session, "brand", people["bob"].user_id, "admin", by=people["boss"], actor=OPERATOR, now=NOW)
    app.selectbox(key=box).set_value("admin").run()
    assert not app.exception
    assert app.selectbox(key=box).value == "admin"
    assert app.selectbox(key=box).disabled


def test_saving_settings_changes_what_was_changed_on_the_form_and_nothing_else(
    door: Door, people: dict[str, User], visit: Visit
) -> None:
    def save(app: AppTest) -> None:
        next(each for each in app.button if each.label == "Save").click().run()
        assert not app.exception

    visit(people["boss"])
    first, second = page("settings"), page("settings")
    second.selectbox(key="workspace_currency").set_value("USD")
    save(second)
    first.text_input(key="workspace_name").set_value("Tea House")
    save(first)
    with door.database.reading() as session:
        saved = get_workspace(session, "brand")
    assert (saved.name, saved.currency) == ("Tea House", "USD")
    assert first.selectbox(key="workspace_currency").value == "USD"
    assert second.run().text_input(key="workspace_name").value == "Tea House"


def test_saving_targets_changes_what_was_changed_on_the_form_and_nothing_else(
    door: Door, people: dict[str, User], visit: Visit
) -> None:
    def field(app: AppTest, label: str) -> TextInput:
        return next(each for each in app.text_input if each.label.startswith(label))

    def save(app: AppTest) -> None:
        next(each for each in app.button if each.label == "Set targets").click().run()
        assert not app.exception

    visit(people["boss"])
    first, second = page("settings"), page("settings")
    field(second, "ROAS").set_value("3,5")
    save(second)
    field(first, "Cost per order").set_value("20")
    save(first)
    save(first)
    with door.database.reading() as session:
        assert targets_of(session, "brand") == {"roas": Decimal("3.5"), "cac": Decimal(20)}
        told = [event.details for event in audit_events(session, "brand") if event.action == "targets.changed"]
    assert told == [{"cac": {"before": "none", "after": "20"}}, {"roas": {"before": "none", "after": "3.5"}}]
    assert field(first, "ROAS").value == "3.5"
    field(first, "ROAS").set_value("")
    field(first, "Cost per order").set_value("1,500")
    save(first)
    assert first.session_state["outcome"] == ("error", "1,500 can be read in two ways: write 1500 or 1.5000.")
    assert (field(first, "ROAS").value, field(first, "Cost per order").value) == ("", "1,500")
    field(first, "Cost per order").set_value("")
    save(first)
    assert first.session_state["outcome"] == ("success", "There are no targets now.")
    assert field(second.run(), "ROAS").value == ""


def activated(connection_id: str) -> AppTest:
    def script(draft: str) -> None:
        from dashboards.acting import draw_outcome
        from dashboards.connecting.drafting import activate

        activate(draft, {"account_ids": ["7"]})
        draw_outcome()

    return AppTest.from_function(script, kwargs={"draft": connection_id}).run()


@pytest.mark.parametrize(
    ("tested", "finished", "words"),
    [
        (("ok",), False, "The newest days arrive first"),
        ((), False, "test it again first"),
        (("ok", "reauth"), False, "test it again first"),
        (("ok",), True, "connected already"),
    ],
)
def test_only_what_was_tested_is_connected_and_once(
    door: Door,
    people: dict[str, User],
    visit: Visit,
    tested: tuple[TestStatus, ...],
    finished: bool,
    words: str,
) -> None:
    visit(people["ann"])
    with door.database.writing() as session:
        draft = add_connection(
            session, BOX, workspace_id="brand", source="facebook_ads", config={}, secrets={"access_token": "x"}, now=NOW
        ).connection_id
        for status in tested:
            record_test(session, "brand", draft, ConnectionTest(NOW, status, "x", {"accounts": []}))
    if finished:
        activated(draft)
        with door.database.writing() as session:
            set_connection_status(session, "brand", draft, "paused", now=NOW)
    app = activated(draft)
    assert words in [*app.success, *app.error][0].value
    with door.database.reading() as session:
        status = get_connection(session, "brand", draft).status
    assert status == ("paused" if finished else "active" if words == "The newest days arrive first" else "draft")


def test_a_workspace_has_its_connections_tested_at_a_human_pace(
    door: Door, people: dict[str, User], visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script() -> None:
        import streamlit as st

        from dashboards.acting import draw_outcome
        from dashboards.connecting.drafting import begin, test_again

        draft = st.query_params.get("draft")
        if draft:
            st.button("Test again", on_click=test_again, args=(draft,))
        else:
            st.text_input("Token", "x", key="ask_access_token")
            st.button("Test", on_click=begin, args=("facebook_ads",))
        draw_outcome()

    asked: list[str] = []
    monkeypatch.setattr(runs, "check_connection", lambda _url, connection_id: asked.append(connection_id))
    monkeypatch.setattr(workbench, "_workbench", Workbench(BOX, "", frozenset()))
    visit(people["ann"])
    first = AppTest.from_function(script).run()
    for _ in range(CONNECTION_TEST_WORKSPACE.free):
        first.button[0].click().run()
    assert not first.error
    assert len(asked) == CONNECTION_TEST_WORKSPACE.free
    for app in (first, AppTest.from_function(script).run()):
        app.button[0].click().run()
        assert "tried too often" in app.error[0].value
    with door.database.reading() as session:
        drafts = [each.connection_id for each in list_connections(session, source="facebook_ads")]
    assert asked == drafts * CONNECTION_TEST_WORKSPACE.free


def choices(draft: ConnectionRecord) -> AppTest:
    def script(draft: "ConnectionRecord") -> None:
        from dashboards.connecting.steps import draw_choices
        from omnitrackiq.accounts.connection_kinds import connection_kind

        account = {"account_id": "7", "name": "Brand"}
        draw_choices(draft, connection_kind(draft.source), {"accounts": [account]})

    return AppTest.from_function(script, kwargs={"draft": draft}).run()


@pytest.mark.parametrize(
    ("source", "given", "kept"),
    [
        ("facebook_ads", {}, {"account_ids": ["7"], "backfill_days": 365}),
        ("shopify", {"shop": "brand.myshopify.com"}, {"shop": "brand.myshopify.com"}),
    ],
)
def test_an_ad_account_is_read_as_far_back_as_chosen_and_a_shop_whole(
    door: Door, people: dict[str, User], visit: Visit, source: str, given: dict[str, str], kept: dict[str, Any]
) -> None:
    visit(people["ann"])
    with door.database.writing() as session:
        draft = add_connection(
            session, BOX, workspace_id="brand", source=source, config=given, secrets={"access_token": "x"}, now=NOW
        )
        record_test(session, "brand", draft.connection_id, ConnectionTest(NOW, "ok", "x", {"accounts": []}))
    app = choices(draft)
    app.button[0].click().run()
    assert not app.exception
    with door.database.reading() as session:
        made = get_connection(session, "brand", draft.connection_id)
    assert (made.status, made.config) == ("active", kept)


def test_a_part_of_a_page_that_ends_has_the_whole_page_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def script() -> None:
        import streamlit as st

        from dashboards.admission import admit_again

        admit_again("connect")
        st.text("drawn")

    answers: list[Callable[[], object]] = [object]

    def admit(_: str) -> object:
        if answers:
            answers.pop()
            raise NotAdmittedError("You were signed out", "Sign in again.", ("/login", "Sign in"))
        return object()

    monkeypatch.setattr("dashboards.admission.admit", admit)
    app = AppTest.from_function(script).run()
    assert not app.exception
    assert [each.value for each in app.text] == ["drawn"]

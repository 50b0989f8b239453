"""R8: ids of another workspace, asked for in one's own: nothing is shown, changed or known of them."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from dashboards import runs
from omnitrackiq.accounts.api_tokens import ApiToken, create_token, revoke_token, token_can
from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.connections import ConnectionTest, add_connection, list_connections, record_test
from omnitrackiq.accounts.errors import AccountsError, UnknownConnectionError
from omnitrackiq.accounts.invites import invite, open_invites, revoke_invite
from omnitrackiq.accounts.memberships import change_role, members_of, remove_member, transfer_ownership
from omnitrackiq.accounts.privacy_calls import PrivacyCall
from omnitrackiq.accounts.privacy_requests import keep_answer, list_requests, receive
from omnitrackiq.accounts.users import User
from omnitrackiq.warehouse.location import Warehouse
from tests.dashboards.entrance.conftest import Door
from tests.dashboards.entrance.test_gate import enter
from tests.dashboards.visiting import visiting
from tests.omnitrackiq.accounts.people import OPERATOR, workspace
from tests.security.conftest import BOX

NOW = datetime.now(UTC)
SHOP = "canary.myshopify.com"


@pytest.fixture
def people(door: Door) -> dict[str, User]:
    """The owner of ``brand``, and two people of ``other``."""
    return workspace(door.database, ann="owner") | workspace(door.database, "other", eve="owner", dan="member")


def connected(session: Session, workspace_id: str, source: str, status: str, config: dict[str, object]) -> str:
    return add_connection(
        session,
        BOX,
        workspace_id=workspace_id,
        source=source,
        config=config,
        secrets={"access_token": "x"},
        now=NOW,
        status=status,  # type: ignore[arg-type]
    ).connection_id


def test_an_answer_to_anothers_customer_is_unknown(
    door: Door, people: dict[str, User], served_warehouse: Warehouse
) -> None:
    with door.database.writing() as session:
        connected(session, "other", "shopify", "active", {"shop": SHOP})
        receive(session, BOX, PrivacyCall("customers/data_request", SHOP, "d"), webhook_id="w", now=NOW)
        (request,) = list_requests(session, "other")
        keep_answer(session, BOX, request, '{"canary": {}}')
    enter(door, people["ann"])
    for query in ("w=brand", "w=other", "w=brand&w=other"):
        answer = door.client.get(f"/privacy-requests/{request.request_id}?{query}")
        assert (answer.status_code, answer.text) == (404, "There is no such page."), query
    with door.database.reading() as session:
        events = [event for workspace_id in ("brand", "other") for event in audit_events(session, workspace_id)]
    assert "privacy.fetched" not in {event.action for event in events}


@pytest.mark.parametrize("deed", ["remove", "test_again", "activate"])
def test_no_deed_reaches_anothers_connection(
    door: Door,
    people: dict[str, User],
    served_warehouse: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
    deed: str,
) -> None:
    def script(deed: str, connection_id: str) -> None:
        from dashboards.acting import draw_outcome
        from dashboards.connecting import drafting

        more = ({"account_ids": ["7"]},) if deed == "activate" else ()
        getattr(drafting, deed)(connection_id, *more)
        draw_outcome()

    monkeypatch.setattr(runs, "check_connection", lambda *_: pytest.fail("a stranger had it tested"))
    with door.database.writing() as session:
        draft = connected(session, "other", "facebook_ads", "draft", {})
        record_test(session, "other", draft, ConnectionTest(NOW, "ok", "canary", {"accounts": []}))
        before = list_connections(session, workspace_ids=["other"])
    visiting(door, monkeypatch)(people["ann"])
    app = AppTest.from_function(script, kwargs={"deed": deed, "connection_id": draft}).run()
    assert not app.exception
    assert [each.value.replace("\\", "") for each in app.error] == [str(UnknownConnectionError(draft))]
    with door.database.reading() as session:
        assert list_connections(session, workspace_ids=["other"]) == before
        assert {event.action for event in audit_events(session, "brand")} == {"member.added"}


def test_no_invite_member_or_token_of_another_workspace_is_touched(door: Door, people: dict[str, User]) -> None:
    ann, dan = people["ann"], people["dan"].user_id
    with door.database.writing() as session:
        made, _ = invite(session, "other", "new@example.com", "member", by=people["eve"], actor=OPERATOR, now=NOW)
        token, _ = create_token(
            session,
            workspace_id="other",
            user_id=people["eve"].user_id,
            name="n",
            scopes=["read"],
            actor=OPERATOR,
            now=NOW,
        )
    tries: list[Callable[[Session, str], object]] = [
        lambda session, place: revoke_invite(session, place, made.invite_id, by=ann, actor=OPERATOR, now=NOW),
        lambda session, place: change_role(session, place, dan, "admin", by=ann, actor=OPERATOR, now=NOW),
        lambda session, place: remove_member(session, place, dan, by=ann, actor=OPERATOR, now=NOW),
        lambda session, place: transfer_ownership(session, place, dan, by=ann, actor=OPERATOR, now=NOW),
    ]
    for attempt in tries:
        for place in ("brand", "other"):
            with pytest.raises(AccountsError), door.database.writing() as session:
                attempt(session, place)
    with pytest.raises(AccountsError), door.database.writing() as session:
        revoke_token(session, "brand", token.token_id, actor=OPERATOR, now=NOW)
    with door.database.reading() as session:
        assert sorted(each.role for each in members_of(session, "other")) == ["member", "owner"]
        assert len(open_invites(session, "other", now=NOW)) == 1
        assert token_can(session, token, "read_dashboards")


def test_a_token_of_one_workspace_is_worth_nothing_in_another(door: Door, people: dict[str, User]) -> None:
    with door.database.writing() as session:
        token, _ = create_token(
            session,
            workspace_id="brand",
            user_id=people["ann"].user_id,
            name="n",
            scopes=["read", "sync", "acknowledge"],
            actor=OPERATOR,
            now=NOW,
        )
        moved = ApiToken("other", *(getattr(token, name) for name in list(ApiToken.__slots__)[1:]))
        assert token_can(session, token, "read_dashboards")
        assert not any(token_can(session, moved, action) for action in ("read_dashboards", "export", "sync"))

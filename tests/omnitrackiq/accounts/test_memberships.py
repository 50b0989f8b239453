"""Roles change and end at once, and a workspace is never without an owner."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from omnitrackiq.accounts.api_tokens import create_token, find_token, token_can
from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.billing_accounts import billing_account_of, open_billing_account
from omnitrackiq.accounts.errors import (
    AccountsError,
    EmailTakenError,
    ForbiddenError,
    LastOwnerError,
    MembershipError,
    UnknownUserError,
)
from omnitrackiq.accounts.memberships import (
    add_member,
    change_role,
    members_of,
    memberships_of,
    remove_member,
    transfer_ownership,
)
from omnitrackiq.accounts.permissions import can, role_of
from omnitrackiq.accounts.sessions import EndedSessionError, resume_session, start_session
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.users import User, find_user, get_user, require_user
from omnitrackiq.accounts.workspaces import delete_workspace
from omnitrackiq.database import Database
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, SIGNER, user, workspace


def signed_in(database: Database, who: User) -> str:
    with database.writing() as session:
        return start_session(session, SIGNER, who.user_id, address="127.0.0.1", now=NOW)


def test_an_address_belongs_to_one_user_however_it_is_written(database: Database) -> None:
    ann = user(database, " Ann@EXAMPLE.com ")
    assert ann.email == "ann@example.com"
    with pytest.raises(EmailTakenError):
        user(database, "ANN@example.com")
    with database.reading() as session:
        assert find_user(session, "aNN@example.COM") == ann == get_user(session, ann.user_id)
        assert find_user(session, "no address") is None
        with pytest.raises(UnknownUserError, match=r"bob@example\.com"):
            require_user(session, "bob@example.com")


def test_each_member_has_a_role_per_workspace(database: Database) -> None:
    users = workspace(database, ann="owner", bob="member")
    others = workspace(database, "other", cyd="owner")
    with database.writing() as session:
        add_member(session, "other", users["bob"].user_id, "admin", actor=OPERATOR, now=NOW)
        with pytest.raises(MembershipError, match="already"):
            add_member(session, "other", users["bob"].user_id, "owner", actor=OPERATOR, now=NOW)
    with database.reading() as session:
        mine = {each.workspace_id: each.role for each in memberships_of(session, users["bob"].user_id)}
        assert mine == {"brand": "member", "other": "admin"}
        assert {each.email: each.role for each in members_of(session, "other")} == {
            "cyd@example.com": "owner",
            "bob@example.com": "admin",
        }
        assert [each.workspace_id for each in memberships_of(session, others["cyd"].user_id)] == ["other"]
    with database.writing() as session:
        delete_workspace(session, "other", now=NOW)
        assert [each.workspace_id for each in memberships_of(session, users["bob"].user_id)] == ["brand"]


def test_a_changed_role_acts_at_once_and_ends_the_sessions(database: Database) -> None:
    users = workspace(database, ann="owner", bob="admin")
    token = signed_in(database, users["bob"])
    actor = actor_of(users["ann"], "127.0.0.1")
    with database.writing() as session:
        change_role(session, "brand", users["bob"].user_id, "member", by=users["ann"], actor=actor, now=NOW)
    with database.reading() as session:
        assert role_of(session, users["bob"].user_id, "brand") == "member"
        with pytest.raises(EndedSessionError):
            resume_session(session, SIGNER, token, now=NOW)
        newest = audit_events(session, "brand")[0]
    assert (newest.action, newest.actor, newest.subject) == ("member.role_changed", actor, users["bob"].user_id)
    assert newest.details == {"before": "admin", "after": "member"}


def test_nobody_promotes_themselves_or_strangers(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, ann="owner", bob="admin", cyd="member", dan="admin")
    others = workspace(sqlite_database, "other", eve="owner")
    attempts = [
        ("bob", "bob", "owner"), ("cyd", "cyd", "admin"), ("bob", "ann", "member"), ("bob", "dan", "member"),
        ("ann", "ann", "member"), ("bob", "cyd", "owner"),
    ]  # fmt: skip
    for by, target, role in attempts:
        with sqlite_database.writing() as session, pytest.raises(ForbiddenError):
            change_role(
                session, "brand", users[target].user_id, role, by=users[by], actor=OPERATOR, now=NOW  # type: ignore[arg-type]
            )  # fmt: skip
    with sqlite_database.writing() as session, pytest.raises(ForbiddenError):
        change_role(session, "brand", users["cyd"].user_id, "admin", by=others["eve"], actor=OPERATOR, now=NOW)
    with sqlite_database.reading() as session:
        roles = {each.email.partition("@")[0]: each.role for each in members_of(session, "brand")}
    assert roles == {"ann": "owner", "bob": "admin", "cyd": "member", "dan": "admin"}


def test_a_removed_member_loses_sessions_and_tokens_at_once(database: Database) -> None:
    users = workspace(database, ann="owner", bob="admin")
    session_token = signed_in(database, users["bob"])
    with database.writing() as session:
        token, secret = create_token(
            session,
            workspace_id="brand",
            user_id=users["bob"].user_id,
            name="n8n",
            scopes=["read"],
            actor=OPERATOR,
            now=NOW,
        )
        assert token_can(session, token, "read_dashboards")
        remove_member(session, "brand", users["bob"].user_id, by=users["ann"], actor=OPERATOR, now=NOW)
    with database.reading() as session:
        assert find_token(session, secret, now=NOW) is None
        assert not token_can(session, token, "read_dashboards")
        assert role_of(session, users["bob"].user_id, "brand") is None
        with pytest.raises(EndedSessionError):
            resume_session(session, SIGNER, session_token, now=NOW)
        assert "member.removed" in [each.action for each in audit_events(session, "brand")]


def test_who_may_remove_whom(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, ann="owner", bob="admin", cyd="member", dan="member")
    for by, target in (("cyd", "dan"), ("cyd", "bob"), ("bob", "ann")):
        with sqlite_database.writing() as session, pytest.raises(ForbiddenError):
            remove_member(session, "brand", users[target].user_id, by=users[by], actor=OPERATOR, now=NOW)
    with sqlite_database.writing() as session:
        remove_member(session, "brand", users["dan"].user_id, by=users["dan"], actor=OPERATOR, now=NOW)
        remove_member(session, "brand", users["cyd"].user_id, by=users["bob"], actor=OPERATOR, now=NOW)
        with pytest.raises(MembershipError, match="no such member"):
            remove_member(session, "brand", users["cyd"].user_id, by=users["bob"], actor=OPERATOR, now=NOW)
        with pytest.raises(LastOwnerError):
            remove_member(session, "brand", users["ann"].user_id, by=users["ann"], actor=OPERATOR, now=NOW)


def test_ownership_is_handed_over_as_a_whole(database: Database) -> None:
    users = workspace(database, ann="owner", bob="admin", cyd="member")
    with database.writing() as session:
        with pytest.raises(ForbiddenError):
            transfer_ownership(session, "brand", users["cyd"].user_id, by=users["bob"], actor=OPERATOR, now=NOW)
        transfer_ownership(session, "brand", users["cyd"].user_id, by=users["ann"], actor=OPERATOR, now=NOW)
    with database.writing() as session:
        roles = {each.email.partition("@")[0]: each.role for each in members_of(session, "brand")}
        assert roles == {"ann": "admin", "bob": "admin", "cyd": "owner"}
        with pytest.raises(ForbiddenError):
            transfer_ownership(session, "brand", users["ann"].user_id, by=users["ann"], actor=OPERATOR, now=NOW)


def test_whoever_gets_the_workspace_also_pays_for_it(database: Database) -> None:
    users = workspace(database, ann="owner", bob="admin")
    with database.writing() as session:
        mine = open_billing_account(session, owner_user_id=users["ann"].user_id, now=NOW)
        session.get_one(WorkspaceRow, "brand").billing_account_id = mine.billing_account_id
    with database.writing() as session:
        transfer_ownership(session, "brand", users["bob"].user_id, by=users["ann"], actor=OPERATOR, now=NOW)
    with database.writing() as session:
        assert can(session, users["bob"].user_id, "manage_billing", "brand")
        assert not can(session, users["ann"].user_id, "manage_billing", "brand")
        theirs = billing_account_of(session, users["bob"].user_id)
        assert theirs is not None
        assert theirs.workspace_ids == ("brand",)
        transfer_ownership(session, "brand", users["ann"].user_id, by=users["bob"], actor=OPERATOR, now=NOW)
        assert session.get_one(WorkspaceRow, "brand").billing_account_id == mine.billing_account_id


def test_what_somebody_else_pays_for_stays_theirs(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, ann="owner", bob="admin", payer="owner")
    with sqlite_database.writing() as session:
        account = open_billing_account(session, owner_user_id=users["payer"].user_id, now=NOW)
        session.get_one(WorkspaceRow, "brand").billing_account_id = account.billing_account_id
        transfer_ownership(session, "brand", users["bob"].user_id, by=users["ann"], actor=OPERATOR, now=NOW)
        assert session.get_one(WorkspaceRow, "brand").billing_account_id == account.billing_account_id
        assert billing_account_of(session, users["bob"].user_id) is None


def test_of_two_owners_who_leave_at_once_one_stays(database: Database) -> None:
    users = workspace(database, ann="owner", bob="owner")

    def leave(name: str) -> str:
        try:
            with database.writing() as session:
                remove_member(session, "brand", users[name].user_id, by=users[name], actor=OPERATOR, now=NOW)
        except AccountsError as error:
            return type(error).__name__
        return "left"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, ["ann", "bob"])) == ["LastOwnerError", "left"]
    with database.reading() as session:
        assert [each.role for each in members_of(session, "brand")] == ["owner"]

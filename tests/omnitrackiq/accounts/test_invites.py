"""An invite is for one address, one role and one use."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from omnitrackiq.accounts.errors import (
    AccountsError,
    ForbiddenError,
    InvalidCodeError,
    MembershipError,
    TooManyTriesError,
)
from omnitrackiq.accounts.invites import accept_invite, find_invite, invite, open_invites, revoke_invite
from omnitrackiq.accounts.permissions import role_of
from omnitrackiq.accounts.users import User
from omnitrackiq.accounts.workspaces import delete_workspace, lock_workspace
from omnitrackiq.database import Database
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, user, workspace


def send(database: Database, by: User, email: str = "new@example.com", role: str = "member") -> str:
    with database.writing() as session:
        return invite(session, "brand", email, role, by=by, actor=OPERATOR, now=NOW)[1]  # type: ignore[arg-type]


def accept(database: Database, code: str, who: User) -> str:
    try:
        with database.writing() as session:
            return accept_invite(session, code, who, actor=OPERATOR, now=NOW).role
    except AccountsError as error:
        return type(error).__name__


def test_the_invited_join_in_the_role_that_was_given_once(database: Database) -> None:
    users = workspace(database, ann="owner")
    code = send(database, users["ann"], " New@Example.com", "admin")
    new = user(database, "new@example.com")
    with database.reading() as session:
        found = find_invite(session, code, now=NOW)
        assert (found.workspace_name, found.email, found.role) == ("Brand", "new@example.com", "admin")
        assert [each.invite_id for each in open_invites(session, "brand", now=NOW)] == [found.invite_id]
    assert accept(database, code, new) == "admin"
    with database.reading() as session:
        assert role_of(session, new.user_id, "brand") == "admin"
        assert open_invites(session, "brand", now=NOW) == []
    assert accept(database, code, new) == "InvalidCodeError"


def test_of_many_who_accept_at_once_one_joins(database: Database) -> None:
    users = workspace(database, ann="owner")
    code, new = send(database, users["ann"]), user(database, "new@example.com")
    with ThreadPoolExecutor(6) as pool:
        outcomes = sorted(pool.map(lambda _: accept(database, code, new), range(6)))
    assert outcomes == ["InvalidCodeError"] * 5 + ["member"]


def test_sending_again_while_it_is_accepted_leaves_nobody_stuck(database: Database) -> None:
    """Both take the workspace first: in another order each would hold what the other one needs."""
    users = workspace(database, ann="owner")
    code, new = send(database, users["ann"]), user(database, "new@example.com")
    with ThreadPoolExecutor(1) as pool, database.writing() as session:
        lock_workspace(session, "brand")
        accepting = pool.submit(accept, database, code, new)
        with pytest.raises(TimeoutError):
            accepting.result(timeout=0.5)
        invite(session, "brand", "new@example.com", "admin", by=users["ann"], actor=OPERATOR, now=NOW)
        session.commit()
        assert accepting.result() == "InvalidCodeError"


def test_a_code_is_worth_nothing_to_another_address(database: Database) -> None:
    users = workspace(database, ann="owner")
    code = send(database, users["ann"])
    assert accept(database, code, user(database, "thief@example.com")) == "InvalidCodeError"
    assert accept(database, code, user(database, "new@example.com")) == "member"


def test_asking_again_replaces_the_code_and_the_role(database: Database) -> None:
    users = workspace(database, ann="owner")
    first, second = send(database, users["ann"], role="admin"), send(database, users["ann"], role="member")
    new = user(database, "new@example.com")
    assert accept(database, first, new) == "InvalidCodeError"
    assert accept(database, second, new) == "member"


def test_an_invite_ends_after_a_week_when_revoked_and_with_its_workspace(database: Database) -> None:
    users = workspace(database, ann="owner")
    code = send(database, users["ann"])
    with database.writing() as session:
        assert find_invite(session, code, now=NOW + timedelta(days=7, seconds=-1))
        with pytest.raises(InvalidCodeError):
            find_invite(session, code, now=NOW + timedelta(days=7))
        (found,) = open_invites(session, "brand", now=NOW)
        revoke_invite(session, "brand", found.invite_id, by=users["ann"], actor=OPERATOR, now=NOW)
        with pytest.raises(MembershipError):
            revoke_invite(session, "brand", found.invite_id, by=users["ann"], actor=OPERATOR, now=NOW)
    assert accept(database, code, user(database, "new@example.com")) == "InvalidCodeError"
    code = send(database, users["ann"], "other@example.com")
    with database.writing() as session:
        delete_workspace(session, "brand", now=NOW)
    assert accept(database, code, user(database, "other@example.com")) == "InvalidCodeError"


def test_who_may_invite_whom(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, ann="owner", bob="admin", cyd="member")
    others = workspace(sqlite_database, "other", eve="owner")
    for by, role in ((users["cyd"], "member"), (users["bob"], "owner"), (users["ann"], "owner")):
        with pytest.raises(ForbiddenError):
            send(sqlite_database, by, role=role)
    with pytest.raises(ForbiddenError):
        send(sqlite_database, others["eve"])
    with pytest.raises(MembershipError, match="already"):
        send(sqlite_database, users["ann"], "cyd@example.com")
    assert send(sqlite_database, users["bob"], role="admin")
    with sqlite_database.writing() as session:
        (found,) = open_invites(session, "brand", now=NOW)
        with pytest.raises(ForbiddenError):
            revoke_invite(session, "brand", found.invite_id, by=users["cyd"], actor=OPERATOR, now=NOW)


def test_the_code_itself_is_not_stored(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, ann="owner")
    code = send(sqlite_database, users["ann"])
    with sqlite_database.engine.connect() as connection:
        rows = connection.exec_driver_sql("select * from invites").fetchall()
    assert code not in repr(rows)
    assert len(code) >= 43


def test_invites_have_a_limit(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, ann="owner")
    for number in range(50):
        send(sqlite_database, users["ann"], f"new{number}@example.com")
    with pytest.raises(TooManyTriesError):
        send(sqlite_database, users["ann"], "one-more@example.com")
    with sqlite_database.reading() as session:
        assert len(open_invites(session, "brand", now=NOW)) == 50

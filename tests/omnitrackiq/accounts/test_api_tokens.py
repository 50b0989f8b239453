"""A token may what its scopes and its user's role both allow, in one workspace."""

from datetime import timedelta
from typing import Any

import pytest

from omnitrackiq.accounts.api_tokens import ApiToken, create_token, find_token, list_tokens, revoke_token, token_can
from omnitrackiq.accounts.errors import (
    ForbiddenError,
    InvalidValueError,
    UnknownTokenError,
    UnknownWorkspaceError,
)
from omnitrackiq.accounts.memberships import change_role
from omnitrackiq.accounts.users import User, set_disabled
from omnitrackiq.accounts.workspaces import delete_workspace
from omnitrackiq.database import Database
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, workspace


def make(database: Database, who: User, workspace_id: str = "brand", **changes: Any) -> tuple[ApiToken, str]:
    given = {"name": "n8n", "scopes": ["read", "sync"]} | changes
    with database.writing() as session:
        return create_token(
            session, workspace_id=workspace_id, user_id=who.user_id, actor=OPERATOR, now=NOW, **given
        )  # fmt: skip


def test_the_secret_is_shown_once_and_found_again(database: Database) -> None:
    users = workspace(database, ann="owner")
    token, secret = make(database, users["ann"])
    assert secret.startswith("oiq_")
    with database.reading() as session:
        assert find_token(session, secret, now=NOW) == token
        assert find_token(session, secret + "x", now=NOW) is None
        assert find_token(session, "", now=NOW) is None
        assert list_tokens(session, "brand") == [token]
    with database.engine.connect() as connection:
        assert secret not in repr(connection.exec_driver_sql("select * from api_tokens").fetchall())


def test_scopes_and_role_bound_it(database: Database) -> None:
    users = workspace(database, ann="owner", bob="admin")
    token, _ = make(database, users["bob"])
    with database.writing() as session:
        assert token_can(session, token, "read_dashboards")
        assert token_can(session, token, "sync")
        assert not token_can(session, token, "acknowledge_anomalies")
        assert not token_can(session, token, "manage_members")
        change_role(session, "brand", users["bob"].user_id, "member", by=users["ann"], actor=OPERATOR, now=NOW)
        assert token_can(session, token, "read_dashboards")
        assert not token_can(session, token, "sync")
        set_disabled(session, users["bob"].user_id, True, now=NOW)
        assert not token_can(session, token, "read_dashboards")


def test_it_ends_when_revoked_when_over_and_with_its_workspace(database: Database) -> None:
    users = workspace(database, ann="owner")
    _, secret = make(database, users["ann"], expires_at=NOW + timedelta(days=1))
    token, other = make(database, users["ann"])
    with database.writing() as session:
        assert find_token(session, secret, now=NOW + timedelta(hours=23))
        assert find_token(session, secret, now=NOW + timedelta(days=1)) is None
        revoke_token(session, "brand", token.token_id, actor=OPERATOR, now=NOW)
        assert find_token(session, other, now=NOW) is None
        with pytest.raises(UnknownTokenError):
            revoke_token(session, "brand", token.token_id, actor=OPERATOR, now=NOW)
        with pytest.raises(UnknownTokenError):
            revoke_token(session, "other", token.token_id, actor=OPERATOR, now=NOW)
    token, _ = make(database, users["ann"])
    with database.writing() as session:
        delete_workspace(session, "brand", now=NOW)
        assert not token_can(session, token, "read_dashboards")


def test_who_gets_none(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, ann="owner", cyd="member")
    others = workspace(sqlite_database, "other", eve="owner")
    for who in (users["cyd"], others["eve"]):
        with pytest.raises(ForbiddenError):
            make(sqlite_database, who)
    for wrong in ({"scopes": ["everything"]}, {"scopes": []}, {"name": " "}, {"expires_at": NOW}):
        with pytest.raises(InvalidValueError):
            make(sqlite_database, users["ann"], **wrong)
    with pytest.raises(UnknownWorkspaceError):
        make(sqlite_database, users["ann"], "nowhere")

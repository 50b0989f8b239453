"""The permission matrix, cell by cell, against the table of the design written out once more."""

from typing import get_args

import pytest

from omnitrackiq.accounts.audit import audit_events
from omnitrackiq.accounts.demo_workspace import demo_workspace, end_demo, make_demo
from omnitrackiq.accounts.errors import ForbiddenError
from omnitrackiq.accounts.invites import invite
from omnitrackiq.accounts.memberships import remove_member
from omnitrackiq.accounts.people_tables import BillingAccountRow, MembershipRow, Role
from omnitrackiq.accounts.permissions import (
    PERMISSIONS,
    Access,
    Action,
    allows,
    can,
    may_change_role,
    may_invite,
    may_remove,
    require,
    role_of,
)
from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.accounts.users import set_disabled
from omnitrackiq.accounts.workspaces import delete_workspace
from omnitrackiq.database import Database
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, workspace

# owner, admin, member, guest of the demo
MATRIX: dict[str, str] = {
    "read_dashboards": "yyyy",
    "export": "yyyn",
    "save_views": "yyyn",
    "annotate": "yyyn",
    "acknowledge_anomalies": "yyyn",
    "connect": "yynn",
    "sync": "yynn",
    "change_settings": "yynn",
    "edit_costs": "yynn",
    "edit_alert_rules": "yynn",
    "schedule_reports": "yynn",
    "share_links": "yynn",
    "manage_api_tokens": "yynn",
    "manage_bi_logins": "yynn",
    "read_audit_log": "yynn",
    "export_everything": "yynn",
    "manage_members": "yynn",
    "manage_billing": "ynnn",
    "dismiss_checklist": "ynnn",
    "transfer_ownership": "ynnn",
    "delete_workspace": "ynnn",
}
ROLES: tuple[Role, ...] = ("owner", "admin", "member")
ACCESSES: tuple[Access, ...] = (*ROLES, "guest")
CELLS = [(role, action, row[place] == "y") for action, row in MATRIX.items() for place, role in enumerate(ACCESSES)]


def test_the_matrix_names_every_action_and_every_role() -> None:
    assert set(MATRIX) == set(get_args(Action))
    assert set(ROLES) == set(get_args(Role))
    assert set(PERMISSIONS) == set(ACCESSES)


@pytest.mark.parametrize(("role", "action", "allowed"), CELLS)
def test_every_cell(role: Access, action: Action, allowed: bool) -> None:
    assert allows(role, action) is allowed
    assert allows(None, action) is False


def test_what_nobody_listed_is_denied() -> None:
    for role in ROLES:
        assert not allows(role, "become_emperor")  # type: ignore[arg-type]
    assert not allows("emperor", "read_dashboards")  # type: ignore[arg-type]


def test_the_stored_role_decides_cell_by_cell(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, owner="owner", admin="admin", member="member")
    others = workspace(sqlite_database, "other", stranger="owner")
    with sqlite_database.writing() as session:
        session.add(
            BillingAccountRow(
                billing_account_id="ba-1", owner_user_id=users["owner"].user_id, plan="pro", created_at=NOW
            )
        )
        session.flush()
        session.get_one(WorkspaceRow, "brand").billing_account_id = "ba-1"
    with sqlite_database.reading() as session:
        for role, action, allowed in CELLS:
            if role == "guest":
                continue
            user_id = users[role].user_id
            assert can(session, user_id, action, "brand") is allowed, (role, action)
            assert not can(session, user_id, action, "other")
            assert not can(session, others["stranger"].user_id, action, "brand")
            assert not can(session, user_id, action, "nowhere")
            if not allowed:
                with pytest.raises(ForbiddenError):
                    require(session, user_id, action, "brand")


def test_in_the_demo_everybody_is_a_guest_and_its_members_are_too(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, owner="owner", admin="admin", member="member")
    users |= workspace(sqlite_database, "other", stranger="owner")
    with sqlite_database.writing() as session:
        make_demo(session, "brand", actor=OPERATOR, now=NOW)
        for name, one in users.items():
            for action, row in MATRIX.items():
                assert can(session, one.user_id, action, "brand") is (row[3] == "y"), (name, action)  # type: ignore[arg-type]
        assert not can(session, users["owner"].user_id, "read_dashboards", "other")
        with pytest.raises(ForbiddenError):
            invite(session, "brand", "x@example.com", "member", by=users["owner"], actor=OPERATOR, now=NOW)
        with pytest.raises(ForbiddenError):
            remove_member(session, "brand", users["member"].user_id, by=users["owner"], actor=OPERATOR, now=NOW)
        set_disabled(session, users["stranger"].user_id, True, now=NOW)
        assert not can(session, users["stranger"].user_id, "read_dashboards", "brand")
        end_demo(session, "brand", actor=OPERATOR, now=NOW)
        assert can(session, users["owner"].user_id, "delete_workspace", "brand")
        assert not can(session, users["member"].user_id, "connect", "brand")
        delete_workspace(session, "brand", now=NOW)
        assert demo_workspace(session) is None


def test_there_is_one_demo(sqlite_database: Database) -> None:
    stranger = workspace(sqlite_database, "first", owner="owner")["owner"]
    workspace(sqlite_database, "second")
    with sqlite_database.writing() as session:
        make_demo(session, "second", actor=OPERATOR, now=NOW)
        make_demo(session, "first", actor=OPERATOR, now=NOW)
        shown = demo_workspace(session)
        assert shown is not None
        assert shown.workspace_id == "first"
        assert not can(session, stranger.user_id, "read_dashboards", "second")
        make_demo(session, "first", actor=OPERATOR, now=NOW)
        events = [(event.action, event.subject) for event in audit_events(session, "first")]
    assert events.count(("workspace.demo_begun", "first")) == 1


def test_an_owner_who_does_not_pay_does_not_see_the_bills(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, one="owner", two="owner")
    with sqlite_database.writing() as session:
        assert not can(session, users["one"].user_id, "manage_billing", "brand")
        session.add(
            BillingAccountRow(billing_account_id="ba-1", owner_user_id=users["one"].user_id, plan="pro", created_at=NOW)
        )
        session.flush()
        session.get_one(WorkspaceRow, "brand").billing_account_id = "ba-1"
    with sqlite_database.reading() as session:
        assert can(session, users["one"].user_id, "manage_billing", "brand")
        assert not can(session, users["two"].user_id, "manage_billing", "brand")


def test_no_role_is_left_for_the_disabled_and_in_the_deleted(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, one="owner", two="owner")
    with sqlite_database.writing() as session:
        set_disabled(session, users["one"].user_id, True, now=NOW)
        assert role_of(session, users["one"].user_id, "brand") is None
        set_disabled(session, users["one"].user_id, False, now=NOW)
        assert role_of(session, users["one"].user_id, "brand") == "owner"
        delete_workspace(session, "brand", now=NOW)
        assert role_of(session, users["two"].user_id, "brand") is None


def test_a_role_that_no_release_knows_is_no_role(sqlite_database: Database) -> None:
    users = workspace(sqlite_database, one="member")
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("pragma ignore_check_constraints = 1")
        connection.exec_driver_sql("update memberships set role = 'superadmin'")
        connection.commit()
        connection.exec_driver_sql("pragma ignore_check_constraints = 0")
    with sqlite_database.reading() as session:
        assert session.get_one(MembershipRow, ("brand", users["one"].user_id)).role == "superadmin"
        assert not can(session, users["one"].user_id, "read_dashboards", "brand")


CHANGES = {
    ("owner", "admin", "member"), ("owner", "admin", "admin"), ("owner", "member", "admin"),
    ("owner", "member", "member"), ("admin", "member", "admin"), ("admin", "member", "member"),
}  # fmt: skip


@pytest.mark.parametrize("actor", ROLES)
@pytest.mark.parametrize("current", ROLES)
@pytest.mark.parametrize("new", ROLES)
def test_roles_change_below_ones_own_only(actor: Role, current: Role, new: Role) -> None:
    assert may_change_role(actor, current, new) is ((actor, current, new) in CHANGES)


@pytest.mark.parametrize("actor", ROLES)
@pytest.mark.parametrize("target", ROLES)
def test_members_and_admins_are_invited_and_removed_by_owners_and_admins(actor: Role, target: Role) -> None:
    expected = actor in ("owner", "admin") and target in ("member", "admin")
    assert may_invite(actor, target) is expected
    assert may_remove(actor, target) is expected

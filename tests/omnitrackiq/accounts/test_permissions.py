"""The permission matrix, cell by cell, against the table of the design written out once more."""

from typing import get_args

import pytest

from omnitrackiq.accounts.errors import ForbiddenError
from omnitrackiq.accounts.people_tables import BillingAccountRow, MembershipRow, Role
from omnitrackiq.accounts.permissions import (
    PERMISSIONS,
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
from tests.omnitrackiq.accounts.people import NOW, workspace

# owner, admin, member
MATRIX: dict[str, str] = {
    "read_dashboards": "yyy",
    "export": "yyy",
    "save_views": "yyy",
    "annotate": "yyy",
    "acknowledge_anomalies": "yyy",
    "connect": "yyn",
    "sync": "yyn",
    "change_settings": "yyn",
    "edit_costs": "yyn",
    "edit_alert_rules": "yyn",
    "schedule_reports": "yyn",
    "share_links": "yyn",
    "manage_api_tokens": "yyn",
    "manage_bi_logins": "yyn",
    "read_audit_log": "yyn",
    "export_everything": "yyn",
    "manage_members": "yyn",
    "manage_billing": "ynn",
    "transfer_ownership": "ynn",
    "delete_workspace": "ynn",
}
ROLES: tuple[Role, ...] = ("owner", "admin", "member")
CELLS = [(role, action, row[place] == "y") for action, row in MATRIX.items() for place, role in enumerate(ROLES)]


def test_the_matrix_names_every_action_and_every_role() -> None:
    assert set(MATRIX) == set(get_args(Action))
    assert set(PERMISSIONS) == set(ROLES) == set(get_args(Role))


@pytest.mark.parametrize(("role", "action", "allowed"), CELLS)
def test_every_cell(role: Role, action: Action, allowed: bool) -> None:
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
            user_id = users[role].user_id
            assert can(session, user_id, action, "brand") is allowed, (role, action)
            assert not can(session, user_id, action, "other")
            assert not can(session, others["stranger"].user_id, action, "brand")
            assert not can(session, user_id, action, "nowhere")
            if not allowed:
                with pytest.raises(ForbiddenError):
                    require(session, user_id, action, "brand")


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

"""A database of an earlier release keeps its data on the way to this one."""

import json

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from omnitrackiq.accounts.connections import list_connections
from omnitrackiq.accounts.users import create_user, list_users
from omnitrackiq.accounts.workspaces import create_workspace, get_workspace, list_workspaces
from omnitrackiq.database import Base, control_url, make_engine, open_database
from omnitrackiq.migrations import upgrading
from omnitrackiq.migrations.upgrading import MigrationError, migrate, migration_state, require_current
from tests.omnitrackiq.accounts.people import NOW


@pytest.fixture
def earlier_url(empty_database_url: str) -> str:
    """A database of revision 0001 with a workspace, a deleted one and a connection, once per engine."""
    engine = make_engine(control_url(empty_database_url))
    with engine.connect() as connection, connection.begin():
        config = upgrading.alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        for workspace_id, deleted in (("brand", None), ("gone", "2026-02-01 00:00:00")):
            connection.execute(
                text("insert into workspaces values (:id, :name, 'EUR', 'UTC', '2026-01-01 00:00:00', :deleted)"),
                {"id": workspace_id, "name": f"Ærø {workspace_id}", "deleted": deleted},
            )
        connection.execute(
            text(
                "insert into connections (workspace_id, connection_id, source, name, config, status, created_at, "
                "updated_at) values ('brand', 'cn-1', 'shopify', 'Shop', :config, 'active', '2026-01-01 00:00:00', "
                "'2026-01-01 00:00:00')"
            ),
            {"config": json.dumps({"shop": "demo-1.myshopify.com"})},
        )
    engine.dispose()
    return empty_database_url


def test_rows_are_kept_and_the_new_tables_work(earlier_url: str) -> None:
    assert migrate(earlier_url).current == "0001"
    assert migration_state(earlier_url).is_current
    database = open_database(earlier_url)
    with database.writing() as session:
        assert [each.workspace_id for each in list_workspaces(session)] == ["brand"]
        assert get_workspace(session, "brand").name == "Ærø brand"
        assert [(each.connection_id, each.status) for each in list_connections(session)] == [("cn-1", "active")]
        ann = create_user(session, email="ann@example.com", name="Ann", password_hash="x", now=NOW, verified=True)
        assert list_users(session) == [ann]
        create_workspace(session, workspace_id="new", name="New", currency="EUR", timezone="UTC", now=NOW)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def test_references_are_watched_after_the_upgrade(earlier_url: str) -> None:
    migrate(earlier_url)
    database = open_database(earlier_url)
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.writing() as session:
        session.execute(text("update workspaces set billing_account_id = 'ba-nobody'"))
    with pytest.raises(Exception, match=r"(?i)foreign key"), database.writing() as session:
        session.execute(text("delete from workspaces where workspace_id = 'brand'"))
    database.close()


def test_an_upgrade_that_cannot_be_finished_changes_nothing(earlier_url: str) -> None:
    engine = make_engine(control_url(earlier_url))
    with engine.begin() as connection:
        connection.execute(text("create table tries (nonsense integer)"))
    with pytest.raises(MigrationError, match=r"not as its release left it.*tries.*bring back a backup") as refusal:
        migrate(earlier_url)
    assert "\n" not in str(refusal.value)
    assert migration_state(earlier_url).current == "0001"
    assert "users" not in inspect(engine).get_table_names()
    with engine.begin() as connection:
        connection.execute(text("drop table tries"))
    engine.dispose()
    assert migrate(earlier_url).current == "0001"
    assert migration_state(earlier_url).is_current


def test_production_asks_for_the_upgrade_first(earlier_url: str) -> None:
    with pytest.raises(MigrationError, match="omnitrackiq migrate"):
        require_current(earlier_url, upgrade=False)

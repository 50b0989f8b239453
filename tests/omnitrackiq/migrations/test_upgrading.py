"""The control database is upgraded as a whole, by one process, and never backwards."""

import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

import omnitrackiq.accounts.audit_tables
import omnitrackiq.accounts.cost_tables
import omnitrackiq.accounts.credential_tables
import omnitrackiq.accounts.onboarding_tables
import omnitrackiq.accounts.people_tables
import omnitrackiq.accounts.privacy_tables
import omnitrackiq.accounts.tables
import omnitrackiq.warehouse.builds
import omnitrackiq.warehouse.sync_runs
from omnitrackiq.accounts.workspaces import create_workspace, get_workspace
from omnitrackiq.database import Base, Database, DatabaseError, control_url, make_engine, open_database
from omnitrackiq.migrations.upgrading import MigrationError, alembic_config, migrate, migration_state, require_current

TABLES = {
    module.__name__
    for module in (
        omnitrackiq.accounts.audit_tables,
        omnitrackiq.accounts.cost_tables,
        omnitrackiq.accounts.credential_tables,
        omnitrackiq.accounts.onboarding_tables,
        omnitrackiq.accounts.people_tables,
        omnitrackiq.accounts.privacy_tables,
        omnitrackiq.accounts.tables,
        omnitrackiq.warehouse.builds,
        omnitrackiq.warehouse.sync_runs,
    )
}
HEAD = str(ScriptDirectory.from_config(alembic_config()).get_current_head())
OF_NO_WORKSPACE = {
    "alembic_version", "users", "billing_accounts", "sessions", "one_time_codes", "tries", "second_factors",
    "recovery_codes",
}  # fmt: skip


def test_from_empty_to_this_release_and_then_nothing_to_do(empty_database_url: str) -> None:
    before = migration_state(empty_database_url)
    assert before.current is None
    assert not before.is_current
    assert migrate(empty_database_url) == before
    assert migration_state(empty_database_url).is_current
    assert migrate(empty_database_url).is_current


def test_the_steps_make_exactly_the_tables_that_the_code_declares(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        differences = compare_metadata(context, Base.metadata)
    assert TABLES
    assert differences == []


def test_constraints_have_the_names_that_later_steps_will_use(database: Database) -> None:
    inspector = inspect(database.engine)
    found = {
        name: {str(check["name"]) for check in inspector.get_check_constraints(name)}
        | {str(inspector.get_pk_constraint(name)["name"])}
        | {str(unique["name"]) for unique in inspector.get_unique_constraints(name)}
        | {str(foreign["name"]) for foreign in inspector.get_foreign_keys(name)}
        for name in ("connections", "sync_runs")
    }
    assert found == {
        "connections": {
            "pk_connections",
            "uq_connections_connection_id",
            "fk_connections_workspace_id_workspaces",
            "ck_connections_status",
            "ck_connections_test_status",
        },
        "sync_runs": {"pk_sync_runs", "ck_sync_runs_state", "ck_sync_runs_status"},
    }


def test_the_workspace_comes_first_in_every_key(database: Database) -> None:
    inspector = inspect(database.engine)
    keys = {
        table: inspector.get_pk_constraint(table)["constrained_columns"][0]
        for table in inspector.get_table_names()
        if table not in OF_NO_WORKSPACE
    }
    assert set(keys.values()) == {"workspace_id"}
    columns = {table: {each["name"] for each in inspector.get_columns(table)} for table in OF_NO_WORKSPACE}
    assert all("workspace_id" not in names for names in columns.values())


def test_data_is_kept(database: Database, empty_database_url: str) -> None:
    with database.writing() as session:
        create_workspace(
            session, workspace_id="kept", name="Kept", currency="EUR", timezone="UTC", now=datetime.now(UTC)
        )
    migrate(empty_database_url)
    with database.reading() as session:
        assert get_workspace(session, "kept").name == "Kept"


MIGRATES_WHEN_TOLD = """
import sys
from omnitrackiq.migrations.upgrading import migrate
print("ready", flush=True)
sys.stdin.readline()
print(migrate(sys.argv[1]).current, flush=True)
"""


def test_processes_that_migrate_together_do_it_once(empty_database_url: str) -> None:
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATES_WHEN_TOLD, empty_database_url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    assert [process.stdout.readline() for process in processes if process.stdout] == ["ready\n"] * 4
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    found = sorted(process.communicate(timeout=120)[0].strip() for process in processes)
    assert found == [HEAD, HEAD, HEAD, "None"]


def test_a_step_that_fails_leaves_the_database_as_it_was(
    empty_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade = command.upgrade

    def fails_at_the_end(config: Any, revision: str) -> None:
        upgrade(config, revision)
        raise RuntimeError("the last step failed")

    monkeypatch.setattr(command, "upgrade", fails_at_the_end)
    with pytest.raises(RuntimeError):
        migrate(empty_database_url)
    monkeypatch.undo()
    assert migration_state(empty_database_url).current is None
    engine = make_engine(control_url(empty_database_url))
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    assert migrate(empty_database_url).current is None
    assert migration_state(empty_database_url).is_current


def test_a_database_of_a_newer_release_is_refused(database: Database, empty_database_url: str) -> None:
    with database.writing() as session:
        session.execute(text("update alembic_version set version_num = '9999'"))
    for refuses in (migrate, migration_state):
        with pytest.raises(MigrationError, match="newer release"):
            refuses(empty_database_url)


def test_an_older_database_is_upgraded_only_when_asked(empty_database_url: str) -> None:
    with pytest.raises(MigrationError, match="omnitrackiq migrate"):
        require_current(empty_database_url, upgrade=False)
    require_current(empty_database_url, upgrade=True)
    require_current(empty_database_url, upgrade=False)


def test_a_server_that_is_away_is_one_sentence_without_the_password() -> None:
    with pytest.raises(DatabaseError, match="does not answer") as refusal:
        migrate("postgresql://nobody:canary@127.0.0.1:1/nothing")
    assert "canary" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_no_database_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "control.sqlite"
    path.write_bytes(b"no database at all, but long enough to have a header " * 40)
    with pytest.raises(DatabaseError, match="not a database"):
        migrate(f"sqlite:///{path}")


def test_the_embedded_database_lets_readers_read_while_one_writes(sqlite_database: Database) -> None:
    database_file = str(sqlite_database.engine.url.database)
    with sqlite_database.writing() as session:
        session.execute(text("update alembic_version set version_num = version_num"))
        reader = sqlite3.connect(database_file, timeout=0)
        assert reader.execute("select version_num from alembic_version").fetchone() == (HEAD,)
        reader.close()
    with open_database(f"sqlite:///{database_file}").reading() as session:
        assert session.execute(text("pragma journal_mode")).scalar() == "wal"

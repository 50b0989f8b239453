"""From every revision to this release with every row kept; a step that was half done is recovered or refused."""

import subprocess
import sys
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, event, inspect

from omnitrackiq.database import Base
from omnitrackiq.migrations.upgrading import MigrationError, migrate, migration_state
from tests.omnitrackiq.migrations.filled import REVISIONS, connected, fill, rows_in, tables_of, upgrade

# The newest step is tried always, those that were released before it where there is time.
STEPS = [
    pytest.param(revision, step, marks=[] if step == REVISIONS[-1] else [pytest.mark.slow])
    for revision, step in zip([None, *REVISIONS], REVISIONS, strict=False)
]


def brought_to(database_url: str, revision: str | None) -> Any:
    """The tables of the database at ``revision`` and a row in each of them."""
    with connected(database_url) as connection:
        if revision is not None:
            upgrade(connection, revision)
        return tables_of(connection), fill(connection)


def objects(connection: Connection) -> list[tuple[str, str | None]]:
    """All tables, and all columns with their table."""
    inspector = inspect(connection)
    names = sorted(set(inspector.get_table_names()) - {"alembic_version"})
    columns = [(name, str(column["name"])) for name in names for column in inspector.get_columns(name)]
    return [*((name, None) for name in names), *columns]


def new_objects(database_url: str, step: str) -> list[tuple[str, str | None]]:
    """What ``step`` makes: tables, or columns of tables that were there before."""
    with connected(database_url) as connection:
        before = objects(connection)
        tables = {name for name, _ in before}
        with connection.begin_nested() as tried:
            upgrade(connection, step)
            after = objects(connection)
            tried.rollback()
    return [each for each in after if each not in before and (each[1] is None or each[0] in tables)]


def assert_current(database_url: str) -> None:
    assert migration_state(database_url).is_current
    with connected(database_url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_row_of_every_table_comes_along(empty_database_url: str, revision: str) -> None:
    tables, before = brought_to(empty_database_url, revision)
    assert all(len(rows) == 1 for rows in before.values())
    assert migrate(empty_database_url).current == revision
    assert_current(empty_database_url)
    with connected(empty_database_url) as connection:
        assert rows_in(connection, tables) == before


@pytest.mark.parametrize(("revision", "step"), STEPS)
def test_a_step_that_is_cut_off_before_it_is_noted_leaves_nothing(
    empty_database_url: str, revision: str | None, step: str
) -> None:
    tables, before = brought_to(empty_database_url, revision)

    def cut(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "alembic_version" in statement and f"'{step}'" in statement:
            raise RuntimeError("cut off")

    event.listen(Engine, "before_cursor_execute", cut)
    try:
        with pytest.raises(RuntimeError, match="cut off"):
            migrate(empty_database_url)
    finally:
        event.remove(Engine, "before_cursor_execute", cut)
    assert migration_state(empty_database_url).current == revision
    with connected(empty_database_url) as connection:
        assert [table.name for table in tables_of(connection)] == [table.name for table in tables]
        assert rows_in(connection, tables) == before
    migrate(empty_database_url)
    assert_current(empty_database_url)


@pytest.mark.parametrize(("revision", "step"), STEPS)
def test_what_a_half_done_step_left_is_recovered_or_refused(
    empty_database_url: str, revision: str | None, step: str
) -> None:
    """As a tool that keeps its changes one by one would leave it."""
    tables, before = brought_to(empty_database_url, revision)
    made = new_objects(empty_database_url, step)
    assert made
    for table, column in (made[0], made[-1]):
        left = f"create table {table} (x integer)" if column is None else f"alter table {table} add {column} integer"
        with connected(empty_database_url) as connection:
            connection.exec_driver_sql(left)
        try:
            migrate(empty_database_url)
        except MigrationError as refusal:
            assert "not as its release left it" in str(refusal)
            assert "\n" not in str(refusal)
            assert migration_state(empty_database_url).current == revision
            undo = f"drop table {table}" if column is None else f"alter table {table} drop column {column}"
            with connected(empty_database_url) as connection:
                assert rows_in(connection, tables) == before
                connection.exec_driver_sql(undo)
        else:
            break
    migrate(empty_database_url)
    assert_current(empty_database_url)
    with connected(empty_database_url) as connection:
        assert rows_in(connection, tables) == before


KILLED_AT_THE_LAST_STEP = """
import os, sys
from sqlalchemy import Engine, event
from omnitrackiq.migrations.upgrading import migrate

@event.listens_for(Engine, "before_cursor_execute")
def kill(connection, cursor, statement, *rest):
    if "alembic_version" in statement and f"'{sys.argv[2]}'" in statement:
        os.kill(os.getpid(), 9)

migrate(sys.argv[1])
"""


def test_a_killed_upgrade_is_begun_anew(empty_database_url: str) -> None:
    tables, before = brought_to(empty_database_url, REVISIONS[0])
    arguments = [sys.executable, "-c", KILLED_AT_THE_LAST_STEP, empty_database_url, REVISIONS[-1]]
    assert subprocess.run(arguments, check=False, timeout=120).returncode == -9
    assert migration_state(empty_database_url).current == REVISIONS[0]
    assert migrate(empty_database_url).current == REVISIONS[0]
    assert_current(empty_database_url)
    with connected(empty_database_url) as connection:
        assert rows_in(connection, tables) == before

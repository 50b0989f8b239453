"""The audit log grows in order, per workspace, and shows whatever was done to it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError

from omnitrackiq.accounts.audit import Actor, audit_events, chain_names, erase_chain, first_broken, record
from omnitrackiq.database import Database
from tests.omnitrackiq.accounts.people import NOW, OPERATOR, workspace


def note(database: Database, count: int, workspace_id: str | None = "brand") -> None:
    with database.writing() as session:
        for number in range(count):
            details = {"number": number, "was": None, "text": "Ærø 🦊"}
            record(session, OPERATOR, "tested", f"s{number}", now=NOW, workspace_id=workspace_id, details=details)


def test_events_come_back_as_they_were_told(database: Database) -> None:
    ann = Actor("user", "ann@example.com", "us-1", "203.0.113.9")
    with database.writing() as session:
        record(session, ann, "token.created", "at-1", now=NOW, workspace_id="brand", details={"scopes": ["read"]})
    note(database, 1, None)
    with database.reading() as session:
        (told,) = audit_events(session, "brand")
        (other,) = audit_events(session, None)
        assert list(chain_names(session)) == [None, "brand"]
    assert (told.actor, told.action, told.subject, told.happened_at) == (ann, "token.created", "at-1", NOW)
    assert (told.workspace_id, told.position, told.details) == ("brand", 1, {"scopes": ["read"]})
    assert (other.workspace_id, other.actor.kind) == (None, "operator")


def test_writers_at_once_make_one_unbroken_chain(database: Database) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: note(database, 3), range(12)))
    with database.reading() as session:
        assert [each.position for each in audit_events(session, "brand")] == list(range(36, 0, -1))
        assert first_broken(session, "brand") is None
        assert first_broken(session, "nowhere") is None


def test_an_event_that_arrives_while_the_log_is_checked_raises_no_alarm(database: Database) -> None:
    note(database, 2)
    arrived: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def arrive(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM audit_events" in statement and not arrived:
            arrived.append(statement)
            note(database, 1)

    with database.reading() as session:
        assert first_broken(session, "brand") is None
    assert arrived


def test_what_was_rolled_back_was_never_told(database: Database) -> None:
    note(database, 2)
    with database.reading() as session:
        record(session, OPERATOR, "undone", "x", now=NOW, workspace_id="brand")
    note(database, 1)
    with database.reading() as session:
        assert [each.action for each in audit_events(session, "brand")] == ["tested"] * 3
        assert first_broken(session, "brand") is None


@pytest.mark.parametrize(
    "statement",
    ["update audit_events set action = 'x' where position = 2", "delete from audit_events where position = 3"],
)
def test_the_database_refuses_to_change_or_remove_an_event(database: Database, statement: str) -> None:
    workspace(database)
    note(database, 3)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        session.execute(text(statement))
    with database.reading() as session:
        assert first_broken(session, "brand") is None


@pytest.mark.parametrize(
    ("statement", "position"),
    [
        ("update audit_events set subject = 'else' where position = 2", 2),
        ("update audit_events set details = '{}' where position = 1", 1),
        ("delete from audit_events where position = 2", 2),
        ("delete from audit_events where position = 3", 3),
        ("update audit_events set workspace_id = 'other' where position = 3", 3),
        ("update audit_chains set length = 4", 4),
    ],
)
def test_whoever_gets_around_that_is_seen(sqlite_database: Database, statement: str, position: int) -> None:
    note(sqlite_database, 3)
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("drop trigger audit_events_unchanged")
        connection.exec_driver_sql("drop trigger audit_events_kept")
        connection.exec_driver_sql(statement)
        connection.commit()
    with sqlite_database.reading() as session:
        assert first_broken(session, "brand") == position


def test_only_the_chain_of_a_purged_workspace_may_go(database: Database) -> None:
    workspace(database, ann="owner")
    note(database, 2)
    with pytest.raises(DBAPIError, match="append-only"), database.writing() as session:
        erase_chain(session, "brand")
    with database.writing() as session:
        session.execute(text("update workspaces set purged_at = created_at"))
        count, digest = erase_chain(session, "brand")
        assert (count, len(digest)) == (3, 64)
        assert audit_events(session, "brand") == []
        assert first_broken(session, "brand") is None
        assert erase_chain(session, "brand")[0] == 0

"""Guessing gets slower with every try, however many try at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from omnitrackiq.accounts.errors import TooManyTriesError
from omnitrackiq.accounts.tries import (
    SIGN_IN_ACCOUNT,
    SIGN_IN_ADDRESS,
    Limit,
    count_try,
    forget_old_tries,
    forgive,
    take_back,
)
from omnitrackiq.database import Database, open_database
from omnitrackiq.migrations.upgrading import migrate
from tests.omnitrackiq.accounts.people import NOW


def tried(database: Database, limit: Limit, subject: str, now: datetime) -> bool:
    try:
        with database.writing() as session:
            count_try(session, limit, subject, now=now)
    except TooManyTriesError:
        return False
    return True


def test_at_most_ten_guesses_in_any_quarter_of_an_hour(sqlite_database: Database) -> None:
    moments = [NOW + timedelta(seconds=10 * step) for step in range(6 * 60 * 3)]
    made = [moment for moment in moments if tried(sqlite_database, SIGN_IN_ACCOUNT, "ann@example.com", moment)]
    busiest = max(sum(start <= moment < start + timedelta(minutes=15) for moment in made) for start in made)
    assert 5 <= busiest <= 10
    assert len(made) < 30


def test_tries_at_once_are_all_counted(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: tried(database, SIGN_IN_ACCOUNT, "ann@example.com", NOW), range(40)))
    assert sum(made) == SIGN_IN_ACCOUNT.free


def test_a_try_is_counted_where_another_one_comes_and_is_forgiven_in_between(postgres_url: str) -> None:
    migrate(postgres_url)
    database, others = open_database(postgres_url), open_database(postgres_url)
    between: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def come(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO tries") and not between:
            between.append("came")
            assert tried(others, SIGN_IN_ACCOUNT, "ann", NOW)

    @event.listens_for(database.engine, "handle_error")
    def be_forgiven(_context: object) -> None:
        between.append("forgiven")
        with others.writing() as session:
            forgive(session, SIGN_IN_ACCOUNT, "ann")

    assert [tried(database, SIGN_IN_ACCOUNT, "ann", NOW) for _ in range(6)] == [True] * 5 + [False]
    assert between == ["came", "forgiven"]
    for each in (database, others):
        each.close()


def test_the_wait_is_said_and_doubles_up_to_its_limit(sqlite_database: Database) -> None:
    waits, now = [], NOW
    for _ in range(12):
        with sqlite_database.writing() as session:
            count_try(session, SIGN_IN_ACCOUNT, "x", now=now)
        try:
            with sqlite_database.writing() as session:
                count_try(session, SIGN_IN_ACCOUNT, "x", now=now)
            waits.append(0)
        except TooManyTriesError as error:
            waits.append(error.seconds)
            assert f"wait {-(-error.seconds // 60)} minute" in str(error)
            now += timedelta(seconds=error.seconds)
    assert waits[2:] == [60, 120, 240, 480, 900, 900, 900, 900, 900, 900]


def test_subjects_and_limits_do_not_meet(sqlite_database: Database) -> None:
    for _ in range(5):
        assert tried(sqlite_database, SIGN_IN_ACCOUNT, "ann", NOW)
    assert not tried(sqlite_database, SIGN_IN_ACCOUNT, "ann", NOW)
    assert tried(sqlite_database, SIGN_IN_ACCOUNT, "bob", NOW)
    assert tried(sqlite_database, SIGN_IN_ADDRESS, "ann", NOW)


def test_forgiving_taking_back_and_forgetting(sqlite_database: Database) -> None:
    for _ in range(5):
        tried(sqlite_database, SIGN_IN_ACCOUNT, "ann", NOW)
    with sqlite_database.writing() as session:
        take_back(session, SIGN_IN_ACCOUNT, "ann", now=NOW)
    assert tried(sqlite_database, SIGN_IN_ACCOUNT, "ann", NOW)
    assert not tried(sqlite_database, SIGN_IN_ACCOUNT, "ann", NOW)
    with sqlite_database.writing() as session:
        forgive(session, SIGN_IN_ACCOUNT, "ann")
    assert tried(sqlite_database, SIGN_IN_ACCOUNT, "ann", NOW)
    with sqlite_database.writing() as session:
        forget_old_tries(session, now=NOW + timedelta(days=1, seconds=1))
    with sqlite_database.engine.connect() as connection:
        assert connection.exec_driver_sql("select count(*) from tries").scalar() == 0


def test_an_hour_of_peace_begins_anew(sqlite_database: Database) -> None:
    for _ in range(5):
        tried(sqlite_database, SIGN_IN_ACCOUNT, "ann", NOW)
    later = NOW + timedelta(hours=1, seconds=1)
    assert [tried(sqlite_database, SIGN_IN_ACCOUNT, "ann", later) for _ in range(6)] == [True] * 5 + [False]


@pytest.mark.parametrize("subject", ["hunter2 typed into the wrong field", "🦊", "\ud800"])
def test_what_was_typed_is_not_stored(sqlite_database: Database, subject: str) -> None:
    assert tried(sqlite_database, SIGN_IN_ACCOUNT, subject, NOW)
    with sqlite_database.engine.connect() as connection:
        assert subject not in repr(connection.exec_driver_sql("select * from tries").fetchall())

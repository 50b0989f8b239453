"""The control database keeps instants exactly and lets writers queue up."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select

from omnitrackiq.accounts.tables import WorkspaceRow
from omnitrackiq.database import Database, DatabaseError, control_url, open_database

NOON_IN_TOKYO = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))


def workspace(name: str, created_at: datetime) -> WorkspaceRow:
    return WorkspaceRow(workspace_id=name, name=name, currency="EUR", timezone="UTC", created_at=created_at)


def test_an_instant_comes_back_as_the_same_instant_in_utc(database: Database) -> None:
    with database.writing() as session:
        session.add(workspace("tokyo", NOON_IN_TOKYO))
    with database.reading() as session:
        stored = session.get(WorkspaceRow, "tokyo")
        assert stored is not None
        assert stored.created_at == NOON_IN_TOKYO
        assert stored.created_at.tzinfo is UTC
        early = session.scalar(select(WorkspaceRow).where(WorkspaceRow.created_at < NOON_IN_TOKYO))
    assert early is None


def test_a_time_without_a_zone_is_refused(sqlite_database: Database) -> None:
    with pytest.raises(Exception, match="without a zone"), sqlite_database.writing() as session:
        session.add(workspace("naive", datetime(2026, 3, 1)))


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as session:
        session.add(workspace("half", NOON_IN_TOKYO))
        session.flush()
        raise RuntimeError
    with database.reading() as session:
        assert session.get(WorkspaceRow, "half") is None


def test_a_reading_session_keeps_nothing(database: Database) -> None:
    with database.reading() as session:
        session.add(workspace("ghost", NOON_IN_TOKYO))
        session.flush()
    with database.reading() as session:
        assert session.get(WorkspaceRow, "ghost") is None


def test_a_reading_session_sees_one_moment(database: Database) -> None:
    names = select(WorkspaceRow.workspace_id)
    with database.reading() as reader:
        assert reader.scalars(names).all() == []
        with database.writing() as session:
            session.add(workspace("later", NOON_IN_TOKYO))
        assert reader.scalars(names).all() == []
    with database.reading() as session:
        assert session.scalars(names).all() == ["later"]


def test_writers_that_read_first_wait_for_each_other(database: Database) -> None:
    """Each reads a count and writes by it: on SQLite a transaction that began as a reader would fail at once."""

    def add(number: int) -> None:
        with database.writing() as session:
            session.scalar(select(func.count()).select_from(WorkspaceRow))
            session.add(workspace(f"writer-{number}", NOON_IN_TOKYO))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(WorkspaceRow)) == 40


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite://", "sqlite:///:memory:", "mysql://u:canary@h/d", "duckdb:///x"]
)
def test_an_address_that_cannot_be_used_is_one_sentence(url: str) -> None:
    with pytest.raises(DatabaseError) as refusal:
        control_url(url)
    assert "canary" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_relative_sqlite_path_becomes_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert control_url("sqlite:///a/b.sqlite").database == str(tmp_path / "a" / "b.sqlite")


def test_opening_touches_nothing(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path / 'sub' / 'control.sqlite'}")
    open_database("postgresql://nobody@127.0.0.1:1/nothing")
    assert not (tmp_path / "sub" / "control.sqlite").exists()

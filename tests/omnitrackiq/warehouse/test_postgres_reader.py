"""The dashboards' reader on PostgreSQL: one workspace, read only, with the interface of the published files."""

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import ProgrammingError

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import InvalidNameError
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.postgres_reader import UnansweredError
from omnitrackiq.warehouse.postgres_roles import prepare_roles
from omnitrackiq.warehouse.readers import NotPublishedError, Reader, open_reader
from tests.postgres_server import PostgresServer, free_port

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def warehouse(postgres_server: PostgresServer, tmp_path: Path) -> Warehouse:
    """A warehouse, owned by an ordinary user, in which builds of demo-1 and demo-2 were published."""
    made = Warehouse.parse(postgres_server.new_owned_database(), tmp_path)
    prepare_roles(made)
    with psycopg.connect(made.url) as session:
        for name in ("demo-1", "demo-2"):
            session.execute(
                "insert into meta.publication values (%s, %s, 'EUR', 'Europe/Berlin', 'b1', %s)", [name, name, NOW]
            )
    return made


def test_a_reader_sees_its_workspace_and_no_other(warehouse: Warehouse) -> None:
    for name in ("demo-1", "demo-2"):
        reader = open_reader(warehouse, name)
        assert reader.workspace_id == name
        assert reader.snapshot().publication.workspace_id == name
        assert reader.fetch("select workspace_id from meta.publication") == [{"workspace_id": name}]


def test_nothing_of_a_reader_stays_in_the_pool(warehouse: Warehouse) -> None:
    def look(name: str) -> None:
        reader = open_reader(warehouse, name)
        for _ in range(20):
            shown.append((name, reader.fetch("select workspace_id from meta.publication")[0]["workspace_id"]))

    shown: list[tuple[str, str]] = []
    threads = [threading.Thread(target=look, args=[name]) for name in ("demo-1", "demo-2") * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(shown) == 160
    assert all(name == seen for name, seen in shown)


def test_an_unknown_workspace_has_nothing_published(warehouse: Warehouse) -> None:
    with pytest.raises(NotPublishedError):
        open_reader(warehouse, "demo-3").snapshot()
    with pytest.raises(InvalidNameError):
        open_reader(warehouse, "demo' or true")


def test_before_the_first_build_nothing_is_published(postgres_url: str, tmp_path: Path) -> None:
    with pytest.raises(NotPublishedError):
        open_reader(Warehouse.parse(postgres_url, tmp_path), "demo-1").snapshot()


def test_values_come_as_from_a_published_file(warehouse: Warehouse) -> None:
    fetch = open_reader(warehouse, "demo-1").snapshot().fetch
    (row,) = fetch("select cast(? as decimal(18, 6)) as amount, published_at from meta.publication", [Decimal("1.5")])
    assert row == {"amount": Decimal("1.500000"), "published_at": NOW}
    assert row["published_at"].tzinfo is UTC
    assert fetch("select $name as name, '100%?' as text", {"name": "x"}) == [{"name": "x", "text": "100%?"}]


def test_a_snapshot_is_the_same_until_the_next_publish(warehouse: Warehouse) -> None:
    reader = open_reader(warehouse, "demo-1")
    first = reader.snapshot()
    assert reader.snapshot() is first
    with psycopg.connect(warehouse.url) as session:
        session.execute("update meta.publication set build_id = 'b2', published_at = %s", [NOW + timedelta(hours=1)])
    assert reader.snapshot().publication.build_id == "b2"


def test_a_reader_cannot_write(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError, match="read-only"):
        open_reader(warehouse, "demo-1").fetch("update meta.publication set build_id = 'mine' returning build_id")


def test_a_wrong_statement_is_a_defect_and_no_outage(warehouse: Warehouse) -> None:
    with pytest.raises(ProgrammingError, match="no_such_column"):
        open_reader(warehouse, "demo-1").fetch("select no_such_column from meta.publication")


def test_a_server_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    away = Warehouse.parse(f"postgresql://nobody:secret@127.0.0.1:{free_port()}/warehouse", tmp_path)
    with pytest.raises(UnansweredError) as raised:
        open_reader(away, "demo-1").snapshot()
    assert "secret" not in str(raised.value)


def test_on_duckdb_a_reader_opens_the_published_file(tmp_path: Path) -> None:
    assert isinstance(open_reader(Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path), "demo-1"), Reader)

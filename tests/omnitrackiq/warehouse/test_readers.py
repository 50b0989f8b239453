"""Readers see one workspace's newest published state, whole, and nothing else on the machine."""

import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from omnitrackiq.warehouse.identifiers import InvalidNameError
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.published_files import PublishedFiles
from omnitrackiq.warehouse.publishing import GRACE, publish
from omnitrackiq.warehouse.readers import NotPublishedError, Reader, UnreadablePublicationError

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
READERS = 50
SWAPS = 12

PUBLISH_OFTEN = """
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
import duckdb
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import GRACE, publish

home, swaps = Path(sys.argv[1]), int(sys.argv[2])
warehouse = Warehouse.parse(f"duckdb:///{home}/warehouse.duckdb", home)
for number in range(1, swaps + 1):
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute("update marts.overview_daily set orders = ?", [number])
    now = datetime(2026, 3, 2, tzinfo=UTC) + number * (GRACE + timedelta(seconds=1)) / 3
    publish(warehouse, None, f"b{number}", now)
"""


def test_a_reader_is_fresh_after_every_swap_and_keeps_its_connection_between(built: Warehouse) -> None:
    publish(built, None, "b1", NOW)
    reader = Reader(built.published_folder, "demo-1")
    first = reader.snapshot()
    assert reader.snapshot() is first
    assert first.publication.build_id == "b1"
    assert first.publication.published_at == NOW

    publish(built, ["demo-1"], "b2", NOW)
    assert reader.snapshot().publication.build_id == "b2"
    assert first.fetch("select build_id from meta.publication") == [{"build_id": "b1"}]


def test_a_page_that_holds_a_snapshot_reads_on_after_its_file_is_gone(built: Warehouse) -> None:
    publish(built, None, "b1", NOW)
    held = Reader(built.published_folder, "demo-1").snapshot()
    publish(built, ["demo-1"], "b2", NOW)
    publish(built, None, "b3", NOW + GRACE + timedelta(seconds=1))
    assert not (built.published_folder / "demo-1" / "marts-b1.duckdb").exists()
    assert held.fetch("select count(*) as days from marts.overview_daily") == [{"days": 6}]


@pytest.mark.slow
def test_fifty_readers_meet_no_error_while_another_process_publishes(built: Warehouse) -> None:
    with duckdb.connect(str(built.path)) as connection:
        connection.execute("update marts.overview_daily set orders = 0")
    publish(built, None, "b0", NOW)
    stop = threading.Event()
    failures: list[BaseException] = []
    seen: set[int] = set()

    def read(number: int) -> None:
        reader = Reader(built.published_folder, f"demo-{number % 3 + 1}")
        files = PublishedFiles(built.published_folder, reader.workspace_id)
        latest = 0
        while not stop.is_set():
            try:
                pointer = files.pointer()
                assert pointer
                latest = max(latest, int(pointer.build_id.removeprefix("b")))
                (row,) = reader.fetch("select min(orders) as low, max(orders) as high from marts.overview_daily")
                assert row["low"] == row["high"] >= latest
                latest = row["high"]
                seen.add(latest)
            except BaseException as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    command = [sys.executable, "-c", PUBLISH_OFTEN, str(built.home), str(SWAPS)]
    writer = subprocess.run(command, capture_output=True, text=True, check=False)
    stop.set()
    for thread in threads:
        thread.join()
    assert writer.stderr == ""
    assert failures == []
    assert len(seen) > 2
    assert Reader(built.published_folder, "demo-1").fetch("select max(orders) as high from marts.overview_daily") == [
        {"high": SWAPS}
    ]


@pytest.mark.parametrize(
    "sql",
    [
        "attach '{other}'",
        "attach '{warehouse}' (read_only)",
        "select * from read_csv('{pointer}')",
        "select * from read_text('{pointer}')",
        "select * from glob('{folder}/*')",
        "copy marts.orders to '{folder}/out.csv'",
        "export database '{folder}/out'",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "install httpfs",
        "create table marts.more (workspace_id varchar)",
        "delete from marts.orders",
    ],
)
def test_no_query_reaches_beyond_the_file_or_changes_it(built: Warehouse, sql: str) -> None:
    publish(built, None, "b1", NOW)
    other = Reader(built.published_folder, "demo-2").snapshot()
    reader = Reader(built.published_folder, "demo-1")
    folder = built.published_folder / "demo-2"
    statement = sql.format(
        other=folder / other.file, warehouse=built.path, pointer=folder / "current", folder=built.published_folder
    )
    with pytest.raises(duckdb.Error):
        reader.fetch(statement)
    assert {row["workspace_id"] for row in reader.fetch("select workspace_id from marts.orders")} == {"demo-1"}


@pytest.mark.parametrize("workspace_id", ["../demo-1", "demo-1/../demo-2", "", "DEMO-1", "demo-1.duckdb"])
def test_impossible_ids_never_become_a_path(built: Warehouse, workspace_id: str) -> None:
    with pytest.raises(InvalidNameError):
        Reader(built.published_folder, workspace_id)


def test_an_unknown_or_unpublished_workspace_is_said_so(built: Warehouse) -> None:
    with pytest.raises(NotPublishedError, match="Nothing is published for demo-1 yet"):
        Reader(built.published_folder, "demo-1").snapshot()


def test_a_damaged_file_is_said_so_and_healed_by_publishing_again(built: Warehouse) -> None:
    (published,) = publish(built, ["demo-1"], "b1", NOW)
    published.path.write_bytes(published.path.read_bytes()[:5000])
    reader = Reader(built.published_folder, "demo-1")
    with pytest.raises(UnreadablePublicationError, match="omnitrackiq publish --workspace demo-1"):
        reader.snapshot()
    publish(built, ["demo-1"], "b2", NOW)
    assert reader.snapshot().publication.build_id == "b2"


def test_a_file_of_somebody_else_under_this_name_is_refused(built: Warehouse) -> None:
    one, two = publish(built, ["demo-1", "demo-2"], "b1", NOW)
    one.path.write_bytes(two.path.read_bytes())
    with pytest.raises(UnreadablePublicationError, match="belongs to somebody else"):
        Reader(built.published_folder, "demo-1").snapshot()


@pytest.mark.parametrize("name", ["../demo-2/marts-b1.duckdb", "current", "", 7])
def test_a_pointer_that_leads_elsewhere_is_no_pointer(built: Warehouse, name: object) -> None:
    publish(built, None, "b1", NOW)
    pointer = built.published_folder / "demo-1" / "current"
    text = pointer.read_text().replace('"marts-b1.duckdb"', f'"{name}"' if isinstance(name, str) else str(name))
    pointer.write_text(text)
    with pytest.raises(NotPublishedError):
        Reader(built.published_folder, "demo-1").snapshot()


def test_moments_come_in_utc_and_amounts_exact(built: Warehouse) -> None:
    publish(built, None, "b1", NOW)
    (row,) = Reader(built.published_folder, "demo-1").fetch(
        "select ordered_at, net_revenue from marts.orders where order_date = ?", [datetime(2026, 3, 1).date()]
    )
    assert row["ordered_at"] == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert row["ordered_at"].tzinfo is UTC
    assert row["net_revenue"].as_tuple().exponent == -6


def test_published_folder_may_not_exist_yet(tmp_path: Path) -> None:
    with pytest.raises(NotPublishedError):
        Reader(tmp_path / "published", "demo-1").fetch("select 1")

"""Published files hold one workspace's marts, exactly, and change only when the marts do."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from omnitrackiq.warehouse.identifiers import InvalidNameError
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import GRACE, PublishError, publish
from omnitrackiq.warehouse.snapshots import STORAGE_VERSION

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def change(warehouse: Warehouse, sql: str) -> None:
    with duckdb.connect(str(warehouse.path)) as connection:
        connection.execute(sql)


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def files_of(warehouse: Warehouse, workspace_id: str) -> set[str]:
    return {path.name for path in (warehouse.published_folder / workspace_id).iterdir()}


def test_every_mart_is_published_with_its_rows_types_and_comments(built: Warehouse) -> None:
    publish(built, None, "b1", NOW)

    link = built.published_folder / "demo-1.duckdb"
    shape = (
        "select table_name, column_name, data_type, is_nullable, comment "
        "from duckdb_columns() where schema_name = 'marts'"
    )
    comments = "select table_name, comment from duckdb_tables() where schema_name = 'marts'"
    assert set(rows(link, shape)) == set(rows(built.path or Path(), shape))
    assert set(rows(link, comments)) == set(rows(built.path or Path(), comments))
    for table in ("overview_daily", "channel_daily", "orders", "data_freshness"):
        mine = f"select * from marts.{table} where workspace_id = 'demo-1' order by all"
        assert rows(link, f"select * from marts.{table} order by all") == rows(built.path or Path(), mine)
    assert rows(link, "select workspace_id, workspace_name, currency, timezone, build_id from meta.publication") == [
        ("demo-1", "Northwind Outfitters", "EUR", "Europe/Berlin", "b1")
    ]


def test_no_trace_of_another_workspace_is_in_a_file(built: Warehouse) -> None:
    change(built, "update marts.orders set customer_key = 'canary-' || workspace_id")
    for published in publish(built, None, "b1", NOW):
        content = published.path.read_bytes()
        assert f"canary-{published.workspace_id}".encode() in content
        for other in {"demo-1", "demo-2", "demo-3"} - {published.workspace_id}:
            assert other.encode() not in content


def test_only_changed_workspaces_get_a_new_file(built: Warehouse) -> None:
    publish(built, None, "b1", NOW)
    assert [published.changed for published in publish(built, None, "b2", NOW)] == [False, False, False]

    change(built, "update marts.orders set net_revenue = net_revenue + 0.000001 where workspace_id = 'demo-2'")
    after = publish(built, None, "b3", NOW)
    assert {published.workspace_id: published.build_id for published in after} == {
        "demo-1": "b1",
        "demo-2": "b3",
        "demo-3": "b1",
    }


@pytest.mark.parametrize(
    "sql",
    [
        "delete from marts.orders where workspace_id = 'demo-2' and order_id = '20260301'",
        "insert into marts.orders select * from marts.orders where workspace_id = 'demo-2' limit 1",
        "update staging.stg_workspaces__workspaces set currency = 'GBP' where workspace_id = 'demo-2'",
        "comment on column marts.orders.order_id is 'Better words.'",
        "alter table marts.orders add column note varchar",
        "alter table marts.orders alter column net_revenue type decimal(20, 6)",
    ],
    ids=["row gone", "row doubled", "currency", "comment", "column added", "type"],
)
def test_every_kind_of_change_is_noticed(built: Warehouse, sql: str) -> None:
    publish(built, None, "b1", NOW)
    change(built, sql)
    assert "demo-2" in {published.workspace_id for published in publish(built, None, "b2", NOW) if published.changed}


def test_a_workspace_asked_for_gets_a_new_file_even_twice_for_one_build(built: Warehouse) -> None:
    first = publish(built, ["demo-1"], "b1", NOW)
    second = publish(built, ["demo-1"], "b1", NOW)
    assert [published.workspace_id for published in first + second] == ["demo-1", "demo-1"]
    assert first[0].path != second[0].path
    assert (built.published_folder / "demo-1.duckdb").resolve() == second[0].path
    assert not (built.published_folder / "demo-2.duckdb").exists()


def test_a_workspace_without_rows_is_published_empty(built: Warehouse) -> None:
    change(built, "insert into staging.stg_workspaces__workspaces values ('brand-new', 'New', 'USD', 'UTC')")
    publish(built, None, "b1", NOW)
    assert rows(built.published_folder / "brand-new.duckdb", "select count(*) from marts.orders") == [(0,)]


def test_rows_of_a_workspace_that_is_no_more_are_published_nowhere(built: Warehouse) -> None:
    change(built, "delete from staging.stg_workspaces__workspaces where workspace_id = 'demo-3'")
    assert [published.workspace_id for published in publish(built, None, "b1", NOW)] == ["demo-1", "demo-2"]


def test_old_files_go_after_the_grace_period(built: Warehouse) -> None:
    publish(built, ["demo-1"], "b1", NOW)
    publish(built, ["demo-1"], "b2", NOW)
    publish(built, None, "b3", NOW + GRACE)
    assert {"marts-b1.duckdb", "marts-b2.duckdb"} <= files_of(built, "demo-1")
    publish(built, None, "b4", NOW + GRACE + timedelta(seconds=1))
    assert files_of(built, "demo-1") == {"current", "marts-b2.duckdb"}


def test_leftovers_of_killed_publishes_are_removed(built: Warehouse) -> None:
    publish(built, None, "b1", NOW)
    for name in ("marts.partial", "marts.partial.wal", "marts-b0.duckdb", "current.new", "link.new"):
        (built.published_folder / "demo-1" / name).write_bytes(b"half")
    publish(built, None, "b2", NOW)
    assert files_of(built, "demo-1") == {"current", "marts-b1.duckdb"}


def test_files_are_in_a_storage_version_that_bi_clients_read(built: Warehouse) -> None:
    (published,) = publish(built, ["demo-1"], "b1", NOW)
    with duckdb.connect(str(published.path), read_only=True) as connection:
        versions = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where not internal"
        ).fetchall()
    assert [version[0].startswith(STORAGE_VERSION) for version in versions] == [True]


def test_a_mart_without_workspace_id_stops_everything(built: Warehouse) -> None:
    change(built, "create table marts.totals as select 1 as total")
    with pytest.raises(Exception, match=r"mart totals has no column workspace_id"):
        publish(built, None, "b1", NOW)
    assert not (built.published_folder / "demo-1.duckdb").exists()


def test_the_failure_of_one_workspace_keeps_its_file_and_lets_the_others_go_on(built: Warehouse) -> None:
    publish(built, None, "b1", NOW)
    change(built, "update marts.orders set net_revenue = net_revenue + 1")
    (built.published_folder / "demo-2" / "marts.partial").mkdir()
    with pytest.raises(PublishError, match=r"demo-2: ") as caught:
        publish(built, None, "b2", NOW)
    assert [published.workspace_id for published in caught.value.published] == ["demo-1", "demo-3"]
    assert (built.published_folder / "demo-2.duckdb").resolve().name == "marts-b1.duckdb"
    assert (built.published_folder / "demo-3.duckdb").resolve().name == "marts-b2.duckdb"


@pytest.mark.parametrize("workspace_id", ["../demo-1", "Demo", "de", "demo-1/x", "a" * 41, ""])
def test_impossible_workspace_ids_are_refused(built: Warehouse, workspace_id: str) -> None:
    with pytest.raises(InvalidNameError):
        publish(built, [workspace_id], "b1", NOW)


@pytest.mark.parametrize("build_id", ["../b", "", "b/1", ".b", "b 1"])
def test_impossible_build_ids_are_refused(built: Warehouse, build_id: str) -> None:
    with pytest.raises(InvalidNameError):
        publish(built, None, build_id, NOW)


def test_what_is_missing_is_said_in_one_sentence(tmp_path: Path, built: Warehouse) -> None:
    with pytest.raises(PublishError, match="knows no workspace demo-9"):
        publish(built, ["demo-9"], "b1", NOW)
    nowhere = Warehouse.parse(f"duckdb:///{tmp_path}/none.duckdb", tmp_path)
    with pytest.raises(PublishError, match="no warehouse yet"):
        publish(nowhere, None, "b1", NOW)
    with duckdb.connect(str(nowhere.path)) as connection:
        connection.execute("create schema marts")
    with pytest.raises(PublishError, match="no marts yet"):
        publish(nowhere, None, "b1", NOW)


PUBLISH_ON_A_FULL_DISK = """
import resource, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.publishing import PublishError, publish

home = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
try:
    publish(Warehouse.parse(f"duckdb:///{home}/warehouse.duckdb", home), None, "b2", datetime(2026, 3, 2, tzinfo=UTC))
except PublishError as error:
    print(error)
"""


def test_a_full_disk_leaves_every_workspace_with_what_it_had(built: Warehouse) -> None:
    publish(built, None, "b1", NOW)
    change(built, "update marts.orders set net_revenue = net_revenue + 1")
    command = [sys.executable, "-c", PUBLISH_ON_A_FULL_DISK, str(built.home)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.stdout.startswith("Not published, readers keep what they had: demo-1: "), ended.stderr
    for workspace_id in ("demo-1", "demo-2", "demo-3"):
        assert files_of(built, workspace_id) == {"current", "marts-b1.duckdb"}
        assert rows(built.published_folder / f"{workspace_id}.duckdb", "select build_id from meta.publication") == [
            ("b1",)
        ]
    assert all(published.changed for published in publish(built, None, "b3", NOW))

"""What a run promises on both engines: exact rows, whole days replaced, one failure alone, repeatable."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from omnitrackiq.warehouse.errors import LaneBusyError, WarehouseMemoryError
from omnitrackiq.warehouse.location import Warehouse
from pipelines.loading import destination
from pipelines.loading.request import SyncWindow
from pipelines.loading.runner import SyncStoppedError, run_source
from pipelines.loading.table import Column, Table
from tests.pipelines.loading.imaginary_source import ACCOUNTS, AD_DAYS, NOW, Platform, Silence, connection
from tests.postgres_server import PostgresServer, postgres_server
from tests.quick import first_quick

__all__ = ["postgres_server"]

MONDAY, TUESDAY = date(2026, 3, 9), date(2026, 3, 10)


@pytest.fixture(params=first_quick(["duckdb", "postgres"]))
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    if request.param == "duckdb":
        return Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path)
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return Warehouse.parse(server.new_owned_database(), tmp_path)


def sync(platform: Platform, warehouse: Warehouse, *workspaces: str) -> dict[str, Any]:
    outcomes = run_source(
        platform.source(), [connection(name) for name in workspaces], SyncWindow(NOW), warehouse, Silence()
    )
    return {outcome.workspace_id: outcome for outcome in outcomes}


def rows(warehouse: Warehouse, query: str) -> list[tuple[Any, ...]]:
    if warehouse.engine == "postgres":
        with psycopg.connect(warehouse.url) as session:
            return session.execute(query.encode()).fetchall()
    with duckdb.connect(str(warehouse.path), read_only=True) as database:
        return database.execute(query).fetchall()


SPEND = "select workspace_id, date_day, ad_id, spend from raw_imaginary.ad_days order by 1, 2, 3, 4"


def test_what_dlt_finds_on_the_machine_changes_nothing(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / ".dlt" / "config.toml"
    settings.parent.mkdir()
    settings.write_text('[extract]\nworkers = "many"\n[load]\nworkers = "many"\n')
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOAD__WORKERS", "many")
    outcome = sync(Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1"}]}}), warehouse, "a")["a"]
    assert (outcome.status, outcome.rows) == ("ok", 1)


def test_a_load_that_runs_out_of_memory_gets_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(destination, "MEMORY", ("9MB",))
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path)
    ads = [{"ad_id": f"ad {number} {'x' * 50}", "spend": "1"} for number in range(20_000)]
    platform = Platform({"a": {MONDAY: ads, TUESDAY: ads}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(destination, "own_limit", lambda _database: "9MB")
        with pytest.raises(WarehouseMemoryError, match="give this machine more of it"):
            sync(platform, warehouse, "a")
    for _ in range(2):
        outcome = sync(platform, warehouse, "a")["a"]
        assert (outcome.status, outcome.rows) == ("ok", 40_000)
    assert rows(warehouse, "select count(*), count(distinct ad_id), sum(spend) from raw_imaginary.ad_days") == [
        (40_000, 20_000, Decimal(40_000))
    ]


def test_rows_arrive_exactly_and_typed(warehouse: Warehouse) -> None:
    platform = Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "12.340001", "seen_at": "2026-03-09T23:30:00-0500"}]}})
    outcome = sync(platform, warehouse, "a")["a"]
    assert (outcome.status, outcome.rows) == ("ok", 1)
    assert rows(warehouse, "select spend, seen_at at time zone 'UTC' from raw_imaginary.ad_days") == [
        (Decimal("12.340001"), datetime(2026, 3, 10, 4, 30))
    ]


def test_a_day_that_vanishes_upstream_vanishes_here(warehouse: Warehouse) -> None:
    platform = Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1"}], TUESDAY: [{"ad_id": "x", "spend": "2"}]}})
    sync(platform, warehouse, "a")
    platform.days["a"] = {MONDAY: [], TUESDAY: [{"ad_id": "y", "spend": "3"}]}
    sync(platform, warehouse, "a")
    assert rows(warehouse, SPEND) == [("a", TUESDAY, "y", Decimal(3))]
    assert rows(warehouse, "select count(*) from raw_imaginary.ad_days where _is_marker") == [(0,)]


def test_one_dead_token_ends_alone_and_catches_up(warehouse: Warehouse) -> None:
    platform = Platform({name: {MONDAY: [{"ad_id": "x", "spend": "1"}]} for name in "abc"}, dead={"b"})
    outcomes = sync(platform, warehouse, "a", "b", "c")
    assert {name: outcome.status for name, outcome in outcomes.items()} == {"a": "ok", "b": "reauth", "c": "ok"}
    platform.dead.clear()
    sync(platform, warehouse, "a", "b", "c")
    assert [row[0] for row in rows(warehouse, SPEND)] == ["a", "b", "c"]


def test_cursors_stay_apart_and_come_back(warehouse: Warehouse) -> None:
    platform = Platform({"a": {MONDAY: []}, "b": {TUESDAY: []}})
    sync(platform, warehouse, "a", "b")
    sync(platform, warehouse, "a", "b")
    assert platform.cursors_seen == {
        "a-imaginary": {"ad_days": {"done_until": "2026-03-09"}},
        "b-imaginary": {"ad_days": {"done_until": "2026-03-10"}},
    }


def test_a_bad_value_goes_to_quarantine_and_leaves_it_when_repaired(warehouse: Warehouse) -> None:
    platform = Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1,5"}, {"ad_id": "y", "spend": "2"}]}})
    assert sync(platform, warehouse, "a")["a"].rows == 1
    quarantined = "select workspace_id, table_name, field, reason, example from raw_imaginary.rejected_records"
    assert rows(warehouse, quarantined) == [("a", "ad_days", "spend", "expected a number", "1,5")]
    platform.days["a"][MONDAY][0]["spend"] = "1.5"
    sync(platform, warehouse, "a")
    assert rows(warehouse, quarantined) == []
    assert rows(warehouse, "select sum(spend) from raw_imaginary.ad_days") == [(Decimal("3.5"),)]


def test_unknown_fields_are_kept_as_json(warehouse: Warehouse) -> None:
    platform = Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1", "novelty": {"deep": [1]}}]}})
    sync(platform, warehouse, "a")
    ((extra,),) = rows(warehouse, "select extra->>'novelty' from raw_imaginary.ad_days")
    assert json.loads(extra) == {"deep": [1]}


def test_texts_arrive_letter_by_letter(warehouse: Warehouse) -> None:
    texts = ["", " ", "NULL", "O'Brien\\n", 'a "b", c\td\r\n', "E'\\x41'", "100 % $1 {x}", "春 🌱 e\u0301", "-- ; /*"]
    ads = [{"ad_id": text, "spend": "1", "note": text} for text in texts]
    sync(Platform({"a": {MONDAY: ads}}), warehouse, "a")
    stored = rows(warehouse, "select ad_id, extra->>'note' from raw_imaginary.ad_days")
    assert sorted(stored) == sorted((text, text) for text in texts)


def test_a_nul_in_an_unknown_field_stops_nobody(warehouse: Warehouse) -> None:
    ads = [{"ad_id": "x", "spend": "1", "note": "a\x00b"}, {"ad_id": "y", "spend": "1", "note": "a\\u0000b"}]
    assert sync(Platform({"a": {MONDAY: ads}}), warehouse, "a")["a"].status == "ok"
    stored = rows(warehouse, "select ad_id, extra->>'note' from raw_imaginary.ad_days order by 1")
    assert stored == [("x", "a\ufffdb"), ("y", "a\\u0000b")]


def test_a_nul_in_a_declared_field_sends_its_record_to_quarantine(warehouse: Warehouse) -> None:
    ads = [{"ad_id": "a\x00b", "spend": "1"}, {"ad_id": "y", "spend": "1"}]
    assert sync(Platform({"a": {MONDAY: ads}}), warehouse, "a")["a"].rows == 1
    quarantined = rows(warehouse, "select reason, record->>'ad_id' from raw_imaginary.rejected_records")
    assert quarantined == [("holds a NUL character", "a\ufffdb")]


def test_every_declared_table_exists_even_without_rows(warehouse: Warehouse) -> None:
    sync(Platform(), warehouse, "a")
    tables = "select table_name from information_schema.tables where table_schema = 'raw_imaginary'"
    assert {"ad_days", "accounts", "load_windows", "rejected_records"} <= {name for (name,) in rows(warehouse, tables)}


def test_the_same_day_twice_in_one_run_is_stored_once(warehouse: Warehouse) -> None:
    platform = Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1"}]}})
    source = platform.source()
    twice = source.extract

    def extract(*arguments: Any) -> Any:
        yield from twice(*arguments)
        yield from twice(*arguments)

    object.__setattr__(source, "extract", extract)
    run_source(source, [connection("a")], SyncWindow(NOW), warehouse, Silence())
    assert len(rows(warehouse, SPEND)) == 1


def test_what_was_covered_is_recorded(warehouse: Warehouse) -> None:
    sync(Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1"}], TUESDAY: []}}), warehouse, "a")
    windows = "select date_day, row_count, observed_on from raw_imaginary.load_windows order by 1"
    assert rows(warehouse, windows) == [(MONDAY, 1, NOW.date()), (TUESDAY, 0, NOW.date())]
    assert rows(warehouse, "select count(*) from raw_imaginary.load_windows where _dlt_load_id is null") == [(0,)]


def test_now_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SyncWindow(NOW.astimezone(UTC).replace(tzinfo=None))


def test_a_release_may_declare_more_tables_and_columns(warehouse: Warehouse) -> None:
    platform = Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1", "clicks": "7"}]}})
    sync(platform, warehouse, "a")
    older = platform.source()
    grown = replace(
        older,
        tables=(
            replace(AD_DAYS, columns=(*AD_DAYS.columns, Column("clicks", "bigint"), Column("value", "decimal"))),
            ACCOUNTS,
            Table("videos", (Column("account_id"), Column("video_id")), ("workspace_id", "account_id")),
        ),
    )
    for _ in range(2):
        run_source(grown, [connection("a")], SyncWindow(NOW), warehouse, Silence())
        assert rows(warehouse, "select spend, clicks, value, extra from raw_imaginary.ad_days") == [
            (Decimal(1), 7, None, None)
        ]
        assert rows(warehouse, "select count(*) from raw_imaginary.videos") == [(0,)]


def test_rows_bring_no_columns_of_their_own(warehouse: Warehouse) -> None:
    sync(Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1", "novelty": "1"}]}}), warehouse, "a")
    names = rows(
        warehouse,
        "select column_name from information_schema.columns "
        "where table_schema = 'raw_imaginary' and table_name = 'ad_days'",
    )
    assert {name for (name,) in names} == {column.name for column in AD_DAYS.all_columns} | {"_dlt_load_id"}


def test_the_first_load_makes_every_table_whoever_fails(warehouse: Warehouse) -> None:
    assert sync(Platform(dead={"a"}), warehouse, "a")["a"].status == "reauth"
    for table in ("ad_days", "accounts", "load_windows", "rejected_records"):
        assert rows(warehouse, f"select count(*) from raw_imaginary.{table}") == [(0,)]


def test_a_run_that_is_asked_to_stop_ends_between_slices_and_is_repeated_exactly(warehouse: Warehouse) -> None:
    platform = Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1"}], TUESDAY: [{"ad_id": "x", "spend": "2"}]}})
    stopping, read = threading.Event(), []

    def stop(_: str) -> None:
        read.append(1)
        stopping.set()

    platform.before_slice = stop
    with pytest.raises(SyncStoppedError):
        run_source(platform.source(), [connection("a")], SyncWindow(NOW), warehouse, Silence(), stopping=stopping)
    assert len(read) == 1
    platform.before_slice = lambda _: None
    assert sync(platform, warehouse, "a")["a"].status == "ok"
    assert rows(warehouse, SPEND) == [("a", MONDAY, "x", Decimal(1)), ("a", TUESDAY, "x", Decimal(2))]


def test_of_two_runs_at_once_one_leaves_or_waits_and_the_rows_are_exact(warehouse: Warehouse) -> None:
    platform = Platform({"a": {MONDAY: [{"ad_id": "x", "spend": "1.5"}]}})
    refused: list[str] = []
    with ThreadPoolExecutor() as pool:
        waiting = []

        def meddle(_: str) -> None:
            platform.before_slice = lambda _: None
            with pytest.raises(LaneBusyError) as left:
                run_source(platform.source(), [connection("a")], SyncWindow(NOW), warehouse, Silence(), wait_seconds=0)
            refused.append(str(left.value))
            waiting.append(pool.submit(sync, platform, warehouse, "a"))

        platform.before_slice = meddle
        assert sync(platform, warehouse, "a")["a"].status == "ok"
        assert waiting[0].result()["a"].status == "ok"
    assert "wait until it ends, then try again" in refused[0]
    assert rows(warehouse, SPEND) == [("a", MONDAY, "x", Decimal("1.5"))]

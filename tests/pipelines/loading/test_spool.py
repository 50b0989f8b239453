"""Slices that are too many for memory: read back part by part, and spooled whole or not at all."""

import errno
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pipelines.loading import spool, staged_rows
from pipelines.loading.fetch import Fetch
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import LoadWindow, Slice
from pipelines.loading.spilled_records import SpilledRecords
from pipelines.loading.spool import Spool
from tests.pipelines.loading.imaginary_source import NOW, Platform, Silence, connection

MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
RECORDS, AT_ONCE = 1000, 50


class Counted(dict[str, Any]):
    """A record that is counted as long as it lives."""

    living = most = 0

    def __init__(self, record: dict[str, Any]) -> None:
        super().__init__(record)
        Counted.living += 1
        Counted.most = max(Counted.most, Counted.living)

    def __del__(self) -> None:
        Counted.living -= 1


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "PROJECTED_AT_ONCE", AT_ONCE)
    monkeypatch.setattr(spool, "CHUNK_ROWS", 2 * AT_ONCE)
    monkeypatch.setattr(staged_rows, "ROWS_IN_MEMORY", AT_ONCE)


def day(records: int, *, unreadable: str = "") -> Slice:
    """A day of ads; the record of the ad ``unreadable`` cannot be shaped."""

    def shape(record: dict[str, Any]) -> Counted:
        if record["ad_id"] == unreadable:
            raise KeyError("a defect")
        return Counted(record)

    rows = SpilledRecords(shape)
    for start in range(0, records, AT_ONCE):
        page = range(start, min(start + AT_ONCE, records))
        rows.add([{"account_id": "1", "date_day": MONDAY.isoformat(), "ad_id": str(n), "spend": "1"} for n in page])
    return Slice(
        stream="ad_days",
        rows={"ad_days": rows},
        covers={"ad_days": [("1", MONDAY), ("1", TUESDAY)]},
        cursor={"done_until": MONDAY.isoformat()},
        windows=[LoadWindow("1", MONDAY, len(rows))],
    )


def spooled(folder: Path) -> Spool:
    return Spool(Platform().source(), folder, {})


def test_a_large_slice_is_never_whole_in_memory(tmp_path: Path) -> None:
    Counted.most = 0
    filled = spooled(tmp_path)
    assert filled.add(connection("a"), day(RECORDS), SyncWindow(NOW)) == RECORDS
    filled.close()
    assert Counted.most <= 2 * AT_ONCE
    chunks = list(filled.batches("ad_days"))
    assert max(chunk.num_rows for chunk in chunks) <= 3 * AT_ONCE
    rows = [row for chunk in chunks for row in chunk.to_pylist()]
    assert sorted(int(row["ad_id"]) for row in rows if row["ad_id"]) == list(range(RECORDS))
    assert [row["date_day"] for row in rows if row["_is_marker"]] == [TUESDAY]
    assert filled.row_count == RECORDS


def test_a_slice_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    filled = spooled(tmp_path)
    with pytest.raises(KeyError):
        filled.add(connection("a"), day(RECORDS, unreadable="700"), SyncWindow(NOW))
    assert list(tmp_path.iterdir()) == []
    assert (filled.row_count, filled.cursors) == (0, {})
    assert filled.add(connection("a"), day(10), SyncWindow(NOW)) == 10
    filled.close()
    assert sum(chunk.num_rows for chunk in filled.batches("ad_days")) == 10 + 1


def test_a_defect_while_rows_are_shaped_ends_one_connection_only(tmp_path: Path) -> None:
    pieces = {"a": day(RECORDS, unreadable="700"), "b": day(RECORDS)}
    source = replace(Platform().source(), extract=lambda one, _cursors, _window: iter([pieces[one.workspace_id]]))
    fetch = Fetch(source, SyncWindow(NOW), Silence(), {})
    fetch.start([connection("a"), connection("b")], {})
    filled = Spool(source, tmp_path, {})
    fetch.committed(fetch.fill(filled))
    assert fetch.done
    outcomes = {outcome.workspace_id: (outcome.status, outcome.rows) for outcome in fetch.outcomes}
    assert outcomes == {"a": ("failed", 0), "b": ("ok", RECORDS)}


def test_a_full_disk_ends_the_run_and_no_half_slice_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = replace(Platform().source(), extract=lambda _one, _cursors, _window: iter([day(10)]))
    fetch = Fetch(source, SyncWindow(NOW), Silence(), {})
    fetch.start([connection("a")], {})
    filled = Spool(source, tmp_path, {})
    written: list[str] = []

    def write(name: str, _rows: Any) -> None:
        if written:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(name)

    monkeypatch.setattr(filled, "_write", write)
    with pytest.raises(OSError, match="No space left"):
        fetch.fill(filled)
    assert written


def test_a_disk_that_fills_up_while_reading_ends_the_run(tmp_path: Path) -> None:
    def read(_one: Any, _cursors: Any, _window: Any) -> Iterator[Slice]:
        raise OSError(errno.ENOSPC, "No space left on device")
        yield

    source = replace(Platform().source(), extract=read)
    fetch = Fetch(source, SyncWindow(NOW), Silence(), {})
    fetch.start([connection("a")], {})
    with pytest.raises(OSError, match="No space left"):
        fetch.fill(Spool(source, tmp_path, {}))

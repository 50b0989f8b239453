"""A round is read while the one before is loaded, and counts for nothing until it is loaded itself."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.loading import fetch as fetching
from pipelines.loading.backfills import BACKFILL
from pipelines.loading.fetch import Fetch
from pipelines.loading.read_ahead import rounds_ahead
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from tests.pipelines.loading.imaginary_source import NOW, Platform, Silence, connection

MONDAY = date(2026, 2, 2)


@pytest.fixture(autouse=True)
def _a_slice_is_a_round(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "ROUND_ROWS", 1)


def piece(number: int) -> Slice:
    day = MONDAY + timedelta(days=number)
    row = {"account_id": "1", "date_day": day.isoformat(), "ad_id": "9", "spend": "1"}
    return Slice(
        stream="ad_days",
        rows={"ad_days": [row]},
        covers={"ad_days": [("1", day)]},
        cursor={"done_until": day.isoformat()},
    )


def reading(extract: Callable[..., Iterator[Slice]], **window: Any) -> tuple[Any, Fetch]:
    source = replace(Platform().source(), extract=extract)
    fetch = Fetch(source, SyncWindow(NOW, **window), Silence(), {})
    fetch.start([connection("a")], {})
    return source, fetch


def test_the_next_round_is_read_while_one_is_loaded(tmp_path: Path) -> None:
    second = threading.Event()

    def extract(*_: Any) -> Iterator[Slice]:
        yield piece(0)
        second.set()
        yield piece(1)

    source, fetch = reading(extract)
    with rounds_ahead(source, fetch, {}, tmp_path / "spool") as rounds:
        first = next(rounds)
        assert second.wait(20)
        assert [share.rows for share in first.shares] == [1]
        assert sum(share.rows for ready in rounds for share in ready.shares) == 1


def test_what_is_read_ahead_is_not_noted_with_the_round_before(tmp_path: Path) -> None:
    pieces = [piece(0), piece(1)]
    source, fetch = reading(lambda *_: iter(pieces), since=MONDAY, until=MONDAY + timedelta(days=1))
    notes = []
    with rounds_ahead(source, fetch, {}, tmp_path / "spool") as rounds:
        for ready in list(rounds):
            state: dict[str, Any] = {}
            ready.note(state)
            notes.append(state["cursors"]["a-imaginary"])
            fetch.committed(ready.shares)
    assert [note.get("ad_days", {}).get("done_until") for note in notes[:2]] == ["2026-02-02", "2026-02-03"]
    assert [BACKFILL in note for note in notes] == [*[True] * (len(notes) - 1), False]
    assert fetch.outcomes[0].rows == 2


def test_a_round_that_is_ready_is_handed_on_before_the_next_one_fails(tmp_path: Path) -> None:
    def extract(*_: Any) -> Iterator[Slice]:
        yield piece(0)
        raise OSError(28, "No space left on device")

    source, fetch = reading(extract)
    with rounds_ahead(source, fetch, {}, tmp_path / "spool") as rounds:
        assert [share.rows for share in next(rounds).shares] == [1]
        with pytest.raises(OSError, match="No space left"):
            next(rounds)
    assert not (tmp_path / "spool").exists()


def test_reading_ends_with_the_load_that_failed(tmp_path: Path) -> None:
    asked: list[int] = []

    def extract(*_: Any) -> Iterator[Slice]:
        for number in range(1000):
            asked.append(number)
            yield piece(number)

    source, fetch = reading(extract)
    with pytest.raises(ValueError, match="load"), rounds_ahead(source, fetch, {}, tmp_path / "spool") as rounds:
        next(rounds)
        raise ValueError("load")
    assert len(asked) <= 3
    assert not [thread for thread in threading.enumerate() if "-ahead" in thread.name]

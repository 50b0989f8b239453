"""Sources side by side: some at once, each reported when it is through, one that fails ends alone."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from omnitrackiq.warehouse.errors import WarehouseMemoryError
from orchestration import side_by_side
from orchestration.side_by_side import SOURCES_AT_ONCE, sync, sync_each
from orchestration.sources import UnknownSourceError, source_names
from orchestration.sync import SyncRequest
from pipelines.loading.fetch import Outcome
from tests.line import Silence

# On PostgreSQL every source holds a lane of its own, so nothing has to be opened here.
INSTALLATION: Any = SimpleNamespace(warehouse=SimpleNamespace(engine="postgres"))
Syncing = Callable[[str, threading.Event], None]


@pytest.fixture
def syncing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Syncing], None]:
    """Takes the place of syncing one source."""

    def put(act: Syncing) -> None:
        def sync_source(_i: Any, name: str, _r: Any, _o: Any, _h: Any, stopping: threading.Event) -> list[Outcome]:
            act(name, stopping)
            return [Outcome("alpha", f"{name} 1", name)]

        monkeypatch.setattr(side_by_side, "sync_source", sync_source)

    return put


def test_outcomes_come_source_by_source_in_the_order_asked_for(syncing: Callable[[Syncing], None]) -> None:
    second_is_through = threading.Event()
    syncing(lambda name, _: second_is_through.set() if name == "ga4" else _wait(second_is_through))
    outcomes = sync(INSTALLATION, SyncRequest(), Silence(), ["shopify", "ga4"])
    assert [outcome.source for outcome in outcomes] == ["shopify", "ga4"]


def test_some_are_read_at_once_and_never_more(syncing: Callable[[Syncing], None]) -> None:
    together = threading.Barrier(SOURCES_AT_ONCE, timeout=30)
    now, most, lock = 0, 0, threading.Lock()

    def act(_name: str, _stopping: threading.Event) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        together.wait()
        with lock:
            now -= 1

    syncing(act)
    names = source_names()
    assert len(names) == 2 * SOURCES_AT_ONCE
    assert {name for name, _ in sync_each(INSTALLATION, SyncRequest(), Silence(), names)} == set(names)
    assert most == SOURCES_AT_ONCE


def test_a_source_that_fails_as_a_whole_is_told_after_the_others(syncing: Callable[[Syncing], None]) -> None:
    def act(name: str, _stopping: threading.Event) -> None:
        if name == "shopify":
            raise WarehouseMemoryError(name)

    syncing(act)
    through = []
    with pytest.raises(WarehouseMemoryError):
        for name, _ in sync_each(INSTALLATION, SyncRequest(), Silence(), ["shopify", "ga4", "tiktok_ads"]):
            through.append(name)
    assert sorted(through) == ["ga4", "tiktok_ads"]


def test_an_unknown_source_is_told_before_any_is_begun(syncing: Callable[[Syncing], None]) -> None:
    begun = []
    syncing(lambda name, _: begun.append(name))
    with pytest.raises(UnknownSourceError, match="There is no source 'myspace'"):
        sync(INSTALLATION, SyncRequest(), Silence(), ["shopify", "myspace"])
    assert begun == []


def test_who_reads_no_further_stops_what_is_under_way_and_begins_nothing(syncing: Callable[[Syncing], None]) -> None:
    begun = []

    def act(name: str, stopping: threading.Event) -> None:
        begun.append(name)
        if name != source_names()[0]:
            _wait(stopping)

    syncing(act)
    reading = sync_each(INSTALLATION, SyncRequest(), Silence(), source_names())
    assert next(reading)[0] == source_names()[0]
    reading.close()
    assert len(begun) <= SOURCES_AT_ONCE + 1


def _wait(event: threading.Event) -> None:
    assert event.wait(30)

"""One at a time per lane, on both engines, and a dead process never keeps a lane."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from omnitrackiq.warehouse.errors import LaneBusyError, LaneLostError, WarehouseError
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.locks import lane_lock, lane_of
from tests.postgres_server import PostgresServer, free_port


@pytest.fixture(params=["duckdb", "postgres"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Warehouse:
    if request.param == "duckdb":
        return Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path / "home")
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return Warehouse.parse(server.new_database(), tmp_path / "home")


@contextmanager
def holder(warehouse: Warehouse, name: str, *options: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Another process that holds the lane ``name``, and what it printed."""
    command = [sys.executable, "-m", "tests.omnitrackiq.warehouse.lane_holder"]
    arguments = [warehouse.url, str(warehouse.home), name, *options]
    with subprocess.Popen([*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        line = process.stdout.readline().decode().strip()
        assert line.startswith("held")
        try:
            yield process, line.removeprefix("held").strip()
        finally:
            process.kill()


def test_a_lane_that_is_held_is_refused_with_the_holders_process(warehouse: Warehouse) -> None:
    with holder(warehouse, "shopify") as (process, _):
        for wait_seconds in (0, 0.3):
            with pytest.raises(LaneBusyError, match=f"process {process.pid} ") as refusal:
                take(warehouse, "shopify", wait_seconds)
            assert "\n" not in str(refusal.value)
        take(warehouse, "ga4")


def take(warehouse: Warehouse, name: str, wait_seconds: float = 0) -> None:
    with lane_lock(warehouse, name, wait_seconds) as lane:
        assert lane.name == name
        lane.assert_held()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_dead_process_keeps_no_lane(warehouse: Warehouse, how: signal.Signals) -> None:
    with holder(warehouse, "shopify") as (process, _):
        process.send_signal(how)
        process.wait(30)
        take(warehouse, "shopify", wait_seconds=10)


def test_a_child_that_outlives_a_killed_holder_keeps_no_lane(warehouse: Warehouse) -> None:
    with holder(warehouse, "shopify", "forks") as (process, child):
        process.kill()
        process.wait(30)
        os.kill(int(child), 0)
        try:
            take(warehouse, "shopify", wait_seconds=10)
        finally:
            os.kill(int(child), signal.SIGKILL)


def test_a_child_of_the_holder_leaves_the_lane_to_it(warehouse: Warehouse) -> None:
    with lane_lock(warehouse, "shopify") as lane:
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        lane.assert_held()
        with pytest.raises(LaneBusyError):
            take(warehouse, "shopify")


def test_whoever_waits_gets_the_lane_when_it_is_free(warehouse: Warehouse) -> None:
    order: list[str] = []

    def wait_for_it() -> None:
        with lane_lock(warehouse, "shopify", wait_seconds=30):
            order.append("second")

    with lane_lock(warehouse, "shopify"):
        second = threading.Thread(target=wait_for_it)
        second.start()
        second.join(0.5)
        assert second.is_alive()
        order.append("first")
    second.join(30)
    assert order == ["first", "second"]


def test_threads_never_hold_a_lane_together(warehouse: Warehouse) -> None:
    inside, seen = threading.Semaphore(1), []

    def work() -> None:
        for _ in range(5):
            with lane_lock(warehouse, "shopify", wait_seconds=60):
                seen.append(inside.acquire(blocking=False))
                inside.release()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [True] * 20


def test_this_very_process_is_named_too(warehouse: Warehouse) -> None:
    with lane_lock(warehouse, "shopify"), pytest.raises(LaneBusyError, match=r"this very process|process \d+"):
        take(warehouse, "shopify")


def test_a_failure_inside_frees_the_lane(warehouse: Warehouse) -> None:
    with pytest.raises(RuntimeError), lane_lock(warehouse, "shopify"):
        raise RuntimeError
    take(warehouse, "shopify")


def test_duckdb_has_one_lane_for_everything_and_postgres_one_per_source(warehouse: Warehouse) -> None:
    lanes = {lane_of(warehouse, name) for name in ("shopify", "ga4", "build")}
    assert len(lanes) == (1 if warehouse.engine == "duckdb" else 3)


def test_lanes_of_two_homes_or_databases_are_apart(warehouse: Warehouse, tmp_path: Path, postgres_url: str) -> None:
    url = postgres_url if warehouse.engine == "postgres" else f"duckdb:///{tmp_path}/other.duckdb"
    with lane_lock(warehouse, "shopify"):
        take(Warehouse.parse(url, tmp_path / "other home"), "shopify")


def test_a_removed_lock_file_is_noticed_before_anything_is_published(tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/w.duckdb", tmp_path)
    with lane_lock(warehouse, "warehouse") as lane:
        lane.assert_held()
        (warehouse.locks_folder / "warehouse.lock").unlink()
        with pytest.raises(LaneLostError):
            lane.assert_held()


def test_a_lost_session_is_noticed_before_anything_is_published(postgres_url: str, tmp_path: Path) -> None:
    import psycopg

    warehouse = Warehouse.parse(postgres_url, tmp_path)
    with lane_lock(warehouse, "shopify") as lane:
        lane.assert_held()
        with psycopg.connect(postgres_url, autocommit=True) as operator:
            operator.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                " where application_name like 'omnitrackiq %' and datname = current_database()"
            )
        with pytest.raises(LaneLostError):
            lane.assert_held()


def test_a_server_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    warehouse = Warehouse.parse(f"postgresql://u:canary@127.0.0.1:{free_port()}/d", tmp_path)
    with pytest.raises(WarehouseError, match="does not answer") as refusal:
        take(warehouse, "shopify")
    assert "canary" not in str(refusal.value)

"""Threads that read compute one at a time, and none keeps its turn while it waits."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipelines.loading import turns
from pipelines.loading.turns import computing, sleep, waiting


def test_one_thread_computes_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE_SECONDS", 60.0)
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        with computing():
            for _ in range(20):
                inside += 1
                most = max(most, inside)
                time.sleep(0.001)
                inside -= 1
                sleep(0)

    with ThreadPoolExecutor(4) as pool:
        for done in [pool.submit(work) for _ in range(4)]:
            done.result()
    assert most == 1


def test_who_waits_lets_others_compute() -> None:
    met = threading.Barrier(3, timeout=20)

    def work() -> None:
        with computing(), waiting():
            met.wait()

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work) for _ in range(3)]:
            done.result()


def test_a_turn_ends_with_what_failed_in_it() -> None:
    with pytest.raises(ValueError, match="gone"), computing(), waiting():
        raise ValueError("gone")
    with computing():
        pass


def test_nobody_waits_for_ever_for_a_turn() -> None:
    """A thread with the turn waits for a lock whose holder waits for the turn."""
    lock, has_lock, has_turn = threading.Lock(), threading.Event(), threading.Event()

    def holder() -> None:
        with computing(), lock, waiting():
            has_lock.set()
            assert has_turn.wait(20)

    def asker() -> None:
        assert has_lock.wait(20)
        with computing():
            has_turn.set()
            with lock:
                pass

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(holder), pool.submit(asker)]:
            done.result(timeout=30)


def test_waiting_and_sleeping_work_without_a_turn() -> None:
    with waiting():
        sleep(0)

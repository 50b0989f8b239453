"""Lanes: work of one lane never overlaps, across processes, and a dead process never keeps one.

DuckDB has one writer, so one lane for everything, held as an ``flock`` under the home. PostgreSQL has a lane per
source, held as an advisory lock of a session of its own (a pooler that shares sessions would break it).
"""

import fcntl
import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random

from omnitrackiq.warehouse.errors import LaneBusyError, LaneLostError
from omnitrackiq.warehouse.forks import forget_in_children
from omnitrackiq.warehouse.location import Warehouse


class Lane(Protocol):
    """A lane that this process holds."""

    @property
    def name(self) -> str:
        """What is locked."""

    def assert_held(self) -> None:
        """Raise LaneLostError when the lane is held no longer; ask right before something is published."""


def lane_of(warehouse: Warehouse, source: str) -> str:
    """The lane in which ``source`` (or "build") runs: one for everything on DuckDB, else one per source."""
    return "warehouse" if warehouse.engine == "duckdb" else source


@contextmanager
def lane_lock(warehouse: Warehouse, name: str, wait_seconds: float = 0) -> Iterator[Lane]:
    """Hold the lane ``name`` while the block runs, after waiting at most ``wait_seconds`` for it.

    The lock is not re-entrant. Raises LaneBusyError, which names the process that holds it.
    """
    if warehouse.engine == "postgres":
        from omnitrackiq.warehouse.postgres_locks import advisory_lane

        with advisory_lane(warehouse, name, wait_seconds) as lane:
            yield lane
    else:
        with _file_lane(warehouse.locks_folder / f"{name}.lock", name, wait_seconds) as held:
            yield held


@dataclass(frozen=True, slots=True)
class _FileLane:
    name: str
    path: Path
    file: IO[str]

    def assert_held(self) -> None:
        mine = os.fstat(self.file.fileno())
        try:
            now = self.path.stat()
        except FileNotFoundError:
            now = None
        if now is None or (now.st_dev, now.st_ino) != (mine.st_dev, mine.st_ino):
            raise LaneLostError(
                f"The lock file {self.path} was removed while the lane was held: run the command again."
            )


@contextmanager
def _file_lane(path: Path, name: str, wait_seconds: float) -> Iterator[Lane]:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = _open_locked(path, name, wait_seconds)
    with file, forget_in_children(file.fileno()):
        file.seek(0)
        file.truncate()
        json.dump({"pid": os.getpid(), "host": socket.gethostname()}, file)
        file.flush()
        yield _FileLane(name, path, file)


def _open_locked(path: Path, name: str, wait_seconds: float) -> IO[str]:
    attempts = Retrying(
        stop=stop_after_delay(wait_seconds),
        wait=wait_random(0.05, 0.2),
        retry=retry_if_exception_type(BlockingIOError),
        reraise=True,
    )
    file = path.open("a+", encoding="utf-8")
    try:
        attempts(fcntl.flock, file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = _holder(file)
        file.close()
        raise LaneBusyError(name, holder) from None
    except BaseException:
        file.close()
        raise
    return file


def _holder(file: IO[str]) -> str:
    """Who wrote itself into the lock file; it may just be about to."""
    file.seek(0)
    try:
        pid = int(json.loads(file.read())["pid"])
    except (ValueError, KeyError, TypeError):
        return "another process"
    return "this very process" if pid == os.getpid() else f"process {pid}"

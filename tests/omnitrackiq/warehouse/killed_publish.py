"""Publishes in a process that kills itself at a chosen moment.

Run as a program it reads lines ``<moment> <home>`` from standard input. For each it forks a process that publishes
build ``after`` and ends by SIGKILL when the publishing code has come to that many lines (0: never), then answers with
the number of lines seen, or ``killed``.
"""

import importlib
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import Any

from omnitrackiq.warehouse import mart_tables, published_files, publishing, snapshots
from omnitrackiq.warehouse.location import Warehouse

WATCHED = frozenset(module.__file__ for module in (publishing, published_files, snapshots, mart_tables))
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Countdown:
    """A trace function that counts lines of the watched modules and kills the process at line ``fatal``."""

    def __init__(self, fatal: int) -> None:
        self.fatal = fatal
        self.seen = 0

    def __call__(self, frame: FrameType, event: str, argument: Any) -> "Countdown | None":
        if frame.f_code.co_filename not in WATCHED:
            return None
        if event == "line":
            self.seen += 1
            if self.seen == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def publish_counted(home: Path, fatal: int) -> int:
    """Publish every changed workspace; the number of lines that ran."""
    countdown = Countdown(fatal)
    sys.settrace(countdown)
    publishing.publish(Warehouse.parse(f"duckdb:///{home}/warehouse.duckdb", home), None, "after", NOW)
    sys.settrace(None)
    return countdown.seen


def main() -> None:
    """Serve moments until standard input ends."""
    # Imported once, before the forks (DuckDB imports pandas by itself); nothing is connected, so no thread runs yet.
    for name in ("duckdb", "pandas"):
        importlib.import_module(name)
    for line in sys.stdin:
        fatal, _, home = line.strip().partition(" ")
        child = os.fork()
        if child == 0:
            sys.stdout.write(f"{publish_counted(Path(home), int(fatal))}\n")
            sys.stdout.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            sys.stdout.write("killed\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()

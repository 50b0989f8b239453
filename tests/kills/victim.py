"""A process that runs commands in forks of itself, which die at a step or when their parent kills them.

Run as a program it reads one JSON document per line from standard input: ``environment`` (variables), ``command``
(arguments of ``omnitrackiq``), and either ``fatal`` ([step, side, number], with a ``gate`` to wait at instead of dying)
or ``after`` (seconds until SIGKILL), or neither; ``round_rows`` makes the rounds of a sync shorter. It answers with one
line of JSON: ``exit`` (negative: the signal), ``seconds``, ``said`` (what it printed) and ``steps`` (how often each was
met; only of a fork that ended by itself).
Modules are imported once, before the forks, so that a command costs its own work only.
"""

import importlib
import json
import os
import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from orchestration.sources import all_sources
from pipelines.loading import fetch
from tests.kills.steps import BUILD_STEPS, STEPS, Watch

_WARM = ("duckdb", "pandas", "psycopg", "dlt", "dlt.destinations.impl.postgres.postgres", "orchestration.cli.sync")


def main() -> None:
    """Serve commands until standard input ends."""
    for name in _WARM:
        importlib.import_module(name)
    all_sources()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_run(json.loads(line))) + "\n")
        sys.stdout.flush()


def _run(order: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        said, counted = Path(folder) / "said", Path(folder) / "counted"
        started = time.monotonic()
        child = os.fork()
        if child == 0:
            _become(order, said, counted)
        if (after := order.get("after")) is not None:
            _kill_after(child, started + after)
        _, status = os.waitpid(child, 0)
        return {
            "exit": os.waitstatus_to_exitcode(status),
            "seconds": time.monotonic() - started,
            "said": said.read_text()[-2000:],
            "steps": json.loads(counted.read_text()) if counted.exists() else {},
        }


def _kill_after(child: int, moment: float) -> None:
    """Kills ``child`` at ``moment``, unless it has ended by then."""
    while time.monotonic() < moment:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)


def _become(order: dict[str, Any], said: Path, counted: Path) -> None:
    """Runs the command in this fork, which never returns."""
    os.environ.update(order["environment"])
    output = os.open(said, os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(order["environment"]["OMNITRACKIQ_HOME"])
    fatal, gate = order.get("fatal"), order.get("gate")
    watch = Watch(tuple(fatal) if fatal else None, Path(gate) if gate else None)
    if "round_rows" in order:
        fetch.ROUND_ROWS = order["round_rows"]
    watch.put_around(BUILD_STEPS if order["command"][0] == "build" else STEPS)
    from orchestration.cli import build_app
    from orchestration.cli.failures import exit_code

    code = exit_code(build_app(), order["command"])
    sys.stdout.flush()
    sys.stderr.flush()
    counted.write_text(json.dumps(watch.counts))
    os._exit(code)


if __name__ == "__main__":
    main()

"""``python -m tests.kills.soak``: many random kills per engine, with a line of figures for each. Stops at a failure."""

import argparse
import random
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import typer

from tests.kills.installations import Homes, Victims, small_sandbox
from tests.kills.trial import Trials
from tests.postgres_server import running_server


def main() -> None:
    """Kill as often as asked, on DuckDB and on PostgreSQL."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moments", type=int, default=200, help="kills per engine")
    parser.add_argument("--engine", choices=["duckdb", "postgres"], action="append", help="only this engine")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    typer.echo(f"seed {options.seed}")
    for engine in options.engine or ["duckdb", "postgres"]:
        _soak(engine, options.moments, random.Random(options.seed))


def _soak(engine: str, moments: int, dice: random.Random) -> None:
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="omnitrackiq-soak-")))
        server = running.enter_context(running_server()) if engine == "postgres" else None
        sandbox = running.enter_context(small_sandbox())
        victims = Victims()
        running.callback(victims.close)
        trials = Trials(sandbox, Homes(folder, sandbox, server), victims)
        seconds = trials.rehearse().seconds
        started, killed, ended = time.monotonic(), 0, 0
        while killed < moments:
            moment = dice.uniform(0, seconds)
            if trials.kill(after=moment):
                killed += 1
            else:
                ended += 1
            typer.echo(f"{engine}: {killed} kills so far, the last after {moment:.2f} s")
        minutes = (time.monotonic() - started) / 60
        typer.echo(
            f"{engine}: {killed} kills within the first {seconds:.1f} s of a run ({ended} runs ended before), "
            f"0 rows lost, 0 doubled, 0 packages left, 1 repeat each, {minutes:.1f} minutes"
        )


if __name__ == "__main__":
    main()

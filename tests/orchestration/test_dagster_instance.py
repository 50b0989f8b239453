"""A killed run is ended by the next command and gives its pool slot back."""

import signal
import subprocess
import sys
from pathlib import Path

import dagster as dg

from orchestration.dagster_instance import dagster_instance, process_tags

REPOSITORY = Path(__file__).resolve().parents[2]
KILLED_RUN = """
import os, signal, sys
from pathlib import Path
import dagster as dg
from orchestration.dagster_instance import dagster_instance, process_tags

@dg.asset(pool="warehouse_writer")
def dies():
    os.kill(os.getpid(), signal.SIGKILL)

with dagster_instance(Path(sys.argv[1])) as instance:
    dg.materialize([dies], instance=instance, tags=process_tags())
"""


@dg.asset(pool="warehouse_writer")
def lives() -> None:
    """Needs the slot that the dead run held."""


def test_the_next_run_is_not_blocked_by_a_killed_one(tmp_path: Path) -> None:
    dead = subprocess.run(
        [sys.executable, "-c", KILLED_RUN, str(tmp_path)], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert dead.returncode == -signal.SIGKILL, dead.stderr
    with dagster_instance(tmp_path) as instance:
        (run,) = instance.get_runs()
        assert run.status == dg.DagsterRunStatus.FAILURE
        assert dg.materialize([lives], instance=instance).success


def test_a_living_run_is_left_alone(tmp_path: Path) -> None:
    with dagster_instance(tmp_path) as instance:

        @dg.asset
        def looks() -> None:
            with dagster_instance(tmp_path) as other:
                (run,) = other.get_runs()
                assert run.status == dg.DagsterRunStatus.STARTED

        assert dg.materialize([looks], instance=instance, tags=process_tags()).success

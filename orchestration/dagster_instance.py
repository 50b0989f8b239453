"""Dagster's instance of this home, tidied up after dead processes."""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import psutil

from orchestration.dagster_home import dagster_home
from orchestration.dbt import environment

PID_TAG = "omnitrackiq/pid"
STARTED_TAG = "omnitrackiq/process_started"


@contextmanager
def dagster_instance(home: Path) -> Iterator[dg.DagsterInstance]:
    """The instance of ``home``, with the runs of dead processes ended and their pool slots given back."""
    folder = dagster_home(home)
    with environment({"DAGSTER_HOME": str(folder)}), dg.DagsterInstance.from_config(str(folder)) as instance:
        end_dead_runs(instance)
        yield instance


def process_tags() -> dict[str, str]:
    """Tags by which a later process can tell whether the one that runs a job still lives."""
    return {PID_TAG: str(os.getpid()), STARTED_TAG: str(psutil.Process().create_time())}


def end_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Ends runs whose process is gone: a killed in-process run otherwise stays STARTED and keeps its pool slot."""
    ended = []
    for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.STARTING])):
        if PID_TAG in run.tags and not _lives(run.tags):
            instance.report_run_failed(run, message="The process of this run ended before it was done.")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
            ended.append(run.run_id)
    return ended


def _lives(tags: Mapping[str, str]) -> bool:
    try:
        started = psutil.Process(int(tags[PID_TAG])).create_time()
    except psutil.NoSuchProcess:
        return False
    return abs(started - float(tags.get(STARTED_TAG, time.time()))) < 1

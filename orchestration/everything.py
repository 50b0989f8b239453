"""The job for everything, in this process: sync, build and publish."""

import gc
from contextlib import redirect_stdout

import dagster as dg

from omnitrackiq.errors import ExpectedError
from omnitrackiq.warehouse.location import Warehouse
from orchestration.dagster_instance import dagster_instance, process_tags
from orchestration.dbt import make_manifest
from orchestration.definitions import EVERYTHING, defs
from orchestration.installation import Installation
from orchestration.progress import StepObserver


class RunError(ExpectedError):
    """A step of the job failed."""


def everything_job(warehouse: Warehouse) -> dg.JobDefinition:
    """The job over the models as they stand, parsed for a build of ``warehouse``."""
    make_manifest(warehouse)
    job = defs().resolve_job_def(EVERYTHING)
    # Dagster and dbt stay for good: a garbage collector that looks through them again and again costs seconds.
    gc.freeze()
    return job


def run_everything(installation: Installation, job: dg.JobDefinition, observer: StepObserver) -> None:
    """Runs ``job`` in this process, its output to the home's log.

    Raises RunError with the first failure's sentence.
    """
    log = installation.settings.home / "logs" / "demo.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with dagster_instance(installation.settings.home) as instance, log.open("w") as output, redirect_stdout(output):
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags=process_tags(),
            run_config={"loggers": {"console": {"config": {"log_level": "ERROR"}}}},
            resources={"installation": installation, "observer": observer},
        )
        if not result.success:
            raise RunError(_first_failure(result))


def _first_failure(result: dg.ExecuteInProcessResult) -> str:
    for event in result.get_step_failure_events():
        error = event.step_failure_data.error
        cause = error.cause if error and error.cause else error
        return f"The step {event.step_key} failed: {cause.message.strip() if cause else 'no reason was given'}"
    return "The run failed before its first step."

"""Work that a sensor asks for: once, and again a while after each run of it that failed."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

AGAIN_AFTER = timedelta(minutes=5)
ASKED_TAG = "omnitrackiq/asked"


def asked_for(
    instance: dg.DagsterInstance,
    key: str,
    job_name: str,
    run_config: dg.RunConfig,
    tags: Mapping[str, str] | None = None,
) -> dg.RunRequest:
    """The request for what ``key`` names: Dagster passes over one whose run waits, works or succeeded.

    A run that failed may never have begun, its code not found or its process killed: then it is asked for again.
    """
    found = instance.get_run_records(dg.RunsFilter(tags={ASKED_TAG: key}), limit=1)
    again = f" after {found[0].dagster_run.run_id}" if found and _is_to_repeat(found[0]) else ""
    return dg.RunRequest(key + again, job_name=job_name, run_config=run_config, tags={**(tags or {}), ASKED_TAG: key})


def _is_to_repeat(record: Any) -> bool:
    failed = record.dagster_run.status in (dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED)
    return failed and datetime.now(UTC) - record.update_timestamp >= AGAIN_AFTER

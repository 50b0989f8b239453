"""A new connection shows its newest days first: they are read, built and published, and then its history."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from omnitrackiq.accounts.connections import due_connections
from omnitrackiq.warehouse.sync_runs import SyncRun
from orchestration.assets.raw import SyncConfig
from orchestration.installation import Installation
from orchestration.sources import source_names

NEWEST_DAYS = 30
TICK_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Reading:
    """What one source still has to read: the newest days of new connections, or what lies before them.

    ``key`` is another only when a run has come further: one that does not is left to the hourly run.
    """

    source: str
    workspace_ids: tuple[str, ...]
    newest_days: int | None
    key: str


def readings(installation: Installation) -> list[Reading]:
    """What there is to read beside the hourly run, first of all the newest days."""
    latest = {run.connection_id: run for run in installation.ledger.latest()}
    with installation.database.reading() as session:
        due = due_connections(session, now=installation.now())
    new = [(each.source, each.workspace_id, each.connection_id) for each in due if each.connection_id not in latest]
    begun = [
        (each.source, each.workspace_id, f"{each.connection_id} {latest[each.connection_id].days}")
        for each in due
        if each.connection_id in latest and _has_more(latest[each.connection_id])
    ]
    return [*_by_source(new, NEWEST_DAYS), *_by_source(begun, None)]


def _has_more(run: SyncRun) -> bool:
    """Whether the run left history for later; one that failed is left to the hourly run."""
    return run.status == "ok" and run.days is not None and run.wanted_days is not None and run.days < run.wanted_days


def _by_source(wanted: Sequence[tuple[str, str, str]], newest_days: int | None) -> Iterator[Reading]:
    for source in source_names():
        found = sorted((workspace_id, key) for name, workspace_id, key in wanted if name == source)
        if found:
            workspaces = tuple(dict.fromkeys(workspace_id for workspace_id, _ in found))
            yield Reading(source, workspaces, newest_days, " ".join([source, *(key for _, key in found)]))


def history_sensor(jobs: Sequence[Any]) -> dg.SensorDefinition:
    """The sensor that starts these readings; ``jobs`` sync one source each and are called ``resume_<source>``."""

    @dg.sensor(
        name="read_history",
        jobs=jobs,
        minimum_interval_seconds=TICK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def read_history(installation: dg.ResourceParam[Installation]) -> Iterator[dg.RunRequest | dg.SkipReason]:
        found = readings(installation)
        if not found:
            yield dg.SkipReason("Every connection's history is read.")
        for reading in found:
            config = SyncConfig(workspace_ids=list(reading.workspace_ids), newest_days=reading.newest_days)
            yield dg.RunRequest(
                run_key=reading.key,
                job_name=f"resume_{reading.source}",
                run_config=dg.RunConfig({f"sync_{reading.source}": config}),
            )

    return read_history

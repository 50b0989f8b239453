"""A new connection shows its newest days first: they are read, built and published, and then its history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg

from omnitrackiq.accounts.connections import ConnectionRecord, due_connections
from omnitrackiq.warehouse.schedule import WORKSPACE_TAG
from omnitrackiq.warehouse.sync_runs import SyncRun
from orchestration.asking import asked_for
from orchestration.assets.raw import SYNC_STEP, SyncConfig
from orchestration.installation import Installation

NEWEST_DAYS = 30
TICK_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Reading:
    """What is still to be read: the newest days, or the history, of one source or of all (``source`` None).

    ``key`` is another only when a run has come further: one that succeeds and does not is left to the hourly run.
    """

    source: str | None
    workspace_ids: tuple[str, ...]
    key: str
    newest_days: int | None = None


def readings(installation: Installation) -> list[Reading]:
    """What there is to read beside the hourly run, first of all the newest days."""
    latest = {run.connection_id: run for run in installation.ledger.latest()}
    with installation.database.reading() as session:
        due = due_connections(session, now=installation.now())
    # The rates come with whatever a workspace connects first: alone they show nothing.
    new = [each for each in due if each.connection_id not in latest and each.source != "exchange_rates"]
    begun = [each for each in due if each.connection_id in latest and _has_more(latest[each.connection_id])]
    return [*_newest(new), *_history(begun, latest)]


def _newest(new: Sequence[ConnectionRecord]) -> Iterator[Reading]:
    """One reading for all that is new: it is built once, and also where nothing was built before."""
    if new:
        key = " ".join(["newest", *sorted(each.connection_id for each in new)])
        yield Reading(None, _workspaces(new), key, NEWEST_DAYS)


def _has_more(run: SyncRun) -> bool:
    """Whether the run left history for later; one that failed is left to the hourly run."""
    return run.status == "ok" and run.days is not None and run.wanted_days is not None and run.days < run.wanted_days


def _history(begun: Sequence[ConnectionRecord], latest: Mapping[str, SyncRun]) -> Iterator[Reading]:
    """One reading for all that was begun, so that it is built once; of one source alone it leaves the others be."""
    if begun:
        sources = {each.source for each in begun}
        come = sorted(f"{each.connection_id} {latest[each.connection_id].days}" for each in begun)
        yield Reading(sources.pop() if len(sources) == 1 else None, _workspaces(begun), " ".join(["history", *come]))


def _workspaces(records: Sequence[ConnectionRecord]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.workspace_id for each in records))


def history_sensor(everything: Any, jobs: Sequence[Any]) -> dg.SensorDefinition:
    """The sensor that starts these readings; ``jobs`` sync one source each and are called ``resume_<source>``."""

    @dg.sensor(
        name="read_history",
        jobs=[everything, *jobs],
        minimum_interval_seconds=TICK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def read_history(
        context: dg.SensorEvaluationContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.RunRequest | dg.SkipReason]:
        found = readings(installation)
        if not found:
            yield dg.SkipReason("Every connection's history is read.")
        for reading in found:
            config = SyncConfig(workspace_ids=list(reading.workspace_ids), newest_days=reading.newest_days)
            yield asked_for(
                context.instance,
                reading.key,
                everything.name if reading.source is None else f"resume_{reading.source}",
                dg.RunConfig({SYNC_STEP: config}),
                {WORKSPACE_TAG: reading.workspace_ids[0]} if len(reading.workspace_ids) == 1 else None,
            )

    return read_history

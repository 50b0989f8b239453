"""Connections that wait, or have more to read: Dagster goes on with them."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import dagster as dg

from omnitrackiq.accounts.connections import parked_connections
from orchestration.asking import asked_for
from orchestration.assets.raw import SYNC_STEP, SyncConfig, keys_of
from orchestration.history import history_sensor
from orchestration.installation import Installation
from orchestration.sources import all_sources, source_names

TICK_SECONDS = 60


def resuming(everything: Any) -> dg.Definitions:
    """A job per source that syncs it and builds what depends on it, and their sensors.

    One starts the job of every source that has connections whose wait is over, for their workspaces only; the other
    sees to the newest days of new connections, by the job for ``everything``, and then to their history.
    """
    jobs = [
        dg.define_asset_job(f"resume_{source.name}", selection=dg.AssetSelection.assets(*keys_of(source)).downstream())
        for source in all_sources()
    ]

    @dg.sensor(
        name="resume_parked",
        jobs=jobs,
        minimum_interval_seconds=TICK_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
    )
    def resume_parked(
        context: dg.SensorEvaluationContext, installation: dg.ResourceParam[Installation]
    ) -> Iterator[dg.RunRequest | dg.SkipReason]:
        now = installation.now()
        over, later = defaultdict(list), []
        with installation.database.reading() as session:
            for record in parked_connections(session):
                if record.throttled_until is not None and record.throttled_until <= now:
                    over[record.source].append(record)
                else:
                    later.append(record.throttled_until)
        if not over:
            waits = f"{len(later)} connections wait." if later else "No connection is parked."
            yield dg.SkipReason(waits)
        for source in source_names():
            records = over.get(source)
            if not records:
                continue
            # The same wait is not resumed twice: a sync ends it or sets another time.
            since = max(record.throttled_until for record in records if record.throttled_until)
            workspaces = sorted({record.workspace_id for record in records})
            yield asked_for(
                context.instance,
                f"{source} {len(records)} {since.isoformat()}",
                f"resume_{source}",
                dg.RunConfig({SYNC_STEP: SyncConfig(workspace_ids=workspaces)}),
            )

    return dg.Definitions(jobs=jobs, sensors=[resume_parked, history_sensor(everything, jobs)])

"""The Dagster location: ``dagster dev -w workspace.yaml`` shows the graph from API to published mart."""

import dagster as dg

from omnitrackiq.warehouse.schedule import SYNC_CRON
from orchestration.assets.control_plane import control_plane_assets
from orchestration.assets.models import dbt_project, model_assets
from orchestration.assets.published import published_asset
from orchestration.assets.raw import raw_assets
from orchestration.connection_job import check_connection_job
from orchestration.dbt import PROJECT_FOLDER
from orchestration.dbt_cli import EXECUTABLE, InstalledDbt
from orchestration.parked import resuming
from orchestration.resources import installation_resource, log_observer
from orchestration.sources import all_sources

EVERYTHING = "everything"


@dg.definitions
def defs() -> dg.Definitions:
    """Assets, the job for everything and its hourly schedule; loads with every secret absent."""
    project = dbt_project()
    models = model_assets(project)
    marts = [spec.key for spec in models.specs if spec.group_name == "marts"]
    raw = raw_assets(all_sources())
    everything = dg.define_asset_job(EVERYTHING, selection=dg.AssetSelection.all())
    definitions = dg.Definitions(
        assets=[raw, control_plane_assets(raw), models, published_asset(marts)],
        jobs=[everything, check_connection_job],
        schedules=[
            dg.ScheduleDefinition(
                name="hourly",
                job=everything,
                cron_schedule=SYNC_CRON,
                default_status=dg.DefaultScheduleStatus.RUNNING,
            )
        ],
        # A process per step would load everything anew ten times a run; what is safe to overlap overlaps inside a step.
        executor=dg.in_process_executor,
        resources={
            "dbt": InstalledDbt(
                project_dir=str(PROJECT_FOLDER),
                profiles_dir=str(PROJECT_FOLDER),
                dbt_executable=EXECUTABLE,
                global_config_flags=["--log-level-file", "info"],
            ),
            "installation": installation_resource,
            "observer": log_observer,
        },
    )
    return dg.Definitions.merge(definitions, resuming(everything))

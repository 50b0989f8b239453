"""The dbt project as assets; its data tests are asset checks."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, DbtProject, dbt_assets
from dagster_dbt.dbt_project import DbtProjectPreparer

from omnitrackiq.warehouse.isolation import check_isolation
from omnitrackiq.warehouse.locks import lane_lock, lane_of
from omnitrackiq.warehouse.postgres_roles import prepare_roles
from orchestration.assets.raw import WRITER_POOL
from orchestration.dbt import (
    PROJECT_FOLDER,
    dbt_environment,
    environment,
    make_manifest,
    own_target,
    remember_built,
    whole_manifest,
)
from orchestration.installation import Installation
from orchestration.progress import StepObserver

LANE_WAIT_SECONDS = 600

# Unit tests judge the SQL, not the data: they run in CI.
BUILD = ["build", "--exclude-resource-type", "unit_test"]


class ModelTranslator(DagsterDbtTranslator):
    """Groups models by their folder: staging, intermediate, marts, quarantine."""

    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None) -> dg.AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = manifest["nodes"].get(unique_id)
        return spec.replace_attributes(group_name=node["fqn"][1]) if node else spec


def model_assets(project: DbtProject) -> dg.AssetsDefinition:
    """All models, built in the warehouse's lane."""

    @dbt_assets(
        manifest=json.loads(whole_manifest()),
        project=project,
        dagster_dbt_translator=ModelTranslator(),
        exclude="resource_type:unit_test",
        pool=WRITER_POOL,
    )
    def models(
        context: dg.AssetExecutionContext,
        dbt: DbtCliResource,
        installation: dg.ResourceParam[Installation],
        observer: dg.ResourceParam[StepObserver],
    ) -> Iterator[Any]:
        warehouse = installation.warehouse
        with (
            lane_lock(warehouse, lane_of(warehouse, "build"), LANE_WAIT_SECONDS),
            environment(dbt_environment(warehouse)),
        ):
            prepare_roles(warehouse)
            built = dbt.cli(BUILD, context=context, target_path=own_target(warehouse))
            for count, event in enumerate(built.stream(), start=1):
                observer.step("models", f"{count} models built and checks passed")
                yield event
            check_isolation(warehouse)
            if not context.is_subset:
                remember_built(warehouse)

    return models


def dbt_project() -> DbtProject:
    """The project with its manifest, which is made anew where Dagster is started by ``dagster dev``."""
    if DbtProjectPreparer().using_dagster_dev():
        make_manifest()
    return DbtProject(project_dir=PROJECT_FOLDER, profiles_dir=PROJECT_FOLDER)

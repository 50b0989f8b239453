"""What readers see: the marts of each changed workspace, published after a build that passed its checks."""

from collections.abc import Iterable

import dagster as dg

from orchestration.assets.raw import WRITER_POOL
from orchestration.installation import Installation
from orchestration.progress import StepObserver
from orchestration.publish import publish_marts


def published_asset(marts: Iterable[dg.AssetKey]) -> dg.AssetsDefinition:
    """The asset that follows every mart."""

    @dg.asset(name="published_marts", deps=list(marts), group_name="published", kinds={"duckdb"}, pool=WRITER_POOL)
    def published_marts(
        installation: dg.ResourceParam[Installation], observer: dg.ResourceParam[StepObserver]
    ) -> dg.MaterializeResult[None]:
        """One file per workspace, or row policies on PostgreSQL, swapped in at once."""
        published = publish_marts(installation)
        observer.step("published", f"{len(published)} workspaces")
        return dg.MaterializeResult(metadata={"workspaces": len(published)})

    return published_marts

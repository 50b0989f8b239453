"""The control plane's rows as assets: they follow every sync, so that models see how it went."""

from collections.abc import Iterator

import dagster as dg

from orchestration.assets.raw import WRITER_POOL, raw_asset_key, table_spec
from orchestration.control_plane import load_control_plane
from orchestration.installation import Installation
from pipelines.workspaces import control_plane_source


def control_plane_assets(raw: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """The assets of the control plane, downstream of all tables in ``raw``."""
    source = control_plane_source()

    @dg.multi_asset(
        name="load_control_plane",
        specs=[table_spec(source, table).merge_attributes(deps=raw.keys) for table in source.all_tables],
        pool=WRITER_POOL,
    )
    def control_plane(installation: dg.ResourceParam[Installation]) -> Iterator[dg.MaterializeResult[None]]:
        load_control_plane(installation)
        for table in source.all_tables:
            yield dg.MaterializeResult(raw_asset_key(source.name, table.name))

    return control_plane

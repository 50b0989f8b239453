"""Raw tables as assets: one factory, one asset per table, one run per source that loads them together."""

from collections.abc import Iterator
from datetime import date

import dagster as dg
from pydantic import Field

from orchestration.installation import Installation
from orchestration.sync import SyncRequest, sync_source
from pipelines.loading.fetch import Observer
from pipelines.loading.source import Source
from pipelines.loading.table import Table

# Fairness between runs; what keeps writers apart is the lane lock that the command line takes as well.
WRITER_POOL = "warehouse_writer"


class SyncConfig(dg.Config):
    """What a run reads: every workspace unless some are named; a backfill where days are given (ISO 8601).

    With ``newest_days`` history goes back so far at most.
    """

    workspace_ids: list[str] = Field(default_factory=list)
    since: str | None = None
    until: str | None = None
    newest_days: int | None = None

    def request(self) -> SyncRequest:
        return SyncRequest(
            workspace_ids=tuple(self.workspace_ids),
            since=date.fromisoformat(self.since) if self.since else None,
            until=date.fromisoformat(self.until) if self.until else None,
            newest_days=self.newest_days,
        )


def raw_asset_key(source_name: str, table_name: str) -> dg.AssetKey:
    return dg.AssetKey(["raw", source_name, table_name])


def raw_assets(source: Source) -> dg.AssetsDefinition:
    """The assets of one source; a connection that fails is reported in the metadata and fails nobody else."""

    @dg.multi_asset(
        name=f"sync_{source.name}",
        specs=[table_spec(source, table) for table in source.all_tables],
        pool=WRITER_POOL,
    )
    def sync_assets(
        context: dg.AssetExecutionContext,
        config: SyncConfig,
        installation: dg.ResourceParam[Installation],
        observer: dg.ResourceParam[Observer],
    ) -> Iterator[dg.MaterializeResult[None]]:
        outcomes = sync_source(installation, source.name, config.request(), observer)
        for outcome in outcomes:
            if outcome.status != "ok":
                context.log.warning("%s: %s %s", outcome.connection_id, outcome.status, outcome.message)
        metadata = {
            "connections": len(outcomes),
            "connections_not_ok": sum(outcome.status != "ok" for outcome in outcomes),
            "rows_loaded": sum(outcome.rows for outcome in outcomes),
        }
        for table in source.all_tables:
            yield dg.MaterializeResult(raw_asset_key(source.name, table.name), metadata=metadata)

    return sync_assets


def table_spec(source: Source, table: Table) -> dg.AssetSpec:
    """A raw table as the graph shows it, with its columns."""
    columns = [dg.TableColumn(column.name, column.kind) for column in table.all_columns]
    return dg.AssetSpec(
        raw_asset_key(source.name, table.name),
        group_name=source.name,
        kinds={"dlt"},
        description=f"What {source.name} reports as {table.name}, one row per {', '.join(table.unique or table.key)}.",
        metadata={"dagster/column_schema": dg.TableSchema(columns=columns)},
    )

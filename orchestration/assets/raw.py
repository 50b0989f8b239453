"""Raw tables as assets: one factory, one asset per table, one run per source that loads its tables together."""

from collections.abc import Iterator, Sequence
from datetime import date

import dagster as dg
from pydantic import Field

from orchestration.installation import Installation
from orchestration.side_by_side import sync_each
from orchestration.sync import SyncRequest
from pipelines.loading.fetch import Observer, Outcome
from pipelines.loading.source import Source
from pipelines.loading.table import Table

# Fairness between runs; what keeps writers apart is the lane lock that the command line takes as well.
WRITER_POOL = "warehouse_writer"
SYNC_STEP = "sync"


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


def raw_assets(sources: Sequence[Source]) -> dg.AssetsDefinition:
    """The assets of ``sources``; a source is read when any of its tables is asked for.

    A connection that fails is reported in the metadata and fails nobody else.
    """

    @dg.multi_asset(
        name=SYNC_STEP,
        specs=[table_spec(source, table) for source in sources for table in source.all_tables],
        can_subset=True,
        pool=WRITER_POOL,
    )
    def sync_assets(
        context: dg.AssetExecutionContext,
        config: SyncConfig,
        installation: dg.ResourceParam[Installation],
        observer: dg.ResourceParam[Observer],
    ) -> Iterator[dg.MaterializeResult[None]]:
        wanted = {
            source.name: [key for key in keys_of(source) if key in context.selected_asset_keys] for source in sources
        }
        names = [name for name, keys in wanted.items() if keys]
        for name, outcomes in sync_each(installation, config.request(), observer, names):
            for outcome in outcomes:
                if outcome.status != "ok":
                    context.log.warning("%s: %s %s", outcome.connection_id, outcome.status, outcome.message)
            for key in wanted[name]:
                yield dg.MaterializeResult(key, metadata=_summary(outcomes))

    return sync_assets


def keys_of(source: Source) -> list[dg.AssetKey]:
    """The assets of one source."""
    return [raw_asset_key(source.name, table.name) for table in source.all_tables]


def _summary(outcomes: Sequence[Outcome]) -> dict[str, int]:
    return {
        "connections": len(outcomes),
        "connections_not_ok": sum(outcome.status != "ok" for outcome in outcomes),
        "rows_loaded": sum(outcome.rows for outcome in outcomes),
    }


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

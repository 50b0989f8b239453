"""Declarations to dlt: one resource per table, fed from the spool of a round."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dlt
from dlt.extract import DltResource, DltSource

from pipelines.loading.fetch import Share
from pipelines.loading.source import Source
from pipelines.loading.spool import Spool
from pipelines.loading.table import Table

WRITE_DISPOSITION: Any = {"disposition": "merge", "strategy": "delete-insert"}
# Every column is declared, so whatever would change a table is a defect of ours, not of the data.
_CONTRACT = {"tables": "evolve", "columns": "freeze", "data_type": "freeze"}
# Only the empty load before the first rows may add what a new release declares.
_ADDITIVE_CONTRACT = {**_CONTRACT, "columns": "evolve"}


@dataclass(frozen=True, slots=True)
class Round:
    """One load package: what was read, and what each connection brought to it."""

    spool: Spool
    shares: Sequence[Share]

    def note(self, state: dict[str, Any]) -> None:
        """Lays the cursors that hold with the round over dlt's source ``state``; to repeat it changes nothing."""
        cursors = state.setdefault("cursors", {})
        for connection_id, streams in self.spool.cursors.items():
            for stream, cursor in streams.items():
                cursors.setdefault(connection_id, {}).setdefault(stream, {}).update(cursor)
        for share in self.shares:
            share.note_backfill(cursors)
        state["rejected"] = self.spool.rejected


def dlt_source(source: Source, load: Round, *, makes_tables: bool = False) -> DltSource:
    """The dlt source of one round: a resource per declared table; it also makes the tables where ``makes_tables``."""
    return _source(
        source, [_declared(table, _rows(table, load, makes_tables), _CONTRACT) for table in source.all_tables]
    )


def dlt_empty_source(source: Source) -> DltSource:
    """A dlt source that makes every declared table, adds columns that a table lacks, and loads nothing."""
    return _source(source, [_declared(table, _empty(table), _ADDITIVE_CONTRACT) for table in source.all_tables])


def _source(source: Source, resources: list[DltResource]) -> DltSource:
    return DltSource(dlt.Schema(source.name), "pipelines", resources)


def _rows(table: Table, load: Round, makes_table: bool) -> Iterator[Any]:
    load.note(dlt.current.source_state())
    if makes_table:
        yield _empty(table)
    yield from load.spool.batches(table.name)


def _empty(table: Table) -> Any:
    return table.arrow_schema.empty_table()


def _declared(table: Table, rows: Any, contract: Mapping[str, str]) -> DltResource:
    return dlt.resource(
        rows,
        name=table.name,
        columns=table.dlt_columns(),
        write_disposition=WRITE_DISPOSITION,
        schema_contract=dict(contract),
    )

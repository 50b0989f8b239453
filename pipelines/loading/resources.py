"""Declarations to dlt: one resource per table, fed from the spool of the running round."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dlt
from dlt.extract import DltResource, DltSource

from pipelines.loading.connection import Connection
from pipelines.loading.fetch import Fetch
from pipelines.loading.garbage import give_back_memory
from pipelines.loading.source import Source
from pipelines.loading.spool import Spool
from pipelines.loading.table import Table

WRITE_DISPOSITION: Any = {"disposition": "merge", "strategy": "delete-insert"}
# Every column is declared, so whatever would change a table is a defect of ours, not of the data.
_CONTRACT = {"tables": "evolve", "columns": "freeze", "data_type": "freeze"}
# Only the empty load before the first rows may add what a new release declares.
_ADDITIVE_CONTRACT = {**_CONTRACT, "columns": "evolve"}


class Round:
    """One load package: filled from ``fetch`` on first use, inside dlt's extract step."""

    def __init__(self, source: Source, fetch: Fetch, connections: Sequence[Connection], folder: Path) -> None:
        self._source = source
        self._fetch = fetch
        self._connections = connections
        self._folder = folder
        self._spool: Spool | None = None

    def spool(self, state: dict[str, Any]) -> Spool:
        """The filled spool. ``state`` is dlt's source state; the new cursors are laid over it."""
        if self._spool is None:
            cursors = state.setdefault("cursors", {})
            if not self._fetch.started:
                self._fetch.start(self._connections, cursors)
            self._spool = Spool(self._source, self._folder, state.setdefault("rejected", {}))
            self._fetch.fill(self._spool)
            give_back_memory()
            for connection_id, streams in self._spool.cursors.items():
                for stream, cursor in streams.items():
                    cursors.setdefault(connection_id, {}).setdefault(stream, {}).update(cursor)
            self._fetch.note_backfills(cursors)
        return self._spool


def dlt_source(source: Source, load: Round) -> DltSource:
    """The dlt source of one round: a resource per declared table."""
    return _source(source, [_resource(table, load) for table in source.all_tables])


def dlt_empty_source(source: Source) -> DltSource:
    """A dlt source that makes every declared table, adds columns that a table lacks, and loads nothing."""
    return _source(
        source,
        [_declared(table, table.arrow_schema.empty_table(), _ADDITIVE_CONTRACT) for table in source.all_tables],
    )


def _source(source: Source, resources: list[DltResource]) -> DltSource:
    return DltSource(dlt.Schema(source.name), "pipelines", resources)


def _resource(table: Table, load: Round) -> DltResource:
    def rows() -> Iterator[Any]:
        yield from load.spool(dlt.current.source_state()).batches(table.name)

    return _declared(table, rows())


def _declared(table: Table, rows: Any, contract: Mapping[str, str] = _CONTRACT) -> DltResource:
    return dlt.resource(
        rows,
        name=table.name,
        columns=table.dlt_columns(),
        write_disposition=WRITE_DISPOSITION,
        schema_contract=dict(contract),
    )

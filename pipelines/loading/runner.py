"""Runs one source for many connections: rounds of reading and loading, repeatable after any interruption."""

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import dlt
from dlt.pipeline.exceptions import PipelineStepFailed

from omnitrackiq.warehouse.errors import WarehouseMemoryError
from omnitrackiq.warehouse.location import Warehouse
from pipelines.loading.connection import Connection
from pipelines.loading.destination import HeldWarehouse, dlt_destination, file_format, ran_out_of_memory
from pipelines.loading.dlt_settings import apply_settings
from pipelines.loading.fallen_days import known_days
from pipelines.loading.fetch import Fetch, Observer, Outcome
from pipelines.loading.garbage import give_back_memory, rare_collections
from pipelines.loading.holding import WAIT_SECONDS, Holding, hold
from pipelines.loading.read_ahead import rounds_ahead
from pipelines.loading.request import SyncWindow
from pipelines.loading.resources import Round, dlt_empty_source, dlt_source
from pipelines.loading.resumed_loads import begin_anew
from pipelines.loading.source import Source

ROWS_TO_GIVE_BACK = 25_000
"""A round with fewer rows leaves less behind than it costs to look for it."""

# Sources are read side by side and loaded in turn: a DuckDB file has one writer.
_loading = threading.Lock()


class SyncStoppedError(Exception):
    """The run was asked to stop and did."""


def open_pipeline(source_name: str, warehouse: Warehouse) -> Any:
    """The dlt pipeline of a source: its own name, working folder and staging dataset."""
    apply_settings()
    pipeline = dlt.pipeline(
        pipeline_name=source_name,
        pipelines_dir=str(warehouse.home / "dlt"),
        destination=dlt_destination(warehouse),
        dataset_name=warehouse.raw_schema(source_name),
    )
    # dlt warns of every JSON column that it is text in Arrow, and prints a stack trace of every error that it raises.
    logging.getLogger("dlt").setLevel(logging.CRITICAL)
    return pipeline


def run_source(
    source: Source,
    connections: Sequence[Connection],
    window: SyncWindow,
    warehouse: Warehouse,
    observer: Observer,
    wait_seconds: float = WAIT_SECONDS,
    starting: Callable[[], None] = lambda: None,
    holding: Holding | None = None,
    stopping: threading.Event | None = None,
) -> list[Outcome]:
    """Reads and loads ``connections`` and returns how each fared.

    First loads what an interrupted run left behind, then reads on from the committed cursors; safe to kill at any
    moment and to repeat. Only one run of a lane goes at a time: others wait up to ``wait_seconds``, then raise
    LaneBusyError; ``holding`` is the lane that the caller holds already. ``starting`` is called once it is held.

    Raises SyncStoppedError soon after ``stopping`` is set; what was committed until then stays.
    """
    stopping = stopping or threading.Event()
    held_by_us = nullcontext(holding) if holding else hold(warehouse, source.name, wait_seconds)
    with held_by_us as held, rare_collections():
        starting()
        with _loading:
            files = file_format(warehouse)
            _remove_remains(warehouse.home / "dlt" / source.name / "load" / "normalized")
            pipeline = open_pipeline(source.name, warehouse)
            _load_pending(source, pipeline, held.opened, files)
            pipeline.sync_destination()
            is_new = source.name not in pipeline.schemas
            if not ((is_new and connections) or _has_all_columns(source, pipeline)):
                pipeline.run(dlt_empty_source(source), loader_file_format=files)
            if not connections:
                return []
            state = pipeline.state.get("sources", {}).get(source.name, {})
            fetch = Fetch(source, window, observer, {} if is_new else known_days(pipeline, window), stopping)
        fetch.start(connections, state.get("cursors", {}))
        spool_folder = warehouse.home / "spool" / source.name
        with rounds_ahead(source, fetch, state.get("rejected", {}), spool_folder) as rounds:
            for ready in rounds:
                with _loading:
                    if stopping.is_set():
                        raise SyncStoppedError(f"The sync of {source.name} was stopped.")
                    held.lane.assert_held()
                    _load_round(source, pipeline, held.opened, ready, files, makes_tables=is_new)
                    is_new = False
                    fetch.committed(ready.shares)
                    held.opened.settle()
                    if ready.spool.row_count >= ROWS_TO_GIVE_BACK:
                        give_back_memory()
    return fetch.outcomes


def _remove_remains(packages: Path) -> None:
    """Removes half-written files that a kill left under dlt's made-up names (16 hex digits); it never reads them."""
    for path in packages.glob("[0-9a-f]" * 16):
        if path.is_file():
            path.unlink()


def _load_pending(source: Source, pipeline: Any, held: HeldWarehouse, files: str) -> None:
    if pipeline.has_pending_data:
        begin_anew(source, pipeline)
        _load(source, pipeline, held, lambda: pipeline.run(loader_file_format=files))


def _load_round(
    source: Source, pipeline: Any, held: HeldWarehouse, ready: Round, files: str, *, makes_tables: bool
) -> None:
    pipeline.extract(dlt_source(source, ready, makes_tables=makes_tables), loader_file_format=files)
    ready.spool.forget()
    pipeline.normalize()
    _load(source, pipeline, held, pipeline.load)


def _load(source: Source, pipeline: Any, held: HeldWarehouse, step: Callable[[], object]) -> None:
    """Takes ``step``, and once more with more memory as long as it runs out of it.

    Raises WarehouseMemoryError when there is no more to give.
    """
    while True:
        try:
            step()
            return
        except PipelineStepFailed as failure:
            if not ran_out_of_memory(failure):
                raise
            if not held.give_room():
                raise WarehouseMemoryError(source.name) from failure
            begin_anew(source, pipeline)


def _has_all_columns(source: Source, pipeline: Any) -> bool:
    if source.name not in pipeline.schemas:
        return False
    made = {table["name"]: table for table in pipeline.schemas[source.name].data_tables(seen_data_only=True)}
    return all(
        table.name in made and table.column_names <= made[table.name]["columns"].keys() for table in source.all_tables
    )

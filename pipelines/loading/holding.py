"""A warehouse that a run holds for itself: its lane, and the file where there is one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.locks import Lane, lane_lock, lane_of
from pipelines.loading.destination import HeldWarehouse, held_open

WAIT_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Holding:
    """What a run may write to: no other run has its ``lane``, and ``opened`` stays open until it ends."""

    lane: Lane
    opened: HeldWarehouse


@contextmanager
def hold(warehouse: Warehouse, source_name: str, wait_seconds: float = WAIT_SECONDS) -> Iterator[Holding]:
    """The warehouse for a run of ``source_name``, and on DuckDB for runs of every source.

    Others wait up to ``wait_seconds``, then raise LaneBusyError.
    """
    with lane_lock(warehouse, lane_of(warehouse, source_name), wait_seconds) as lane, held_open(warehouse) as opened:
        yield Holding(lane, opened)

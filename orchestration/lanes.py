"""The whole warehouse for one piece of work: nobody syncs, builds or publishes meanwhile."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.locks import lane_lock, lane_of
from orchestration.sources import source_names

LANE_WAIT_SECONDS = 600


@contextmanager
def every_lane(warehouse: Warehouse) -> Iterator[None]:
    """Hold all lanes while the block runs, taken in one order; raises LaneBusyError."""
    with ExitStack() as held:
        for lane in sorted({lane_of(warehouse, name) for name in (*source_names(), "workspaces", "build")}):
            held.enter_context(lane_lock(warehouse, lane, LANE_WAIT_SECONDS))
        yield

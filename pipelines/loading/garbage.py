"""Memory while rows pass through."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa

ALLOCATIONS = 300_000


@contextmanager
def rare_collections() -> Iterator[None]:
    """Lets the collector of cycles run rarely while the block runs; a block inside of another changes nothing.

    Rows have no cycles, but each page makes so many objects that the collector would look through everything in the
    process once per page: a tenth of a sync's time. What is there before the block it leaves alone until then.
    """
    before = gc.get_threshold()
    if before[0] == ALLOCATIONS:
        yield
        return
    gc.set_threshold(ALLOCATIONS, *before[1:])
    is_ours = not gc.get_freeze_count()
    if is_ours:
        gc.freeze()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if is_ours:
            gc.unfreeze()


def give_back_memory() -> None:
    """Frees rows that went on: dlt leaves them in cycles, Arrow and the C library keep for themselves what is free.

    Without it a long sync holds some hundred megabytes more than a short one.
    """
    gc.collect()
    pa.default_memory_pool().release_unused()
    # Only glibc has it; others give memory back by themselves.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)

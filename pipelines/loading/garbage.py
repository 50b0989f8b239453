"""The garbage collector while rows pass through."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

ALLOCATIONS = 100_000


@contextmanager
def rare_collections() -> Iterator[None]:
    """Lets the collector of cycles run rarely while the block runs.

    Rows have no cycles, but each page makes so many objects that the collector would look through everything in the
    process once per page: a tenth of a sync's time.
    """
    before = gc.get_threshold()
    gc.set_threshold(ALLOCATIONS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)

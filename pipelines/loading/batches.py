"""Many things, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """``items``, at most ``size`` at a time."""
    iterator = iter(items)
    while some := tuple(islice(iterator, size)):
        yield some

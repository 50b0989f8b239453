"""Locks belong to the process that took them: a forked child must not keep one alive after its parent died."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_held: set[int] = set()
_registered = False


@contextmanager
def forget_in_children(descriptor: int) -> Iterator[None]:
    """While the block runs, children made by ``fork`` get /dev/null in place of the file ``descriptor``.

    The number stays taken in the child, so whatever still refers to it there can do no harm.
    """
    global _registered
    if not _registered:
        os.register_at_fork(after_in_child=_forget)
        _registered = True
    _held.add(descriptor)
    try:
        yield
    finally:
        _held.discard(descriptor)


def _forget() -> None:
    if not _held:
        return
    nothing = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    for descriptor in _held:
        os.dup2(nothing, descriptor, inheritable=False)
    os.close(nothing)
    _held.clear()

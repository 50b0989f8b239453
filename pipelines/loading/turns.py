"""Whose turn it is to compute, among the threads that read connections.

Python runs one thread at a time whatever we do. Threads that have to ask for it again after every little step spend a
third of the processor's time on asking; with turns each computes until it has to wait for its platform.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tenacity import nap

_turn = threading.Lock()


class _Own(threading.local):
    has_turn = False


_own = _Own()


@contextmanager
def computing() -> Iterator[None]:
    """The block has the turn, except where it is ``waiting``."""
    with _turn:
        _own.has_turn = True
        try:
            yield
        finally:
            _own.has_turn = False


@contextmanager
def waiting() -> Iterator[None]:
    """The block waits for something outside of this process; others compute. Of use in any thread."""
    if not _own.has_turn:
        yield
        return
    _own.has_turn = False
    _turn.release()
    try:
        yield
    finally:
        _turn.acquire()
        _own.has_turn = True


def sleep(seconds: float) -> None:
    """Waits some seconds; others compute."""
    with waiting():
        nap.sleep(seconds)

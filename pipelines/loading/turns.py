"""Whose turn it is to compute, among the threads that read connections.

Python runs one thread at a time whatever we do. Threads that have to ask for it again after every little step spend a
third of the processor's time on asking; with turns each computes until it has to wait for its platform.

A turn spares work and guards nothing: who has waited a second for one goes on without, so that nobody waits for ever.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tenacity import nap

PATIENCE_SECONDS = 1.0

_turn = threading.Lock()


class _Own(threading.local):
    computes = has_turn = False


_own = _Own()


@contextmanager
def computing() -> Iterator[None]:
    """The block computes in turn, except where it is ``waiting``."""
    _own.computes = True
    _take()
    try:
        yield
    finally:
        _give()
        _own.computes = False


@contextmanager
def waiting() -> Iterator[None]:
    """The block waits for something outside of this thread; others compute. Of use in any thread."""
    if not _own.computes:
        yield
        return
    _give()
    try:
        yield
    finally:
        _take()


def sleep(seconds: float) -> None:
    """Waits some seconds; others compute."""
    with waiting():
        nap.sleep(seconds)


def _take() -> None:
    if not _own.has_turn:
        _own.has_turn = _turn.acquire(timeout=PATIENCE_SECONDS)


def _give() -> None:
    if _own.has_turn:
        _own.has_turn = False
        _turn.release()

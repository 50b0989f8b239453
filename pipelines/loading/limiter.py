"""One limiter per run: the platforms' limits, known to every connection and thread, kept before the wall is hit.

How a source takes part, with two pure functions and one line:

- ``scopes(request) -> Scopes`` names the limits that a request counts against, such as its app's and its ad account's.
  A key is made with ``scope_key``, so that no token stands in it; connections that share a credential share the key.
- ``usage(response) -> Usages`` reads from the headers or the body of an answer, good or bad, how far each is used up.
- ``ApiClient(base_url, classify, headers, Meter(connection.limiter, scopes, usage))``

The client asks ``admit`` before every request and tells ``heed`` of every answer. A limit that is used up to ``WALL``
closes for the time given: a short wait is waited, a longer one raises RateLimitError, which parks the connection.
"""

import hashlib
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

import httpx

from pipelines.loading.errors import RateLimitError
from pipelines.loading.turns import sleep

WALL = 0.9
LONGEST_WAIT = timedelta(seconds=60)


def scope_key(kind: str, *parts: str) -> str:
    """A key such as ``meta app 3f0a…``: the same for the same credential or account, and nobody can read it there."""
    return f"{kind} {hashlib.sha256(chr(0).join(parts).encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Scope:
    """A limit that a request counts against; ``title`` is for people, such as "the Meta app".

    ``per_second`` spreads requests out where a platform names a rate but never says how much of it is used.
    """

    key: str
    title: str
    per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer says of the limit ``key``: the share used (1 = all), and how long until there is room again.

    A limit that the platform calls exceeded is ``Usage(key, 1, wait)``. ``wait`` counts from now.
    """

    key: str
    share_used: float
    wait: timedelta


Scopes = Iterable[Scope]
Usages = Iterable[Usage]


class Limiter:
    """Which limits are closed and until when. Safe to use from several threads.

    ``clock`` gives seconds that never go back; ``wait`` waits some seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic, wait: Callable[[float], None] = sleep) -> None:
        self._clock = clock
        self._wait = wait
        self._lock = threading.Lock()
        self._closed_until: dict[str, float] = {}
        self._next_turn: dict[str, float] = {}

    def admit(self, scopes: Scopes) -> None:
        """Returns when a request may be sent; raises RateLimitError when that is more than a minute away."""
        wanted = tuple(scopes)
        while (seconds := self._seconds_closed(wanted)) > 0:
            self._wait(seconds)
        if (seconds := self._take_turn(wanted)) > 0:
            self._wait(seconds)

    def heed(self, usages: Usages) -> None:
        """Closes the limits that are nearly used up. A closed one never opens earlier than was said before."""
        with self._lock:
            for usage in usages:
                if usage.share_used >= WALL:
                    until = self._clock() + usage.wait.total_seconds()
                    self._closed_until[usage.key] = max(self._closed_until.get(usage.key, until), until)

    def _seconds_closed(self, scopes: tuple[Scope, ...]) -> float:
        with self._lock:
            now = self._clock()
            waits = [(self._closed_until.get(scope.key, now) - now, scope) for scope in scopes]
        seconds, scope = max(waits, key=lambda one: one[0], default=(0.0, None))
        if scope is not None and seconds > LONGEST_WAIT.total_seconds():
            raise RateLimitError(
                f"The limit of {scope.title} is nearly used up; the sync goes on by itself when there is room again.",
                timedelta(seconds=seconds),
            )
        return seconds

    def _take_turn(self, scopes: tuple[Scope, ...]) -> float:
        """Books the next free turn of every paced scope; returns the seconds until then."""
        paced = [(scope.key, 1 / scope.per_second) for scope in scopes if scope.per_second]
        if not paced:
            return 0.0
        with self._lock:
            now = self._clock()
            turn = max(now, *(self._next_turn.get(key, now) for key, _ in paced))
            for key, apart in paced:
                self._next_turn[key] = turn + apart
        return turn - now


@dataclass(frozen=True, slots=True)
class Meter:
    """How one client takes part in a limiter."""

    limiter: Limiter
    scopes: Callable[[httpx.Request], Scopes]
    usage: Callable[[httpx.Response], Usages]

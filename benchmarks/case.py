"""What a case is made of: contestants that do the same work, and limits on how they compare."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from benchmarks.clock import Clock

Measure = Literal["seconds", "cpu_seconds", "rows_per_second", "peak_mb"]


@dataclass(frozen=True, slots=True)
class Ground:
    """What a contestant gets: an empty ``folder``, the address of what is served, and the size of the work."""

    folder: Path
    url: str
    shape: Mapping[str, Any]
    clock: Clock = field(default_factory=Clock)

    @contextmanager
    def measured(self) -> Iterator[None]:
        """The work itself; what goes before and after does not count, except for the peak of memory."""
        with self.clock:
            yield


Contestant = Callable[[Ground], int]
"""Does the work, inside ``ground.measured()``, and returns how many rows it handled; named as its function."""


@dataclass(frozen=True, slots=True)
class Limit:
    """``measure`` of ``contestant`` divided by that of ``against``, run by run; the median must lie within."""

    contestant: str
    measure: Measure
    against: str
    at_most: float | None = None
    at_least: float | None = None

    def holds(self, ratio: float) -> bool:
        return (self.at_most is None or ratio <= self.at_most) and (self.at_least is None or ratio >= self.at_least)

    def __str__(self) -> str:
        bound = f"at most {self.at_most:g}" if self.at_most is not None else f"at least {self.at_least:g}"
        return f"{self.contestant} / {self.against}, {self.measure}: {bound}"


@dataclass(frozen=True, slots=True)
class Case:
    """A measurement.

    ``shape`` turns a scale (1 is full size) into the size of the work. ``served`` is the module whose ``render`` makes
    the answers of a process of its own, from the same shape. ``peers`` are contestants that need an environment of
    their own, which is made from a package registry on first use.
    """

    name: str
    title: str
    shape: Callable[[float], Mapping[str, Any]]
    contestants: tuple[Contestant, ...]
    limits: tuple[Limit, ...]
    peers: tuple[Contestant, ...] = ()
    served: str | None = None

    def contestant(self, name: str) -> Contestant:
        return next(one for one in (*self.contestants, *self.peers) if one.__name__ == name)

"""Wall time, CPU time and peak memory of a piece of work, child processes included."""

import resource
import time
from pathlib import Path


class Clock:
    """Runs while its block runs; ``seconds`` and ``cpu_seconds`` add up over blocks."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.cpu_seconds = 0.0

    def __enter__(self) -> None:
        self._began, self._cpu_began = time.perf_counter(), _cpu_seconds()

    def __exit__(self, *_: object) -> None:
        self.seconds += time.perf_counter() - self._began
        self.cpu_seconds += _cpu_seconds() - self._cpu_began


def peak_mb() -> float:
    """The most memory that this process, or the largest of its finished children, has held so far."""
    # Not by getrusage: there a fresh process starts with the peak of the one that started it.
    status = Path("/proc/self/status").read_text()
    own = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def _cpu_seconds() -> float:
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)

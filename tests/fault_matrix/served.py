"""A platform that is served, what it holds, and how often it was asked."""

from contextlib import ExitStack
from typing import Any

from tests.fault_matrix.platforms import Platform
from tests.fault_matrix.reading import Reading, read


class ServedPlatform:
    """``truth`` is what an undisturbed run reads, ``fewest_requests`` what it takes."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self._running = ExitStack()
        self.server = self._running.enter_context(platform.served())
        self.truth = self.read()
        assert self.truth.status == "ok", self.truth.message
        self.fewest_requests = self.requests

    def close(self) -> None:
        self._running.close()

    def forget(self) -> None:
        """Forgets planned faults and counted requests."""
        self.server.context.faults.clear()

    def plan(self, **fault: Any) -> None:
        """Plans a fault for the requests of the platform's main path, unless it names another."""
        self.server.plan_fault(**{"match": self.platform.path, **fault})

    def read(self, base_url: str | None = None, **config: Any) -> Reading:
        return read(self.platform.source, self.platform.connection(self.server, base_url, **config))

    @property
    def requests_to_path(self) -> int:
        """How many of them went to the platform's main path."""
        return sum(n for path, n in self.server.context.faults.requests.items() if self.platform.path in path)

    @property
    def requests(self) -> int:
        """How many requests came since ``forget``."""
        return sum(self.server.context.faults.requests.values())

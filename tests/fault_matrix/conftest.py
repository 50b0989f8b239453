"""Time that passes without waiting, and platforms that are served once for all cases of a module."""

import functools
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from pipelines.loading import fetch
from pipelines.loading.limiter import Limiter
from tests.fault_matrix.platforms import PLATFORMS
from tests.fault_matrix.served import ServedPlatform


class Clock:
    """Seconds that go on only by waiting; ``waits`` holds every wait that was asked for."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def __call__(self) -> float:
        return sum(self.waits)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """No wait of the client or the limiter takes time."""
    clock = Clock()
    monkeypatch.setattr("tenacity.nap.time", SimpleNamespace(sleep=clock.sleep))
    monkeypatch.setattr(fetch, "Limiter", functools.partial(Limiter, clock=clock))
    return clock


@pytest.fixture(scope="module")
def all_served() -> Iterator[dict[str, ServedPlatform]]:
    """The platforms that were asked for, by name; each is served and read undisturbed at its first use."""
    running: dict[str, ServedPlatform] = {}
    yield running
    for platform in running.values():
        platform.close()


@pytest.fixture
def platform(request: pytest.FixtureRequest, all_served: dict[str, ServedPlatform]) -> ServedPlatform:
    """The platform named by the parameter ``platform``, without any fault planned."""
    name = request.param
    if name not in all_served:
        all_served[name] = ServedPlatform(PLATFORMS[name])
    all_served[name].forget()
    return all_served[name]

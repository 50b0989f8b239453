"""R1: SIGKILL at a model or the swap, then the same build again: the marts of a build that nobody killed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.kills.installations import FIRST_DAY, Home, Homes, Victims, small_sandbox
from tests.kills.steps import Side

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Builds:
    """A synced installation to copy, and what a build of it holds and meets."""

    homes: Homes
    victims: Victims
    synced: Home
    truth: dict[str, list[tuple[Any, ...]]]
    steps: dict[str, int]


@pytest.fixture(scope="module", params=["duckdb", pytest.param("postgres", marks=pytest.mark.long)])
def builds(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Builds]:
    server = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    victims = Victims()
    with small_sandbox() as sandbox:
        sandbox.context.clock.set(FIRST_DAY)
        homes = Homes(tmp_path_factory.mktemp(f"builds-{request.param}"), sandbox, server)
        synced = homes.new()
        done = victims.run(synced, ["sync", "--strict"])
        assert done.exit == 0, done.said
        built = homes.copy(synced)
        done = victims.run(built, ["build"])
        assert done.exit == 0, done.said
        yield Builds(homes, victims, synced, built.marts(), done.steps)
    victims.close()


@pytest.mark.parametrize(
    ("step", "side"), [("model", "before"), ("model", "after"), ("swap", "before"), ("swap", "after")]
)
def test_the_same_build_again_repairs_everything(builds: Builds, step: str, side: Side) -> None:
    times = builds.steps.get(step, 0)
    if step == "swap" and builds.synced.warehouse_url:
        # Readers of PostgreSQL see the marts themselves: there is nothing to swap.
        assert times == 0
        return
    home = builds.homes.copy(builds.synced)
    number = (times + 1) // 2
    assert builds.victims.run(home, ["build"], fatal=[step, side, number]).exit == -9
    again = builds.victims.run(home, ["build"])
    assert again.exit == 0, again.said
    assert home.marts() == builds.truth
    assert list(home.folder.glob("published/**/*.partial*")) == []
    builds.homes.forget(home)

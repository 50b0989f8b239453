"""R1: the PostgreSQL server is killed in the middle of a load; the same command then finishes the work."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep

import pytest

from tests.kills.installations import FIRST_DAY, SECOND_DAY, SYNC, Homes, Victims, small_sandbox
from tests.postgres_server import PostgresServer, running_server

pytestmark = pytest.mark.slow


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with running_server() as started:
        yield started


@pytest.mark.parametrize("step", ["load job", "merge job", "completion"])
def test_a_killed_server_costs_one_repeat(server: PostgresServer, step: str, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    victims = Victims()
    with small_sandbox() as sandbox, ThreadPoolExecutor(1) as pool:
        homes = Homes(tmp_path / "homes", sandbox, server)
        once, home = homes.new(), homes.new()
        sandbox.context.clock.set(FIRST_DAY)
        running = pool.submit(victims.run, home, SYNC, fatal=[step, "before", 2], gate=str(gate))
        while not gate.exists():
            assert not running.done(), running.result().said
            sleep(0.05)
        server.restart()
        gate.unlink()
        ended = running.result()
        assert ended.exit in (0, 1)
        assert "Traceback" not in ended.said
        assert "This should not happen" not in ended.said
        sandbox.context.clock.set(SECOND_DAY)
        assert victims.run(home, SYNC).exit == 0
        assert victims.run(once, SYNC).exit == 0
    victims.close()
    assert home.held() == once.held()
    assert (home.orphans(), home.windows_twice()) == ([], 0)

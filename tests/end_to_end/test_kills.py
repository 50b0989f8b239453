"""SIGKILL at a named step, then the same command again: the marts of a run that was never killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from sandbox.market.generated import generate_market
from tests.end_to_end.killed import STEPS
from tests.line import PII_KEY, Line, lay_line
from tests.sandbox_server import SandboxServer, serve_market

pytestmark = pytest.mark.slow

NOW = datetime(2026, 3, 10, 8, tzinfo=UTC)
REPOSITORY = Path(__file__).resolve().parents[2]
ABOUT_SYNCING = {"data_freshness"}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    market = generate_market(seed=6, start=date(2026, 2, 10), workspaces=2, size="small", now=NOW)
    with serve_market(market, NOW) as server:
        yield server


def marts(line: Line) -> dict[str, list[tuple[Any, ...]]]:
    return {name: line.mart(name) for name in line.tables("marts") if name not in ABOUT_SYNCING}


@pytest.fixture(scope="module")
def undisturbed(sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    line = lay_line(tmp_path_factory.mktemp("undisturbed"), sandbox.url)
    line.sync()
    line.build()
    return marts(line)


def run(home: Path, sandbox: SandboxServer, *command: str) -> int:
    variables = {
        **os.environ,
        "OMNITRACKIQ_HOME": str(home),
        "OMNITRACKIQ_SANDBOX_URL": sandbox.url,
        "OMNITRACKIQ_PII_KEY": PII_KEY,
        "PYTHONPATH": str(REPOSITORY),
    }
    done = subprocess.run(
        [sys.executable, "-m", *command], env=variables, cwd=home, capture_output=True, text=True, timeout=300
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode


@pytest.mark.parametrize("step", sorted(STEPS))
def test_the_same_command_again_repairs_everything(
    step: str, sandbox: SandboxServer, undisturbed: dict[str, list[tuple[Any, ...]]], tmp_path: Path
) -> None:
    line = lay_line(tmp_path, sandbox.url)
    killer = ["tests.end_to_end.killed", step]
    commands = ["build"] if step in ("mid-build", "mid-publish") else ["sync"]
    if commands == ["build"]:
        line.sync()
    assert run(tmp_path, sandbox, *killer, *commands) == -signal.SIGKILL
    assert run(tmp_path, sandbox, "orchestration.cli", *commands) == 0
    if commands == ["sync"]:
        line.build()
    assert marts(line) == undisturbed
    assert list((tmp_path / "published").rglob("*.partial*")) == []

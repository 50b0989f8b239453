"""The installation that the security suites knock at."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards import serving, workbench
from dashboards.workbench import Workbench
from omnitrackiq.accounts.encryption import SecretBox
from omnitrackiq.warehouse.location import Warehouse
from tests.dashboards.entrance.conftest import door
from tests.omnitrackiq.conftest import sqlite_database
from tests.orchestration.conftest import cli, home

__all__ = ["cli", "door", "home", "sqlite_database"]

BOX = SecretBox(["kzxcVVbbL1rQ1vL0n5m4m8Wl9d3rVh5g1qkY3yQm0dE="])


@pytest.fixture
def served_warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    """A warehouse without marts that this process serves to whoever signs in, with a workbench for connecting."""
    monkeypatch.setenv("OMNITRACKIQ_SERVING", "")
    made = Warehouse.parse(f"duckdb:///{tmp_path}/warehouse.duckdb", tmp_path)
    serving.hand_over(serving.Serving(made, None, ("127.0.0.1",)))
    workbench.install(Workbench(BOX, "http://127.0.0.1:1", frozenset()))
    yield made
    workbench.install(None)

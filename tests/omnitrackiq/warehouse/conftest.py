"""A small warehouse with marts of three workspaces."""

from datetime import date
from pathlib import Path

import pytest

from omnitrackiq.warehouse.location import Warehouse
from tests.demo_marts import ACME, BOLT, KOTO, write_warehouse


@pytest.fixture
def built(tmp_path: Path) -> Warehouse:
    """A warehouse after a build of three workspaces with a few days each; nothing is published."""
    warehouse = Warehouse.parse(f"duckdb:///{tmp_path}/home/warehouse.duckdb", tmp_path / "home")
    assert warehouse.path
    write_warehouse(warehouse.path, [ACME, BOLT, KOTO], date(2026, 3, 1), days=5)
    return warehouse

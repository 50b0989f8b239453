"""One warehouse for all tests of the marts: each module fills it with workspaces of its own, and it is built once."""

import pytest
from dbt.contracts.graph.manifest import Manifest
from filelock import FileLock

from tests.dbt_project.marts import (
    test_ads,
    test_channels,
    test_lifetime,
    test_margins,
    test_money,
    test_reconciliation,
    test_revenue,
)
from tests.dbt_project.staged_warehouse import StagedWarehouse
from tests.shared_folder import shared_folder

FILLED_BY = (test_ads, test_channels, test_lifetime, test_margins, test_money, test_reconciliation, test_revenue)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> StagedWarehouse:
    """The marts of every situation, to be read only; that they share a warehouse shows that none touches another."""
    folder = shared_folder(tmp_path_factory) / "marts"
    warehouse = StagedWarehouse(folder)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / "built").exists():
            folder.mkdir()
            for module in FILLED_BY:
                module.fill(warehouse)
            warehouse.write()
            assert [node for node in warehouse.build(manifest) if node.status not in ("success", "pass")] == []
            (folder / "built").touch()
    return warehouse

"""Incremental builds equal full rebuilds row for row, whatever arrived, and however a build ended."""

import shutil
from pathlib import Path
from random import Random

import pytest
from dbt.contracts.graph.manifest import Manifest

from omnitrackiq.warehouse.location import Warehouse
from orchestration.dbt import PROJECT_FOLDER
from tests.dbt_project.schedules.raw_rows import RawRows
from tests.dbt_project.schedules.stores import Contents, DuckDBStore, PostgresStore, Store
from tests.dbt_project.schedules.workspace import Workspace
from tests.postgres_server import PostgresServer, postgres_server

__all__ = ["postgres_server"]

# Nothing in the schedules reaches it.
EMPTY = {"stg_tiktok_ads__accounts"}


class Market:
    """Brands that each play a schedule of their own, in one warehouse that has been built once."""

    def __init__(self, store: Store, seeds: range) -> None:
        self.store, self.raw = store, RawRows()
        self.brands = [Workspace(self.raw, f"brand-{seed}", Random(seed)) for seed in seeds]
        store.write(self.raw)
        store.build("resource_type:seed", "resource_type:model")

    def step(self) -> dict[str, list[str]]:
        """Something happens to every brand and a load brings it; returns what."""
        self.raw.next_load()
        happened = {brand.workspace_id: brand.step() for brand in self.brands}
        self.store.write(self.raw)
        return happened

    def differences(self) -> dict[str, tuple[Contents, Contents]]:
        """Tables that a full rebuild would make otherwise: rows that only we have, and rows that only it has."""
        ours, theirs = self.store.contents(), self.store.rebuilt()
        assert ours.keys() == theirs.keys()
        assert sum(map(len, ours.values())) > 100 * len(self.brands)
        return {name: (rows - theirs[name], theirs[name] - rows) for name, rows in ours.items() if rows != theirs[name]}


def play(market: Market, steps: int) -> None:
    """Builds after every step, and compares with a rebuild."""
    for _ in range(steps):
        happened = market.step()
        market.store.build()
        assert market.differences() == {}, happened


def test_increments_equal_a_rebuild(tmp_path: Path, manifest: Manifest) -> None:
    market = Market(DuckDBStore.create(tmp_path, manifest), range(6))
    market.raw.next_load()
    for brand in market.brands:
        brand.orders.refuse()
    play(market, steps=1)
    assert {name for name, rows in market.store.contents().items() if not rows} == EMPTY


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_fifty_schedules_equal_their_rebuilds(tmp_path: Path, manifest: Manifest) -> None:
    """All in one warehouse: a build costs much the same for one brand as for fifty."""
    play(Market(DuckDBStore.create(tmp_path, manifest), range(100, 150)), steps=5)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_builds_that_are_killed_leave_nothing_out(tmp_path: Path, manifest: Manifest) -> None:
    """One early, one late, and more news before each; the build after them finds all of it."""
    market = Market(DuckDBStore.create(tmp_path, manifest), range(300, 310))
    for models_made in (5, 30, 60):
        market.step()
        market.store.kill_build(models_made)
        assert market.store.fetch("select count(*) from intermediate.build_loads where not is_built") > [(0,)]
    market.store.build()
    assert market.differences() == {}


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_an_edited_model_is_rebuilt_whole_with_all_that_reads_it(tmp_path: Path, manifest: Manifest) -> None:
    """First only the model, as one does while working on it; the next build does the rest."""
    store = DuckDBStore.create(tmp_path, manifest)
    market = Market(store, range(400, 406))
    store.project, store.manifest = tmp_path / "edited", None
    shutil.copytree(PROJECT_FOLDER, store.project, ignore=shutil.ignore_patterns("target", "logs"))
    model = store.project / "models" / "intermediate" / "orders" / "int_orders__sales.sql"
    model.write_text(model.read_text().replace("then discount_original end", "then discount_original + 1 end"))
    before = store.contents()
    store.build("int_orders__sales")
    market.step()
    store.build()
    assert market.differences() == {}
    after = store.contents()
    assert {"int_orders__days", "orders", "overview_daily"} <= {name for name in before if before[name] != after[name]}


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_schedules_equal_their_rebuilds_on_postgres(tmp_path: Path, postgres_server: PostgresServer) -> None:
    warehouse = Warehouse.parse(postgres_server.new_database(), tmp_path)
    market = Market(PostgresStore(warehouse, None, tmp_path), range(200, 208))
    for _ in range(3):
        market.step()
        market.store.build()
    assert market.differences() == {}

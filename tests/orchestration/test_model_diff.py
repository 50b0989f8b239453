"""What an edit changes is shown by mart, in rows and totals, alike on both engines, and nothing that is read moves."""

import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import psycopg
import pytest

from omnitrackiq.warehouse.location import Warehouse
from orchestration.dbt import BuildError, built_state
from orchestration.mart_comparison import MartDiff
from orchestration.model_diff import diff_models
from tests.dbt_project.schedules.raw_rows import RawRows
from tests.dbt_project.schedules.stores import DuckDBStore, PostgresStore, Store
from tests.dbt_project.schedules.workspace import Workspace
from tests.postgres_server import PostgresServer, postgres_server

__all__ = ["postgres_server"]

EDITED = "int_creatives__labels"
OTHER_ROWS = (
    f"delete from intermediate.build_versions where model = '{EDITED}'",
    "create table marts.kept as select * from marts.creatives_daily order by spend desc limit 2",
    "delete from marts.creatives_daily where spend = (select min(spend) from marts.kept)",
    "update marts.creatives_daily set spend = spend + 5 where spend = (select max(spend) from marts.kept)",
    "update marts.kept set campaign_id = 'gone'",
    "insert into marts.creatives_daily select * from marts.kept where spend = (select max(spend) from marts.kept)",
)
"""What other code of the edited model would have made of a mart: 5 more on a row, one row less, one that is gone."""


def test_without_a_build_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="run `omnitrackiq build` first"):
        diff_models(Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path))
    with pytest.raises(BuildError, match="run `omnitrackiq build` first"):
        diff_models(Warehouse.parse("postgresql://somebody@127.0.0.1:1/marts", tmp_path))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_rows_and_totals_that_an_edit_changes_are_the_same_on_both_engines(
    tmp_path: Path, postgres_server: PostgresServer
) -> None:
    warehouse = Warehouse.parse(postgres_server.new_database(), tmp_path)
    file = DuckDBStore.create(tmp_path / "duckdb", None)
    server = PostgresStore(warehouse, None, tmp_path)
    (diff,) = diff_of_other_code(file)
    assert (diff.mart, diff.added, diff.removed, diff.changed, diff.columns) == ("creatives_daily", 1, 1, 1, ())
    spend = next(total for total in diff.totals if total.column == "spend")
    ((first, last),) = file.fetch("select min(spend), max(spend) from marts.kept")
    assert (spend.workspace_id, spend.after - spend.before) == ("brand", first - last - Decimal(5))  # type: ignore[operator]
    assert diff_of_other_code(server) == [diff]
    schemas = {name for (name,) in server.fetch("select schema_name from information_schema.schemata")}
    assert {"marts", "intermediate"} <= schemas
    assert not [name for name in schemas if "trial" in name]


def diff_of_other_code(store: Store) -> list[MartDiff]:
    """What is shown after a build that had other code for one mart; what the warehouse holds stays."""
    raw = RawRows()
    Workspace(raw, "brand", Random(7))
    store.write(raw)
    store.build("+creatives_daily")
    manifest = json.loads((store.folder / "target" / "manifest.json").read_text())
    manifest["nodes"][f"model.omnitrackiq.{EDITED}"]["raw_code"] = "other code"
    built_state(store.warehouse).parent.mkdir()
    built_state(store.warehouse).write_text(json.dumps(manifest))
    with opened(store) as database:
        for statement in OTHER_ROWS:
            database.execute(statement)
    before = store.contents()
    diffs = diff_models(store.warehouse)
    assert store.contents() == before
    return diffs


def opened(store: Store) -> Any:
    """A session that may write."""
    if store.warehouse.path is None:
        return psycopg.connect(store.warehouse.url)
    return duckdb.connect(str(store.warehouse.path))

"""What an edit changes is shown by mart, in rows and totals, and nothing in the warehouse moves."""

import json
from decimal import Decimal
from pathlib import Path
from random import Random

import duckdb
import pytest

from omnitrackiq.warehouse.location import Warehouse
from orchestration.dbt import BuildError, built_state
from orchestration.model_diff import Total, diff_models
from tests.dbt_project.schedules.raw_rows import RawRows
from tests.dbt_project.schedules.stores import DuckDBStore
from tests.dbt_project.schedules.workspace import Workspace


def test_without_a_build_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="run `omnitrackiq build` first"):
        diff_models(Warehouse.parse(f"duckdb:///{tmp_path / 'warehouse.duckdb'}", tmp_path))


def test_on_postgres_it_says_where_to_compare(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"into a DuckDB file \(OMNITRACKIQ_WAREHOUSE_URL\) and compare there"):
        diff_models(Warehouse.parse("postgresql://somebody@127.0.0.1:1/marts", tmp_path))


@pytest.mark.slow
def test_rows_and_totals_that_an_edit_changes_are_shown(tmp_path: Path) -> None:
    """The last build had other code for one mart: it spent 5 more on a row, lacked one and held one that is gone."""
    store = DuckDBStore.create(tmp_path, None)
    raw = RawRows()
    Workspace(raw, "brand", Random(7))
    store.write(raw)
    store.build("resource_type:seed", "resource_type:model")
    mart = "model.omnitrackiq.roas_daily"
    manifest = json.loads((tmp_path / "target" / "manifest.json").read_text())
    manifest["nodes"][mart]["raw_code"] = "other code"
    built_state(store.warehouse).parent.mkdir()
    built_state(store.warehouse).write_text(json.dumps(manifest))
    with duckdb.connect(str(store.path)) as database:
        database.execute("delete from intermediate.build_versions where model = 'roas_daily'")
        database.execute(
            "create temp table days as select * from marts.roas_daily where spend > 0 order by all limit 2"
        )
        ((first, last),) = database.execute("select min(spend), max(spend) from days").fetchall()
        database.execute("delete from marts.roas_daily where spend = ?", [first])
        database.execute("update marts.roas_daily set spend = spend + 5 where spend = ?", [last])
        database.execute(
            "insert into marts.roas_daily select * replace ('gone' as campaign_id) from days where spend = ?", [last]
        )
    before = store.contents()
    (diff,) = diff_models(store.warehouse)
    assert (diff.mart, diff.added, diff.removed, diff.changed, diff.columns) == ("roas_daily", 1, 1, 1, ())
    spend = next(total for total in diff.totals if total.column == "spend")
    assert isinstance(spend, Total)
    assert (spend.workspace_id, spend.after - spend.before) == ("brand", first - last - Decimal(5))  # type: ignore[operator]
    assert store.contents() == before

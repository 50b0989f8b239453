"""What holds for every model: no warning, its grain said first and proved, a contract for marts."""

import json
from pathlib import Path

import pytest
from dbt.contracts.graph.manifest import Manifest
from dbt.contracts.graph.nodes import ModelNode

from orchestration.dbt import PROJECT_FOLDER
from tests.dbt_project.dbt_runs import run_dbt_on
from tests.dbt_project.staged_warehouse import StagedWarehouse

LONGEST_MODEL = 120
UNIT_TESTS = [f"test_type:unit,path:models/{folder}" for folder in ("intermediate", "marts", "ad_reporting")]
# Refused records have no key: the same one may be refused by two loads.
WITHOUT_GRAIN = {"records"}
# The calendar of semantic layers belongs to nobody.
WITHOUT_WORKSPACE = {"grain_int_days__spine_date_day"}
# A row per workspace and source, which every sync changes.
MADE_WHOLE = {"data_freshness"}
SCHEMAS = {"staging", "intermediate", "marts", "ad_reporting", "quarantine"}


def models(manifest: Manifest) -> list[ModelNode]:
    return [node for node in manifest.nodes.values() if isinstance(node, ModelNode)]


def marts(manifest: Manifest) -> list[ModelNode]:
    """What readers query: the marts, and the views of them under other names."""
    return [model for model in models(manifest) if model.schema in ("marts", "ad_reporting")]


def test_the_project_parses_without_a_warning(tmp_path: Path) -> None:
    run_dbt_on(tmp_path / "warehouse.duckdb", ["--warn-error", "parse", "--no-partial-parse"])


def test_schemas_have_exactly_their_names(manifest: Manifest) -> None:
    assert {model.schema for model in models(manifest)} == SCHEMAS


def test_every_model_says_its_grain_first(manifest: Manifest) -> None:
    silent = [model.name for model in models(manifest) if not model.description.startswith("One row per ")]
    assert silent == []


def test_every_model_proves_its_grain(manifest: Manifest) -> None:
    proved = {
        node.attached_node
        for node in manifest.nodes.values()
        if getattr(node, "test_metadata", None) and node.test_metadata.name == "grain"
    }
    unproved = {model.name for model in models(manifest) if model.unique_id not in proved}
    assert unproved == WITHOUT_GRAIN


def test_the_workspace_is_the_first_column_of_every_grain(manifest: Manifest) -> None:
    grains = {
        node.name: node.test_metadata.kwargs["columns"][0]
        for node in manifest.nodes.values()
        if getattr(node, "test_metadata", None) and node.test_metadata.name == "grain"
    }
    assert {name for name, first in grains.items() if first != "workspace_id"} == WITHOUT_WORKSPACE


def test_every_table_is_made_by_what_arrived(manifest: Manifest) -> None:
    assert {model.name for model in models(manifest) if model.config.materialized == "table"} == MADE_WHOLE


def test_every_mart_keeps_a_contract_and_explains_every_column(manifest: Manifest) -> None:
    assert len(marts(manifest)) >= 9
    for mart in marts(manifest):
        assert mart.contract.enforced, mart.name
        assert next(iter(mart.columns)) == "workspace_id", mart.name
        unexplained = [name for name, column in mart.columns.items() if len(column.description) < 8]
        assert unexplained == [], mart.name


def test_no_model_is_too_long() -> None:
    long = {
        path.name: lines
        for path in (PROJECT_FOLDER / "models").rglob("*.sql")
        if (lines := len(path.read_text().splitlines())) > LONGEST_MODEL
    }
    assert long == {}


def test_no_money_passes_through_a_double() -> None:
    """Doubles are for ratios, which one macro makes."""
    written = [
        path.name
        for path in (PROJECT_FOLDER / "models").rglob("*.sql")
        if any(word in path.read_text().lower() for word in ("double", "float", "real)"))
    ]
    assert written == []


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> StagedWarehouse:
    """A warehouse of a new installation: every table is there, none has a row."""
    warehouse = StagedWarehouse(tmp_path_factory.mktemp("empty"))
    warehouse.write()
    assert {node.status for node in warehouse.build(manifest)} <= {"success", "pass"}
    return warehouse


def test_an_empty_warehouse_has_empty_marts(empty: StagedWarehouse, manifest: Manifest) -> None:
    for mart in marts(manifest):
        assert empty.fetch(f"select count(*) from {mart.schema}.{mart.name}") == [(0,)]


def test_comments_reach_the_database(empty: StagedWarehouse) -> None:
    rows = empty.fetch(
        "select count(*), count(comment) from duckdb_columns() where schema_name in ('marts', 'ad_reporting')"
    )
    assert rows[0][0] == rows[0][1] > 100


@pytest.mark.slow
def test_the_documentation_holds_every_column_with_its_words(empty: StagedWarehouse, manifest: Manifest) -> None:
    run_dbt_on(empty.path, ["docs", "generate", "--static"], manifest)
    target = empty.folder / "target"
    catalog = json.loads((target / "catalog.json").read_text(encoding="utf-8"))["nodes"]
    page = (target / "static_index.html").read_text(encoding="utf-8")
    for mart in marts(manifest):
        listed = catalog[mart.unique_id]["columns"].values()
        written = [(name, column.description) for name, column in mart.columns.items()]
        assert [(column["name"], column["comment"]) for column in listed] == written, mart.name
        assert json.dumps(mart.description)[1:-1] in page, mart.name


def test_every_rule_holds_in_its_unit_test(empty: StagedWarehouse, manifest: Manifest) -> None:
    nodes = run_dbt_on(empty.path, ["test", "--select", *UNIT_TESTS], manifest)
    assert [(node.name, node.message) for node in nodes if node.status != "pass"] == []
    assert len(nodes) >= 19

"""A build tests the workspaces in which something changed since all tests passed, or everything if it cannot know."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest
import yaml

from orchestration.dbt import PROJECT_FOLDER
from tests.dbt_project.dbt_runs import duckdb_variables, run_project

PROJECT = {
    "name": "omnitrackiq",
    "profile": "omnitrackiq",
    "on-run-start": ["{{ note_arrivals() }}"],
    "on-run-end": ["{{ finish_build(results) }}"],
    "models": {"omnitrackiq": {"+schema": "intermediate"}},
}
DECLARED = {
    "sources": [{"name": "raw_parcels", "tables": [{"name": "parcels"}]}],
    "models": [
        {
            "name": "parcels",
            "columns": [{"name": "workspace_id"}],
            "data_tests": [
                {"grain": {"name": "one_row_each", "arguments": {"columns": ["workspace_id", "parcel_id"]}}},
                {
                    "holds_true": {
                        "name": "weights_are_usual",
                        "arguments": {"condition": "weight < 100"},
                        "config": {"severity": "warn"},
                    }
                },
            ],
        }
    ],
}
MODEL = """{{ incremental_by('workspace_id') }}
select workspace_id, parcel_id, weight from {{ source('raw_parcels', 'parcels') }} as parcels
where {{ is_changed('parcels') }}"""
SINGULAR = "select * from {{ ref('parcels') }} as parcels where {{ is_tested('parcels') }} and weight < 0"


class Parcels:
    """A small project with one model and three tests, one of which warns, over a raw table that loads fill."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.loads = folder, 0
        self.path = folder / "warehouse.duckdb"
        for part in ("macros", "tests/generic"):
            shutil.copytree(PROJECT_FOLDER / part, folder / part)
        for name, text in (
            ("dbt_project.yml", yaml.safe_dump(PROJECT)),
            ("models/parcels.sql", MODEL),
            ("models/parcels.yml", yaml.safe_dump(DECLARED)),
            ("tests/weights_are_not_negative.sql", SINGULAR),
        ):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text)
        self.write(
            "create schema raw_parcels",
            "create table raw_parcels.parcels (workspace_id text, parcel_id text, weight bigint, _dlt_load_id text)",
            "create table raw_parcels._dlt_loads (load_id text, status bigint)",
        )
        self.load("('here', '1', 5)", "('there', '1', 5)")
        assert self.failures() == set()

    def write(self, *statements: str) -> None:
        with duckdb.connect(str(self.path)) as database:
            for statement in statements:
                database.execute(statement)

    def load(self, *rows: str) -> None:
        """A load brings rows of workspace, parcel and weight."""
        self.loads += 1
        self.write(
            f"insert into raw_parcels.parcels select *, '{self.loads}' from (values {', '.join(rows)})",
            f"insert into raw_parcels._dlt_loads values ('{self.loads}', 0)",
        )

    def failures(self, command: Iterable[str] = ("build",), tests_version: str = "1") -> set[str]:
        """The tests that fail or warn; models must not."""
        variables = {**duckdb_variables(self.path), "OMNITRACKIQ_DBT_TESTS": tests_version}
        nodes = run_project(self.folder, [*command], variables)
        assert {node.status for node in nodes} <= {"success", "pass", "fail", "warn"}
        return {node.name for node in nodes if node.status in ("fail", "warn")}


@pytest.fixture
def parcels(tmp_path: Path) -> Parcels:
    return Parcels(tmp_path)


@pytest.fixture
def tampered(parcels: Parcels) -> Parcels:
    """Rows of the workspace there are wrong without a load that brought them."""
    parcels.write("insert into intermediate.parcels values ('there', '1', -5)")
    return parcels


def test_a_defect_that_a_load_brings_is_found_until_it_is_gone(parcels: Parcels) -> None:
    parcels.load("('here', '1', -5)")
    for _ in range(2):
        assert parcels.failures() == {"one_row_each", "weights_are_not_negative"}
    parcels.write("delete from raw_parcels.parcels where weight < 0")
    assert parcels.failures() == set()


def test_a_warning_stays(parcels: Parcels) -> None:
    parcels.load("('there', '2', 500)")
    for _ in range(2):
        assert parcels.failures() == {"weights_are_usual"}


def test_a_build_looks_at_the_workspaces_that_changed(tampered: Parcels) -> None:
    tampered.load("('here', '2', 5)")
    assert tampered.failures() == set()
    assert tampered.failures(["test"]) == {"one_row_each", "weights_are_not_negative"}


@pytest.mark.parametrize("version", ["2", ""])
def test_other_tests_look_at_everything_once(tampered: Parcels, version: str) -> None:
    assert tampered.failures(tests_version=version) == {"one_row_each", "weights_are_not_negative"}


def test_a_build_after_a_run_without_tests_looks_at_everything(tampered: Parcels) -> None:
    assert tampered.failures(["run"]) == set()
    assert tampered.failures() == {"one_row_each", "weights_are_not_negative"}


def test_a_model_that_is_rebuilt_whole_is_tested_whole(parcels: Parcels) -> None:
    parcels.write("insert into raw_parcels.parcels values ('there', '1', -5, 'no load')")
    assert parcels.failures() == set()
    assert parcels.failures(["build", "--full-refresh"]) == {"one_row_each", "weights_are_not_negative"}

"""Each generic test finds the defect that it is for, and nothing where there is none."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.dbt import PROJECT_FOLDER
from tests.dbt_project.dbt_runs import duckdb_variables, run_project

# model: generic test: its arguments
Cases = dict[str, dict[str, dict[str, Any]]]

# A small project of its own: models of constant rows, judged by the project's generic tests.
MODELS = {
    "keys": "select 'w' as workspace_id, 'a' as id, null as part union all select 'w', 'a', 'x'",
    "repeated_keys": "select 'w' as workspace_id, 'a' as id, null as part union all select 'w', 'a', null",
    "unknown_parts": "select 'w' as workspace_id, 'a' as id, null as part union all select 'w', 'b', 'x'",
    "shares": "select 'w' as workspace_id, 0.25 as share union all select 'w', 0.75",
    "bad_shares": "select 'w' as workspace_id, 0.25 as share union all select 'v', 1.0",
    "missing_share": "select 'w' as workspace_id, cast(null as decimal(9,2)) as share",
    "amounts": "select 'w' as workspace_id, 'x' as kind, 1.5 as amount union all select 'w', null, 2.5",
    "same_amounts": "select 'w' as workspace_id, 'x' as kind, 1.5 as total union all select 'w', null, 2.5",
    "moved_amounts": "select 'w' as workspace_id, 'y' as kind, 1.5 as total union all select 'w', null, 2.5",
    "more_amounts": "select 'w' as workspace_id, 4.0 as amount union all select 'v', 0.01",
    "entities": "select 'w' as workspace_id, '1' as id union all select 'v', '2'",
    "own_references": "select 'w' as workspace_id, '1' as id union all select 'w', null",
    "foreign_references": "select 'w' as workspace_id, '2' as id",
    "past_days": "select cast('2026-03-11' as date) as day",
    "future_days": "select cast('2026-03-12' as date) as day",
    "stg_workspaces__sync_runs": "select cast('2026-03-10 23:00:00+00' as timestamptz) as finished_at",
    "negative": "select -0.01 as amount",
    "not_true": "select cast(null as boolean) as fine",
}

PASSES: Cases = {
    "keys": {
        "grain": {"columns": ["workspace_id", "id", "part"], "never_null": ["workspace_id", "id"]},
        "never_null": {"columns": ["workspace_id", "id"]},
    },
    "shares": {"sums_to_one": {"column_name": "share", "group_by": ["workspace_id"]}},
    "amounts": {
        "conserves_total": {
            "column": "amount",
            "to": "ref('same_amounts')",
            "to_column": "total",
            "group_by": ["workspace_id", "kind"],
        },
        "not_negative": {"column_name": "amount"},
        "holds_true": {"condition": "amount > 0"},
    },
    "more_amounts": {
        "conserves_total": {"column": "amount", "to": "ref('amounts')", "from_condition": "workspace_id = 'w'"}
    },
    "own_references": {"same_workspace": {"columns": ["id"], "to": "ref('entities')"}},
    "past_days": {"no_future_dates": {"column_name": "day"}},
}

FAILS: Cases = {
    "keys": {
        "grain": {"columns": ["workspace_id", "id"]},
        "never_null": {"columns": ["workspace_id", "part"]},
    },
    "repeated_keys": {"grain": {"columns": ["workspace_id", "id", "part"]}},
    "unknown_parts": {"grain": {"columns": ["workspace_id", "id"], "never_null": ["id", "part"]}},
    "bad_shares": {"sums_to_one": {"column_name": "share", "group_by": ["workspace_id"]}},
    "missing_share": {"sums_to_one": {"column_name": "share", "group_by": ["workspace_id"]}},
    "amounts": {
        "conserves_total": {
            "column": "amount",
            "to": "ref('moved_amounts')",
            "to_column": "total",
            "group_by": ["workspace_id", "kind"],
        },
        "holds_true": {"condition": "amount > 2"},
    },
    "more_amounts": {"conserves_total": {"column": "amount", "to": "ref('amounts')"}},
    "foreign_references": {"same_workspace": {"columns": ["id"], "to": "ref('entities')"}},
    "future_days": {"no_future_dates": {"column_name": "day"}},
    "negative": {"not_negative": {"column_name": "amount"}},
    "not_true": {"holds_true": {"condition": "fine"}},
}


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Status by test name; a name is pass_ or fail_, the generic test and the model."""
    folder: Path = tmp_path_factory.mktemp("generic")
    (folder / "models").mkdir()
    for name, query in MODELS.items():
        (folder / "models" / f"{name}.sql").write_text(query)
    declared = [
        {
            "name": model,
            "data_tests": [
                {test: {"name": f"{kind}_{test}_{model}", "arguments": arguments}}
                for kind, tests in (("pass", PASSES), ("fail", FAILS))
                for test, arguments in tests.get(model, {}).items()
            ],
        }
        for model in MODELS
    ]
    (folder / "models" / "models.yml").write_text(yaml.safe_dump({"models": declared}))
    for part in ("macros", "tests/generic"):
        shutil.copytree(PROJECT_FOLDER / part, folder / part)
    project = {"name": "omnitrackiq", "profile": "omnitrackiq"}
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(project))
    nodes = run_project(folder, ["build"], duckdb_variables(folder / "warehouse.duckdb"))
    return {node.name: node.status for node in nodes}


@pytest.mark.parametrize("name", [f"{test}_{model}" for model, tests in PASSES.items() for test in tests])
def test_sound_rows_pass(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[f"pass_{name}"] == "pass"


@pytest.mark.parametrize("name", [f"{test}_{model}" for model, tests in FAILS.items() for test in tests])
def test_a_defect_is_found(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[f"fail_{name}"] == "fail"


def test_every_generic_test_is_tried_both_ways() -> None:
    known = {path.stem for path in (PROJECT_FOLDER / "tests" / "generic").glob("*.sql")}
    for tried in (PASSES, FAILS):
        assert {test for tests in tried.values() for test in tests} == known

"""What an edit of the models changes in the marts, found beside the warehouse before anything is published.

DuckDB builds on trial in a copy of the file. A PostgreSQL database cannot be copied while others use it: there the
edited models are built in schemas of their own, and read the live tables of those that were not edited.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from omnitrackiq.warehouse.identifiers import literal, quoted
from omnitrackiq.warehouse.location import Warehouse
from omnitrackiq.warehouse.locks import lane_lock, lane_of
from omnitrackiq.warehouse.mart_tables import SCHEMA, read_marts
from omnitrackiq.warehouse.postgres_locks import open_session
from orchestration.dbt import BuildError, NodeResult, built_state, run_dbt
from orchestration.mart_comparison import MartDiff, Version, compare_marts
from orchestration.trial_schemas import PREFIX, TRIAL_MARTS, drop_trials, read_postgres_marts

LANE_WAIT_SECONDS = 600
_EDITED = ("build", "--resource-type", "model", "seed", "--select", "state:modified+", "--state")


def diff_models(warehouse: Warehouse, step: Callable[[str], None] = lambda _name: None) -> list[MartDiff]:
    """Builds models that were edited since the last build, and what reads them, on trial; compares every mart built.

    Raises BuildError where there is nothing to compare with, or the edited models cannot be built.
    """
    state = built_state(warehouse)
    if not state.exists() or not (warehouse.path is None or warehouse.path.exists()):
        raise BuildError("There is no build to compare with yet: run `omnitrackiq build` first.")
    if warehouse.engine == "spark":
        raise BuildError("Models are compared on DuckDB and PostgreSQL only: build the same connections there.")
    with TemporaryDirectory(prefix="omnitrackiq-diff-", dir=warehouse.home) as folder:
        if warehouse.path is None:
            return _diff_in_schemas(warehouse, [*_EDITED, str(state.parent)], Path(folder), step)
        return _diff_in_a_copy(warehouse, warehouse.path, [*_EDITED, str(state.parent)], Path(folder), step)


def _diff_in_a_copy(
    warehouse: Warehouse, path: Path, edited: Sequence[str], folder: Path, step: Callable[[str], None]
) -> list[MartDiff]:
    import duckdb

    step("copy")
    copied = folder / path.name
    with lane_lock(warehouse, lane_of(warehouse, "build"), LANE_WAIT_SECONDS):
        shutil.copy(path, copied)
    step("models")
    built = _built(run_dbt(replace(warehouse, path=copied), edited, folder / "target"))
    step("compare")
    with duckdb.connect() as database:
        for name, file in (("before", path), ("after", copied)):
            database.execute(f"attach {literal(str(file))} as {quoted(name)} (read_only)")
        before, after = (Version.of(f"{name}.{SCHEMA}", read_marts(database, name)) for name in ("before", "after"))
        marts = built & after.marts.keys()
        return compare_marts(lambda query: database.execute(query).fetchall(), before, after, marts, _grains(folder))


def _diff_in_schemas(
    warehouse: Warehouse, edited: Sequence[str], folder: Path, step: Callable[[str], None]
) -> list[MartDiff]:
    """Builds wait meanwhile: models on trial read the live tables of those that were not edited."""
    with lane_lock(warehouse, lane_of(warehouse, "build"), LANE_WAIT_SECONDS):
        drop_trials(warehouse)
        try:
            step("models")
            on_trial = [*edited, "--defer", "--favor-state"]
            built = _built(run_dbt(warehouse, on_trial, folder / "target", schema_prefix=PREFIX))
            step("compare")
            with open_session(warehouse) as session:
                before, after = (Version.of(name, read_postgres_marts(session, name)) for name in (SCHEMA, TRIAL_MARTS))
                marts = built & after.marts.keys()
                return compare_marts(
                    lambda query: session.execute(query.encode()).fetchall(), before, after, marts, _grains(folder)
                )
        finally:
            drop_trials(warehouse)


def _built(nodes: Sequence[NodeResult]) -> set[str]:
    """The names of what was built; raises BuildError when something could not be."""
    bad = [node for node in nodes if node.status not in ("success", "pass")]
    if bad:
        raise BuildError(f"{bad[0].unique_id.split('.')[2]} could not be built: {bad[0].message[:300]}")
    return {node.unique_id.split(".")[-1] for node in nodes}


def _grains(folder: Path) -> dict[str, list[str]]:
    """The columns that make a row unique, by model: what its test of that name says."""
    nodes = json.loads((folder / "target" / "manifest.json").read_text())["nodes"]
    found = {}
    for node in nodes.values():
        if (node.get("test_metadata") or {}).get("name") == "grain":
            found[node["attached_node"].split(".")[-1]] = node["test_metadata"]["kwargs"]["columns"]
    return found

"""dbt in process, against a warehouse file of a test."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

from orchestration.dbt import PROJECT_FOLDER, environment, released_warehouse


@dataclass(frozen=True, slots=True)
class Node:
    """How a model or test ended: success, pass, warn, error, fail or skipped."""

    name: str
    status: str
    message: str


def run_dbt_on(path: Path, arguments: Sequence[str], manifest: Manifest | None = None) -> list[Node]:
    """One dbt command of the project against the DuckDB file at ``path``; raises when dbt itself cannot run."""
    return _nodes(_invoke(path.parent, arguments, duckdb_variables(path), manifest))


def run_project(project: Path, arguments: Sequence[str], variables: Mapping[str, str]) -> list[Node]:
    """One dbt command of a small project of its own, with the profile that ``variables`` fill in."""
    return _nodes(_invoke(project, arguments, variables, project=project))


def run_project_with(
    folder: Path,
    arguments: Sequence[str],
    variables: Mapping[str, str],
    manifest: Manifest | None,
    project: Path = PROJECT_FOLDER,
) -> list[Node]:
    """One dbt command of the project, or of an edited copy of it, against the warehouse that ``variables`` name."""
    return _nodes(_invoke(folder, arguments, variables, manifest, project))


def parse_project(folder: Path) -> Manifest:
    """The parsed project, which every build of a test session shares."""
    manifest = _invoke(folder, ["parse"], duckdb_variables(folder / "warehouse.duckdb"))
    assert isinstance(manifest, Manifest)
    return manifest


def duckdb_variables(path: Path) -> dict[str, str]:
    """What profiles.yml needs for the DuckDB file at ``path``."""
    return {"OMNITRACKIQ_DBT_TARGET": "duckdb", "OMNITRACKIQ_DBT_DUCKDB_PATH": str(path)}


def _invoke(
    folder: Path,
    arguments: Sequence[str],
    variables: Mapping[str, str],
    manifest: Manifest | None = None,
    project: Path = PROJECT_FOLDER,
) -> Any:
    folders = ["--project-dir", str(project), "--profiles-dir", str(PROJECT_FOLDER)]
    places = ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    with environment({"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", **variables}), released_warehouse():
        outcome = dbtRunner(manifest=manifest).invoke(["--quiet", *arguments, *folders, *places])
    if outcome.exception is not None:
        raise outcome.exception
    return outcome.result


def _nodes(result: Any) -> list[Node]:
    return [
        Node(each.node.name, str(each.status), each.message or "")
        for each in getattr(result, "results", [])
        if each.node.resource_type != "operation"
    ]

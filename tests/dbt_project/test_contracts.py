"""Marts keep what was promised, exposures name who reads them, and formulas stand in one place."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from dbt.contracts.graph.manifest import Manifest

from dashboards.pages import PAGES
from orchestration.contract_changes import explain_changes
from orchestration.dbt import PROJECT_FOLDER
from orchestration.formulas import MACROS, outdated_formulas
from orchestration.mart_contracts import present_contracts, promised_contracts, readers_of_marts

REPOSITORY = PROJECT_FOLDER.parent
READING = ("dashboards", "omnitrackiq.reporting")


@pytest.fixture(scope="module")
def parsed(manifest: Manifest) -> Mapping[str, Any]:
    """The manifest as dbt writes it to disk."""
    written: Mapping[str, Any] = manifest.writable_manifest().to_dict(omit_none=False)
    return written


def test_every_mart_keeps_what_its_readers_were_promised(parsed: Mapping[str, Any]) -> None:
    changes = explain_changes(promised_contracts(), present_contracts(parsed), readers_of_marts(parsed))
    assert changes == "", f"\n{changes}"


def test_every_page_has_an_exposure_with_the_marts_that_it_reads(parsed: Mapping[str, Any]) -> None:
    exposed = {
        exposure["config"]["meta"]["page"]: {node.split(".")[-1] for node in exposure["depends_on"]["nodes"]}
        for exposure in parsed["exposures"].values()
        if exposure["type"] == "dashboard"
    }
    read = {page.script: marts_read_by(REPOSITORY / "dashboards" / page.script) for page in PAGES}
    assert exposed == {script: marts for script, marts in read.items() if marts}


def test_formulas_of_macros_and_docs_are_those_of_the_dictionary() -> None:
    assert [path.name for path in outdated_formulas()] == [], "run `make contracts`"


def test_every_quotient_of_a_model_has_a_name_in_the_dictionary(parsed: Mapping[str, Any]) -> None:
    division = parsed["macros"]["macro.omnitrackiq.safe_divide"]["unique_id"]
    nameless = [
        node["name"]
        for node in parsed["nodes"].values()
        if node["resource_type"] == "model" and division in node["depends_on"]["macros"]
    ]
    assert nameless == [], "use a metric's macro: add the metric to omnitrackiq/reporting, then `make contracts`"
    assert {path.stem for path in MACROS.glob("*.sql")} > {"safe_divide", "roas", "aov"}


def marts_read_by(script: Path) -> set[str]:
    """The marts in the statements of a script and of all that it imports of ours."""
    texts = [node.value for module in reached(script, set()) for node in ast.walk(module) if _is_text(node)]
    return {mart for text in texts for mart in re.findall(r"\bmarts\.(\w+)", text)}


def reached(path: Path, seen: set[Path]) -> Iterator[ast.Module]:
    """The syntax tree of a file and of the files that it imports, each once."""
    seen.add(path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield tree
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(READING):
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for file in (REPOSITORY / Path(*name.split(".")).with_suffix(".py") for name in names):
                if file.exists() and file not in seen:
                    yield from reached(file, seen)


def _is_text(node: ast.AST) -> Any:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)

"""Plants a fault into a scratch copy of the dbt project, rebuilds what depends on it, and says which test noticed."""

import re
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from orchestration.dbt import PROJECT_FOLDER
from tests.dbt_project.dbt_runs import Node, duckdb_variables, run_project
from tests.end_to_end import test_truth
from tests.mutations.kept_warehouse import KeptWarehouse

# A fault that does not even run is none.
_NOT_SQL = re.compile(r"Parser Error|Binder Error|Catalog Error|Compilation Error in")


@dataclass(frozen=True, slots=True)
class Fault:
    """``before``, which stands in ``file`` (below dbt_project) exactly once, becomes ``after``."""

    name: str
    file: str
    before: str
    after: str


class UnplantableFaultError(Exception):
    """The project has changed: the fault finds nothing to spoil, or what it makes is no SQL."""


class Mutants:
    """Scratch copies of the project and of a built warehouse; each fault starts from the sound state of both."""

    def __init__(self, folder: Path, kept: KeptWarehouse) -> None:
        self._kept = kept
        self._project = folder / "dbt_project"
        self._warehouse = KeptWarehouse(folder / "warehouse.duckdb", kept.truth)
        ignored = shutil.ignore_patterns("target", "logs")
        shutil.copytree(PROJECT_FOLDER, self._project, ignore=ignored)

    def noticed_by(self, fault: Fault) -> str | None:
        """The test that notices ``fault``; None when it survives. Raises UnplantableFaultError."""
        path = self._project / fault.file
        sound = path.read_text(encoding="utf-8")
        if sound.count(fault.before) != 1:
            raise UnplantableFaultError(f"{fault.name}: {fault.file} holds it {sound.count(fault.before)} times")
        shutil.copyfile(self._kept.path, self._warehouse.path)
        path.write_text(sound.replace(fault.before, fault.after), encoding="utf-8")
        try:
            return self._noticed_by_dbt(fault) or self._noticed_by_ledger()
        finally:
            path.write_text(sound, encoding="utf-8")

    def _noticed_by_dbt(self, fault: Fault) -> str | None:
        """The first unit test, data test or constraint that fails while everything below the fault is built again."""
        arguments = ["build", "--fail-fast", "--select", *self._selected(fault)]
        nodes = run_project(self._project, arguments, duckdb_variables(self._warehouse.path))
        for node in nodes:
            if node.status == "error" and _NOT_SQL.search(node.message) and "contract" not in node.message:
                raise UnplantableFaultError(f"{fault.name}: {node.message}")
        return next((_said(node) for node in nodes if node.status in ("fail", "error")), None)

    def _selected(self, fault: Fault) -> list[str]:
        stem = Path(fault.file).stem
        if fault.file.startswith("models/"):
            return [f"{stem}+"]
        call = re.compile(rf"\b{stem}\(")
        models = (self._project / "models").rglob("*.sql")
        return [f"{path.stem}+" for path in models if call.search(path.read_text(encoding="utf-8"))]

    def _noticed_by_ledger(self) -> str | None:
        """The first comparison with the market's own ledger that fails."""
        told: Any = (self._kept.truth, self._warehouse)
        measured = test_truth.test_every_day_of_every_workspace_equals_the_ledger
        comparisons = [
            *(partial(measured, told, measure) for measure in test_truth.MEASURES),
            partial(test_truth.test_no_day_is_shown_that_the_ledger_does_not_know, told),
            partial(test_truth.test_spend_of_every_platform_account_and_day_equals_the_ledger, told),
            partial(test_truth.test_the_ladder_of_every_order_ends_at_the_total_that_shopify_shows, told),
            partial(test_truth.test_every_ratio_of_every_mart_is_the_one_of_the_metric_dictionary, told),
            partial(test_truth.test_every_claim_of_every_platform_is_reconciled_without_a_rest, told),
        ]
        for compare in comparisons:
            try:
                compare()
            except AssertionError:
                return compare.func.__name__
        return None


def _said(node: Node) -> str:
    return f"{node.name} ({' '.join(node.message.split())[:80]})"

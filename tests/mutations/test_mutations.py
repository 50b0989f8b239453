"""The project's own tests (data tests, unit tests, constraints, the ledger) notice faults planted in its SQL."""

import sys

import pytest

from orchestration.dbt import PROJECT_FOLDER
from tests.mutations.faults import FAULTS
from tests.mutations.kept_warehouse import make_warehouse
from tests.mutations.mutants import Mutants, UnplantableFaultError

LEAST_SHARE = 0.9


def test_every_fault_finds_its_place() -> None:
    lost = [
        fault.name
        for fault in FAULTS
        if (PROJECT_FOLDER / fault.file).read_text(encoding="utf-8").count(fault.before) != 1
    ]
    assert lost == [], "the models have changed: plant these faults where they belong now"


@pytest.mark.long
@pytest.mark.timeout(5400)
def test_planted_faults_are_noticed(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    home, folder = (tmp_path_factory.mktemp(name) for name in ("kept", "mutants"))
    mutants = Mutants(folder, make_warehouse(home))
    noticed: dict[str, str | None] = {}
    unplantable = []
    for fault in FAULTS:
        try:
            noticed[fault.name] = mutants.noticed_by(fault)
        except UnplantableFaultError as error:
            unplantable.append(str(error))
    survivors = [name for name, test in noticed.items() if test is None]
    lines = [f"  {name}: {test or 'NOT NOTICED'}" for name, test in noticed.items()]
    score = f"{len(noticed) - len(survivors)} of {len(noticed)} planted faults were noticed"
    with capsys.disabled():
        sys.stdout.write("\n".join(["", *lines, score, ""]))
    assert unplantable == []
    assert len(noticed) >= 30
    assert 1 - len(survivors) / len(noticed) >= LEAST_SHARE, survivors

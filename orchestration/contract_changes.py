"""How the marts differ from what was promised, in words that say what broke, for whom, and what to do.

``python -m orchestration.contract_changes`` exits 1 with them; with ``--accept`` it makes the present state the
promise, and brings the formulas of the metrics (``orchestration.formulas``) up to date.
"""

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from orchestration.dbt import make_manifest
from orchestration.formulas import outdated_formulas, write_formulas
from orchestration.mart_contracts import (
    MartContract,
    present_contracts,
    promised_contracts,
    readers_of_marts,
    write_contracts,
)

_OTHERS = "everybody who reads it with SQL or a BI tool"
_BROKEN = "The marts no longer keep what their readers were promised:"
_WAY_OUT = (
    "If that is not meant, put it back; to replace a column, keep the old one beside the new one for a release.\n"
    "If it is meant, run `make contracts`, commit dbt_project/contracts with the change, and say in the message what\n"
    "readers must do."
)
_UNKNOWN = "The marts have more than was written down; run `make contracts`, so that it cannot be lost unnoticed:"


def explain_changes(
    promised: Mapping[str, MartContract], present: Mapping[str, MartContract], readers: Mapping[str, Sequence[str]]
) -> str:
    """What differs, for people; empty when nothing does."""
    parts = []
    broken = [
        f"  {name}: {fault}\n      read by {', '.join([*readers.get(name, ()), _OTHERS])}"
        for name, contract in promised.items()
        for fault in _faults(contract, present.get(name))
    ]
    if broken:
        parts += [_BROKEN, *broken, _WAY_OUT]
    news = [f"  {name}: {news}" for name, after in present.items() for news in _news(promised.get(name), after)]
    if news:
        parts += [_UNKNOWN, *news]
    return "\n".join(parts)


def _faults(before: MartContract, after: MartContract | None) -> Iterator[str]:
    """What readers of ``before`` lose."""
    if after is None:
        yield "the mart is gone"
        return
    for name, kind in before.columns.items():
        now = after.columns.get(name)
        if now is None:
            yield f"the column {name} ({kind}) is gone"
        elif now != kind and now != f"{kind} not null":
            yield f"the column {name} was {kind} and is now {now or 'of no type'}"
    if before.key != after.key:
        yield f"a row was one per {', '.join(before.key)} and is now one per {', '.join(after.key) or 'nothing'}"
    places = {name: place for place, name in enumerate(after.columns)}
    kept = [name for name in before.columns if name in places]
    for first, second in pairwise(kept):
        if places[first] > places[second]:
            yield f"the column {first} stood before {second} and now stands behind it"


def _news(before: MartContract | None, after: MartContract) -> Iterator[str]:
    """What ``after`` has beyond ``before``."""
    if before is None:
        yield "the mart is new"
        return
    for name, kind in after.columns.items():
        if name not in before.columns:
            yield f"the column {name} ({kind}) is new"
        elif kind == f"{before.columns[name]} not null":
            yield f"the column {name} is now never null"


def _main(arguments: Sequence[str]) -> str:
    manifest: Mapping[str, Any] = json.loads(make_manifest().read_text(encoding="utf-8"))
    if "--accept" in arguments:
        write_contracts(manifest)
        write_formulas()
        return ""
    changes = explain_changes(promised_contracts(), present_contracts(manifest), readers_of_marts(manifest))
    formulas = [
        f"{path.name} differs from the metric dictionary: run `make contracts`." for path in outdated_formulas()
    ]
    return "\n".join([changes, *formulas]).strip()


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]) or 0)

"""What each mart promises to its readers: columns in order, types, which are never null, and the grain.

The promises are files under dbt_project/contracts, one per mart, so that a change of one shows in a diff.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import yaml

from orchestration.dbt import PROJECT_FOLDER

CONTRACTS = PROJECT_FOLDER / "contracts"
SCHEMAS = ("marts", "ad_reporting")
_NEVER_NULL = " not null"


@dataclass(frozen=True, slots=True)
class MartContract:
    """A mart (``marts.orders``) with the type of each column, in order, and the columns that make a row unique."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, str]

    @classmethod
    def from_yaml(cls, text: str) -> Self:
        fields = yaml.safe_load(text)
        return cls(fields["mart"], tuple(fields["key"]), dict(fields["columns"]))

    def to_yaml(self) -> str:
        """One line per column; ends with a newline."""
        columns = "".join(f"  {name}: {kind}\n" for name, kind in self.columns.items())
        return (
            "# What readers may rely on; written by `make contracts`.\n"
            f"mart: {self.name}\nkey: [{', '.join(self.key)}]\ncolumns:\n{columns}"
        )


def promised_contracts(folder: Path = CONTRACTS) -> dict[str, MartContract]:
    """The contracts in the repository, by mart."""
    found = [MartContract.from_yaml(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.yml"))]
    return {contract.name: contract for contract in found}


def present_contracts(manifest: Mapping[str, Any]) -> dict[str, MartContract]:
    """What the models of a parsed project (``manifest.json``) keep now, by mart."""
    keys = {
        node["attached_node"]: tuple(node["test_metadata"]["kwargs"]["columns"])
        for node in manifest["nodes"].values()
        if (node.get("test_metadata") or {}).get("name") == "grain"
    }
    contracts = [
        MartContract(_name(node), keys.get(unique_id, ()), _columns(node))
        for unique_id, node in sorted(manifest["nodes"].items())
        if node["resource_type"] == "model" and node["schema"] in SCHEMAS
    ]
    return {contract.name: contract for contract in contracts}


def readers_of_marts(manifest: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """The exposures that read each mart, as people call them."""
    readers: dict[str, list[str]] = {}
    for exposure in manifest["exposures"].values():
        for unique_id in exposure["depends_on"]["nodes"]:
            mart = _name(manifest["nodes"][unique_id])
            readers.setdefault(mart, []).append(exposure["label"] or exposure["name"])
    return {mart: sorted(names) for mart, names in readers.items()}


def write_contracts(manifest: Mapping[str, Any], folder: Path = CONTRACTS) -> None:
    """Makes what the models keep now the promise: one file per mart, none for marts that are gone."""
    present = present_contracts(manifest)
    folder.mkdir(exist_ok=True)
    for path in folder.glob("*.yml"):
        if path.stem not in {_file(name) for name in present}:
            path.unlink()
    for name, contract in present.items():
        (folder / f"{_file(name)}.yml").write_text(contract.to_yaml(), encoding="utf-8")


def _name(node: Mapping[str, Any]) -> str:
    return f"{node['schema']}.{node['name']}"


def _file(name: str) -> str:
    return name.partition(".")[2]


def _columns(node: Mapping[str, Any]) -> dict[str, str]:
    return {name: column["data_type"] + _constraint(column) for name, column in node["columns"].items()}


def _constraint(column: Mapping[str, Any]) -> str:
    return _NEVER_NULL if any(each["type"] == "not_null" for each in column["constraints"]) else ""

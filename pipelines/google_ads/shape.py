"""Wire rows (nested, lowerCamelCase) to flat records; what no column takes stays, nested, beside them."""

from collections.abc import Iterable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.google_ads.accounts import Account
from pipelines.google_ads.fields import Field, Report

Record = dict[str, Any]


class Shape:
    """Turns rows of one report into records of one account, in the field names of one API version."""

    def __init__(self, report: Report, version: int, account: Account) -> None:
        self._account_id = account.account_id
        self._zone = account.zone
        self._tree: dict[str, Any] = {}
        for path, field in report.columns_by_path(version).items():
            *parents, leaf = (_camel(part) for part in path.split("."))
            branch = self._tree
            for parent in parents:
                branch = branch.setdefault(parent, {})
            branch[leaf] = field

    def records(self, rows: Iterable[Mapping[str, Any]]) -> list[Record]:
        """A record per row; fields without a column keep their wire names under their resource's."""
        return [self._record(row) for row in rows]

    def _record(self, row: Mapping[str, Any]) -> Record:
        record: Record = {"account_id": self._account_id}
        record.update(_fill(record, self._tree, self._zone, row))
        return record


def _fill(record: Record, tree: Mapping[str, Any], zone: ZoneInfo, row: Mapping[str, Any]) -> Record:
    """Puts known fields into ``record`` and returns what is left of ``row``."""
    rest: Record = {}
    for name, value in row.items():
        known = tree.get(name)
        if isinstance(known, Field):
            if not known.or_paths or value:
                record[known.column.name] = known.convert(value, zone)
        elif known is not None and isinstance(value, Mapping):
            if left := _fill(record, known, zone, value):
                rest[name] = left
        else:
            rest[name] = value
    return rest


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)

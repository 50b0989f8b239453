"""Recorded Analytics records, served through the same endpoint.

Two recordings are read: records of report streams (flat, metrics as numbers) and whole ``runReport`` answers. Each
record keeps exactly the fields it was recorded with: the answer's headers are the union of all, and a cell that a
record does not have comes as an empty object, which is how proto3 JSON writes an unset value.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.ga4.dates import DateRange
from sandbox.recorded import as_text, recorded

TRANSACTION = "transactionId"

_UNRECORDED = frozenset({"landingPage", "eventName", "itemId"})
"""Reports by these were not recorded."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Records by field name, all values as texts; which fields are dimensions, and the types of the others."""

    records: tuple[Mapping[str, str], ...]
    dimensions: frozenset[str]
    metric_types: Mapping[str, str]
    metadata: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "Recording":
        records: list[dict[str, str]] = []
        dimensions: set[str] = set()
        types: dict[str, str] = {}
        metadata: dict[str, Any] = {"currencyCode": "USD", "timeZone": "America/Los_Angeles"}
        for data in recorded(folder, "ga4", "expected_records"):
            fields = {name: value for name, value in data.items() if name != "property_id"}
            dimensions |= {name for name, value in fields.items() if isinstance(value, str)}
            types |= {name: _type(value) for name, value in fields.items()}
            records.append({name: as_text(value) for name, value in fields.items()})
        for answer in _lines(folder / "ga4" / "airbyte_run_report_response.jsonl"):
            dimensions |= {header["name"] for header in answer["dimensionHeaders"]}
            types |= {header["name"]: header["type"] for header in answer["metricHeaders"]}
            metadata |= answer.get("metadata", {})
            records += rows_of(answer)
        return cls(tuple(records), frozenset(dimensions), types, metadata)

    def answer(self, asked: list[str], ranges: list[DateRange], offset: int, limit: int) -> dict[str, Any]:
        """A ``RunReportResponse`` with every record of the days asked; purchases only for a report by transaction."""
        by_transaction = TRANSACTION in asked
        rows = [
            record
            for record in self.records
            if not _UNRECORDED.intersection(asked)
            and (TRANSACTION in record) == by_transaction
            and any(_within(record["date"], item) for item in ranges)
        ]
        dimensions = sorted({name for row in rows for name in row if name in self.dimensions})
        metrics = sorted({name for row in rows for name in row if name not in self.dimensions})
        answer: dict[str, Any] = {
            "dimensionHeaders": [{"name": name} for name in dimensions],
            "metricHeaders": [{"name": name, "type": self.metric_types[name]} for name in metrics],
            "rows": [
                {
                    "dimensionValues": [_cell(row, name) for name in dimensions],
                    "metricValues": [_cell(row, name) for name in metrics],
                }
                for row in rows[offset : offset + limit]
            ],
            "rowCount": len(rows),
        }
        return {name: value for name, value in answer.items() if value}


def _lines(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def rows_of(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows of a recorded answer by field name."""
    names = [header["name"] for header in (*answer["dimensionHeaders"], *answer["metricHeaders"])]
    cells = [(*row["dimensionValues"], *row["metricValues"]) for row in answer["rows"]]
    return [{name: cell["value"] for name, cell in zip(names, row, strict=True)} for row in cells]


def _within(day: str, period: DateRange) -> bool:
    return f"{period.start:%Y%m%d}" <= day <= f"{period.end:%Y%m%d}"


def _cell(row: Mapping[str, str], name: str) -> dict[str, str]:
    return {"value": row[name]} if name in row else {}


def _type(value: Any) -> str:
    return "TYPE_FLOAT" if isinstance(value, Decimal) else "TYPE_INTEGER"

"""Recorded Analytics records, served through the same endpoint.

Two recordings are read: records of report streams (flat, metrics as numbers) and whole ``runReport`` answers. Each
record keeps exactly the fields it was recorded with: the answer's headers are the union of all, and a cell that a
record does not have comes as an empty object, which is how proto3 JSON writes an unset value.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.ga4.dates import DateRange

TRANSACTION = "transactionId"
DIMENSIONS = frozenset({"date", "deviceCategory", "operatingSystem", "browser", TRANSACTION})
_FLOATS = frozenset({"sessionsPerUser", "screenPageViewsPerSession", "bounceRate"})
_SECONDS = frozenset({"averageSessionDuration"})


@dataclass(frozen=True, slots=True)
class Recording:
    """Records by field name, all values as texts, with the metadata of the recorded answers."""

    records: tuple[Mapping[str, str], ...]
    metric_types: Mapping[str, str]
    metadata: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> "Recording":
        home = folder / "ga4"
        records: list[dict[str, str]] = []
        types: dict[str, str] = {}
        metadata: dict[str, Any] = {"currencyCode": "USD", "timeZone": "America/Los_Angeles"}
        for line in _lines(home / "airbyte_run_report_response.jsonl"):
            types |= {header["name"]: header["type"] for header in line["metricHeaders"]}
            metadata |= line.get("metadata", {})
            records += _rows_of_answer(line)
        for line in _lines(home / "airbyte_expected_records.jsonl"):
            record = {name: str(value) for name, value in line["data"].items() if name != "property_id"}
            types |= {name: _type(name) for name in record if name not in DIMENSIONS and name not in types}
            records.append(record)
        return cls(tuple(records), types, metadata)

    def answer(self, asked: list[str], ranges: list[DateRange], offset: int, limit: int) -> dict[str, Any]:
        """A ``RunReportResponse`` with every record of the days asked; purchases only for a report by transaction."""
        by_transaction = TRANSACTION in asked
        rows = [
            record
            for record in self.records
            if (TRANSACTION in record) == by_transaction and any(_within(record["date"], item) for item in ranges)
        ]
        dimensions = sorted({name for row in rows for name in row if name in DIMENSIONS})
        metrics = sorted({name for row in rows for name in row if name not in DIMENSIONS})
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
    return [json.loads(line, parse_float=str) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _rows_of_answer(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    names = [header["name"] for header in (*answer["dimensionHeaders"], *answer["metricHeaders"])]
    return [
        dict(
            zip(
                names,
                (cell["value"] for cell in (*row["dimensionValues"], *row["metricValues"])),
                strict=True,
            )
        )
        for row in answer["rows"]
    ]


def _type(name: str) -> str:
    if name in _SECONDS:
        return "TYPE_SECONDS"
    return "TYPE_FLOAT" if name in _FLOATS else "TYPE_INTEGER"


def _within(day: str, period: DateRange) -> bool:
    return f"{period.start:%Y%m%d}" <= day <= f"{period.end:%Y%m%d}"


def _cell(row: Mapping[str, str], name: str) -> dict[str, str]:
    return {"value": row[name]} if name in row else {}

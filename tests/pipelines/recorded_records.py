"""Compares recorded records with what a sync made of them: every field in a column or in the JSON column."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
OWN = REPOSITORY / "tests" / "recorded"
SHARED = REPOSITORY.parent / "shared" / "fixtures"
FOLDERS = [OWN, *([pytest.param(SHARED, marks=pytest.mark.slow)] if SHARED.is_dir() else [])]
"""Folders of recorded records: our own, and for the slow suite those beside the repository where there are any."""


def recorded_lines(folder: Path, source: str, stream: str) -> list[dict[str, Any]]:
    """The ``data`` of every line of a stream."""
    path = folder / source / f"airbyte_{stream}.jsonl"
    return [json.loads(line)["data"] for line in path.read_text().splitlines() if line]


def lost_fields(record: Mapping[str, Any], row: Mapping[str, Any]) -> list[str]:
    """Names of fields whose value stands neither in the column of their name nor in ``extra``."""
    extra = json.loads(row["extra"] or "{}")
    held = {name: _column(value) for name, value in row.items()}
    return [
        name
        for name, value in record.items()
        if _plain(value) not in (held.get(name, _NOTHING), _plain(extra.get(name, _NOTHING)))
    ]


_NOTHING = "no such field"


def _column(value: Any) -> Any:
    """A column's value; JSON columns come as text."""
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return _plain(json.loads(value))
        except json.JSONDecodeError:
            return value
    return _plain(value)


def _plain(value: Any) -> Any:
    """One writing for equal values: numbers without trailing zeros, moments in UTC."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if value is None or isinstance(value, bool | date):
        return str(value).lower() if isinstance(value, bool) else value and value.isoformat()
    try:
        return format(Decimal(str(value)).normalize(), "f")
    except InvalidOperation:
        return _moment(str(value))


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if len(text) <= len("2021-02-10"):
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()

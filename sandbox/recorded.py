"""Reads recorded records: one JSON-lines file per stream, each line ``{"stream", "data", …}``."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any


def recorded(folder: Path, source: str, stream: str) -> list[dict[str, Any]]:
    """The records of a stream as they were recorded, fractions as exact decimals; none when there is no such file."""
    path = folder / source / f"airbyte_{stream}.jsonl"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line, parse_float=Decimal)["data"] for line in lines if line.strip()]


def as_text(value: Any) -> Any:
    """Numbers as text, at every depth; texts, truth values and nulls stay."""
    if isinstance(value, dict):
        return {name: as_text(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_text(part) for part in value]
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def as_number(value: Any) -> Any:
    """Numbers as JSON numbers, at every depth: whole where they are whole."""
    if isinstance(value, dict):
        return {name: as_number(part) for name, part in value.items()}
    if isinstance(value, list):
        return [as_number(part) for part in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value

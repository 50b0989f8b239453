"""Report rows to flat records; dimensions and metrics without a column keep their API names."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pipelines.ga4.quality import flags
from pipelines.ga4.reports import DOUBLE_SCALE, Report

Record = dict[str, Any]


def record_of(report: Report, property_id: str, metadata: Mapping[str, Any], row: Mapping[str, str]) -> Record:
    """The record of one row, with what the answer says about itself on it."""
    record: Record = {
        "property_id": property_id,
        "currency": metadata.get("currencyCode"),
        "timezone": metadata.get("timeZone"),
        **flags(metadata),
    }
    for name, value in row.items():
        if name == "date":
            record["date_day"] = day_text(value)
        elif name in report.dimensions:
            record[report.dimensions[name]] = value
        elif name in report.metrics:
            column = report.metrics[name]
            record[column.name] = number(value) if column.kind == "decimal" else value
        else:
            record[name] = value
    return record


def day_text(value: str) -> str:
    """``20260301`` as ``2026-03-01``; anything else, such as ``(other)``, stays for quarantine."""
    return re.sub(r"^(\d{4})(\d{2})(\d{2})$", r"\1-\2-\3", value)


def number(value: str) -> Any:
    """A decimal cut to the column's scale; what is no number stays for quarantine."""
    try:
        exact = Decimal(value)
    except InvalidOperation:
        return value
    return round(exact, DOUBLE_SCALE) if exact.is_finite() else value

"""Runs one report: measurements to the rows of a ``RunReportResponse``."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sandbox.ga4.dates import DateRange, date_ranges
from sandbox.ga4.failures import bad_request
from sandbox.ga4.fields import DIMENSIONS, METRICS
from sandbox.ga4.filters import enum_name, fields_of, passes
from sandbox.ga4.honesty import Honesty
from sandbox.ga4.measurements import Measurement
from sandbox.ga4.rows import Row

MOST_DIMENSIONS, MOST_METRICS, MOST_ROWS, DEFAULT_ROWS = 9, 10, 250_000, 10_000
_FIELD_LIST = (
    "For a list of valid dimensions and metrics, see https://ga-dev-tools.google/ga4/dimensions-metrics-explorer/"
)
_DIMENSION_ORDERS = ("ALPHANUMERIC", "CASE_INSENSITIVE_ALPHANUMERIC", "NUMERIC")
_AGGREGATIONS: dict[str, tuple[str, Callable[[Sequence[Decimal]], Decimal | int]]] = {
    "TOTAL": ("totals", sum),
    "MINIMUM": ("minimums", min),
    "MAXIMUM": ("maximums", max),
    "COUNT": ("counts", len),
}
_AGGREGATION_NUMBERS = ("TOTAL", "", "", "COUNT", "MINIMUM", "MAXIMUM")

Measure = Callable[[DateRange], Iterable[Measurement]]


@dataclass(frozen=True, slots=True)
class Report:
    """A checked request."""

    ranges: list[DateRange]
    dimensions: tuple[str, ...]
    metrics: tuple[str, ...]
    body: Mapping[str, Any]

    @property
    def days(self) -> int:
        return sum(item.days for item in self.ranges)


def read_request(body: Mapping[str, Any], today: date) -> Report:
    """The report that ``body`` asks for; raises DataApiError for one that the API refuses."""
    dimensions = tuple(item.get("name", "") for item in body.get("dimensions", []))
    metrics = tuple(item.get("name", "") for item in body.get("metrics", []))
    if len(dimensions) > MOST_DIMENSIONS:
        raise bad_request(f"Requests are limited to {MOST_DIMENSIONS} dimensions.")
    if len(metrics) > MOST_METRICS:
        raise bad_request(f"Requests are limited to {MOST_METRICS} metrics.")
    if not dimensions and not metrics:
        raise bad_request("Requests must have at least one dimension or metric.")
    for name in (*dimensions, *fields_of(body.get("dimensionFilter"))):
        if name not in DIMENSIONS:
            raise bad_request(f"Field {name} is not a valid dimension. {_FIELD_LIST}")
    for name in (*metrics, *fields_of(body.get("metricFilter"))):
        if name not in METRICS:
            raise bad_request(f"Field {name} is not a valid metric. {_FIELD_LIST}")
    return Report(date_ranges(list(body.get("dateRanges", [])), today), dimensions, metrics, body)


def run(report: Report, measure: Measure, honesty: Honesty) -> dict[str, Any]:
    """Headers, the asked page of rows, ``rowCount``, aggregations and what ``metadata`` says of withheld figures.

    Defaults are left out as proto3 JSON does.
    """
    counted = [row for item in report.ranges for row in _rows_of(report, item, measure)]
    rows = honesty.applied(counted, report.dimensions, report.metrics)
    _sort(rows, report)
    offset = int(report.body.get("offset", 0))
    limit = min(int(report.body.get("limit", DEFAULT_ROWS)) or DEFAULT_ROWS, MOST_ROWS)
    headers = [*report.dimensions, *(["dateRange"] if len(report.ranges) > 1 else [])]
    answer: dict[str, Any] = {
        "dimensionHeaders": [{"name": name} for name in headers],
        "metricHeaders": [{"name": name, "type": METRICS[name].type} for name in report.metrics],
        "rows": [_wire_row(row) for row in rows[offset : offset + limit]],
        "rowCount": len(rows),
        "metadata": honesty.metadata(counted, report.metrics),
    }
    answer |= _aggregated(rows, report)
    return {name: value for name, value in answer.items() if value}


def _rows_of(report: Report, period: DateRange, measure: Measure) -> list[Row]:
    filtered = fields_of(report.body.get("dimensionFilter"))
    groups: dict[tuple[str, ...], list[Measurement]] = {}
    for item in measure(period):
        if filtered and not passes(
            {name: DIMENSIONS[name].of(item) for name in filtered}, report.body["dimensionFilter"]
        ):
            continue
        groups.setdefault(tuple(DIMENSIONS[name].of(item) for name in report.dimensions), []).append(item)
    names = tuple(dict.fromkeys((*report.metrics, *fields_of(report.body.get("metricFilter")))))
    label = (period.name,) if len(report.ranges) > 1 else ()
    rows = []
    for key, items in groups.items():
        values = {name: Decimal(METRICS[name].of(items)) for name in names}
        if not report.body.get("keepEmptyRows") and report.metrics and not any(values.values()):
            continue
        if passes(values, report.body.get("metricFilter")):
            rows.append(
                Row(key + label, tuple(values[name] for name in report.metrics), len({one.client_id for one in items}))
            )
    return rows


def _sort(rows: list[Row], report: Report) -> None:
    if not report.body.get("orderBys") and report.metrics:
        rows.sort(key=lambda row: row.metrics, reverse=True)
    for order in reversed(report.body.get("orderBys", [])):
        rows.sort(key=_sort_key(order, report), reverse=bool(order.get("desc")))


def _sort_key(order: Mapping[str, Any], report: Report) -> Callable[[Row], Any]:
    if "metric" in order:
        metric = _position(order["metric"].get("metricName"), report.metrics)
        return lambda row: row.metrics[metric]
    if "dimension" not in order:
        raise bad_request("An order must name a metric or a dimension.")
    column = _position(order["dimension"].get("dimensionName"), report.dimensions)
    kind = enum_name(order["dimension"].get("orderType", "ALPHANUMERIC"), _DIMENSION_ORDERS)
    if kind == "NUMERIC":
        return lambda row: (not row.dimensions[column].isdigit(), int(row.dimensions[column] or 0))
    if kind == "CASE_INSENSITIVE_ALPHANUMERIC":
        return lambda row: row.dimensions[column].lower()
    return lambda row: row.dimensions[column]


def _position(name: str | None, names: Sequence[str]) -> int:
    if name not in names:
        raise bad_request(f"Order by field {name} must be in the request.")
    return names.index(name)


def _aggregated(rows: list[Row], report: Report) -> dict[str, Any]:
    answer = {}
    for kind in report.body.get("metricAggregations", []):
        name = enum_name(kind, _AGGREGATION_NUMBERS)
        member, function = _AGGREGATIONS[name]
        if rows:
            values = tuple(Decimal(function(column)) for column in zip(*(row.metrics for row in rows), strict=True))
            label = tuple(f"RESERVED_{name}" for _ in report.dimensions)
            answer[member] = [_wire_row(Row(label, values))]
    return answer


def _wire_row(row: Row) -> dict[str, Any]:
    return {
        "dimensionValues": [{"value": value} for value in row.dimensions],
        "metricValues": [{"value": number_text(value)} for value in row.metrics],
    }


def number_text(value: Decimal) -> str:
    """A number as the API writes it: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text

"""What a daily report held per day, for the table of load windows."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

import pyarrow as pa

from pipelines.loading.day_plan import DayRange
from pipelines.loading.projection import values_of
from pipelines.loading.slice import LoadWindow
from pipelines.loading.table import Table

_ZERO = Decimal(0)
_SUMMED = pa.decimal128(28, 12)
"""Holds the amounts of any report; sums of it cannot overflow."""
_SPEND = ("spend",)
_CONVERSIONS = ("purchases", "conversions")
_CONVERSION_VALUE = ("purchase_value", "conversions_value", "revenue")


@dataclass(frozen=True, slots=True)
class Measures:
    """The columns whose sums per day are kept; None where the report has no such column."""

    spend: str | None = None
    conversions: str | None = None
    conversion_value: str | None = None

    @classmethod
    def of(cls, table: Table) -> "Measures":
        """The measures that ``table`` declares, by the names that the sources give them."""
        declared = {column.name for column in table.columns}
        found = (
            next((name for name in names if name in declared), None)
            for names in (_SPEND, _CONVERSIONS, _CONVERSION_VALUE)
        )
        return cls(*found)


def day_windows(
    account_id: str, days: DayRange, rows: Sequence[Mapping[str, Any]], measures: Measures, lookback_days: int
) -> list[LoadWindow]:
    """A window per day of ``days``, empty ones included; values that are no numbers count as nothing.

    A day settles ``lookback_days`` after itself: until then the platform may still restate it.
    """
    labels = [str(day) for day in values_of(rows, "date_day")]
    counts = Counter(labels)
    fields = (measures.spend, measures.conversions, measures.conversion_value)
    sums = [{} if field is None else _sums(labels, values_of(rows, field)) for field in fields]
    windows = []
    for day in days.days():
        label = day.isoformat()
        spend, conversions, value = (
            None if field is None else by_day.get(label, _ZERO) for field, by_day in zip(fields, sums, strict=True)
        )
        settles_on = day + timedelta(days=lookback_days)
        windows.append(LoadWindow(account_id, day, counts[label], spend, conversions, value, settles_on))
    return windows


def _sums(labels: Sequence[str], values: Sequence[Any]) -> Mapping[str, Decimal]:
    """The sum per label: in one go, or value by value where one is no plain number."""
    try:
        amounts = pa.array(values, pa.string()).cast(_SUMMED)
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        sums: defaultdict[str, Decimal] = defaultdict(Decimal)
        for label, value in zip(labels, values, strict=True):
            sums[label] += _amount(value)
        return sums
    # A slice has few rows: to share them out among threads costs more than to add them up.
    groups = pa.table({"label": labels, "amount": amounts}).group_by("label", use_threads=False)
    added = groups.aggregate([("amount", "sum")])
    return {row["label"]: row["amount_sum"] or _ZERO for row in added.to_pylist()}


def _amount(value: Any) -> Decimal:
    if not value:
        return _ZERO
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return _ZERO
    return number if number.is_finite() else _ZERO

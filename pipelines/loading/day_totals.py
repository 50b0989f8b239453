"""What a daily report held per day, for the table of load windows."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from pipelines.loading.day_plan import DayRange
from pipelines.loading.slice import LoadWindow


def day_windows(
    account_id: str, days: DayRange, rows: Iterable[Mapping[str, Any]], spend_field: str
) -> list[LoadWindow]:
    """A window per day of ``days``, empty ones included; rows whose spend is no number count without spend."""
    counts: Counter[str] = Counter()
    spends: dict[str, Decimal] = {}
    for row in rows:
        day = str(row.get("date_day"))
        counts[day] += 1
        spends[day] = spends.get(day, Decimal(0)) + _amount(row.get(spend_field))
    return [
        LoadWindow(account_id, day, counts[day.isoformat()], spends.get(day.isoformat(), Decimal(0)))
        for day in days.days()
    ]


def _amount(value: Any) -> Decimal:
    try:
        number = Decimal(str(value or 0))
    except InvalidOperation:
        return Decimal(0)
    return number if number.is_finite() else Decimal(0)

"""Date ranges people ask for, and the ranges they compare them with.

All days are calendar days of the workspace's own zone, except that ad spend carries the ad account's label. Ranges
include both ends. Presets end yesterday, because today is not complete.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

PresetName = Literal["today", "yesterday", "7d", "14d", "30d", "90d", "mtd", "qtd", "ytd", "custom"]
ComparisonName = Literal["previous", "weekday", "year", "none"]

PRESETS: Mapping[PresetName, str] = {
    "today": "Today",
    "yesterday": "Yesterday",
    "7d": "Last 7 days",
    "14d": "Last 14 days",
    "30d": "Last 30 days",
    "90d": "Last 90 days",
    "mtd": "Month to date",
    "qtd": "Quarter to date",
    "ytd": "Year to date",
    "custom": "Custom range",
}
COMPARISONS: Mapping[ComparisonName, str] = {
    "previous": "Previous period",
    "weekday": "Previous period, same weekdays",
    "year": "Previous year",
    "none": "No comparison",
}
DEFAULT_PRESET: PresetName = "30d"
DEFAULT_COMPARISON: ComparisonName = "previous"
_ROLLING: Mapping[str, int] = {"7d": 7, "14d": 14, "30d": 30, "90d": 90}
_MONTHS_TO_DATE: Mapping[str, int] = {"mtd": 1, "qtd": 3, "ytd": 12}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``since`` to ``until``, both included."""

    since: date
    until: date

    def __post_init__(self) -> None:
        if self.since > self.until:
            raise ValueError(f"A period cannot end ({self.until}) before it starts ({self.since}).")

    def __len__(self) -> int:
        return (self.until - self.since).days + 1

    def __contains__(self, day: date) -> bool:
        return self.since <= day <= self.until

    def __iter__(self) -> Iterator[date]:
        return (self.since + timedelta(days=offset) for offset in range(len(self)))

    def shifted(self, days: int) -> "Period":
        """The same number of days, ``days`` later (earlier when negative)."""
        return Period(self.since + timedelta(days=days), self.until + timedelta(days=days))


def preset_period(preset: PresetName, today: date) -> Period:
    """The range of a preset on the workspace's day ``today``.

    On the first day of a month, quarter or year the range to date is that day alone. ``custom`` has no range of its
    own and raises ValueError.
    """
    yesterday = today - timedelta(days=1)
    if preset == "today":
        return Period(today, today)
    if preset == "yesterday":
        return Period(yesterday, yesterday)
    if preset in _ROLLING:
        return Period(today - timedelta(days=_ROLLING[preset]), yesterday)
    if preset == "mtd":
        start = today.replace(day=1)
    elif preset == "qtd":
        start = today.replace(month=3 * ((today.month - 1) // 3) + 1, day=1)
    elif preset == "ytd":
        start = today.replace(month=1, day=1)
    else:
        raise ValueError(f"{preset!r} is not a preset with a range of its own.")
    return Period(start, max(start, yesterday))


def compared_period(period: Period, comparison: ComparisonName, preset: PresetName = "custom") -> Period | None:
    """The range that ``period``, chosen by ``preset``, is compared with; None for ``none``.

    ``previous``: as many days, right before; of a month, quarter or year to date the same days of the one before, as
    far as that has them (1–31 March meets all of February). ``weekday``: as many days, moved back by whole weeks until
    the two do not overlap, so that each day meets its own weekday. ``year``: the same dates a year before (29 February
    meets the 28th).
    """
    if comparison == "none":
        return None
    if comparison == "previous":
        months = _MONTHS_TO_DATE.get(preset)
        return _months_before(period, months) if months else period.shifted(-len(period))
    if comparison == "weekday":
        weeks = -(-len(period) // 7)
        return period.shifted(-7 * weeks)
    return _months_before(period, 12)


def comparable(compared: Period | None, since: date) -> Period | None:
    """``compared``, or None where it reaches behind ``since``, the day from which on the data is whole."""
    return compared if compared and compared.since >= since else None


def _months_before(period: Period, months: int) -> Period:
    return Period(_same_day_before(period.since, months), _same_day_before(period.until, months))


def _same_day_before(day: date, months: int) -> date:
    """The day of the same number, or the last one where the month is shorter."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

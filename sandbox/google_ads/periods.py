"""Date literals of GAQL and the periods that a day belongs to. All days are days of the account's zone."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

Range = tuple[date, date]


def _last(days: int) -> Callable[[date], Range]:
    return lambda today: (today - timedelta(days=days), today - timedelta(days=1))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _sunday(day: date) -> date:
    return day - timedelta(days=(day.weekday() + 1) % 7)


def _last_month(today: date) -> Range:
    end = today.replace(day=1) - timedelta(days=1)
    return end.replace(day=1), end


LITERALS: dict[str, Callable[[date], Range]] = {
    "TODAY": lambda today: (today, today),
    "YESTERDAY": _last(1),
    "LAST_7_DAYS": _last(7),
    "LAST_14_DAYS": _last(14),
    "LAST_30_DAYS": _last(30),
    "THIS_MONTH": lambda today: (today.replace(day=1), today),
    "LAST_MONTH": _last_month,
    "THIS_WEEK_MON_TODAY": lambda today: (_monday(today), today),
    "THIS_WEEK_SUN_TODAY": lambda today: (_sunday(today), today),
    "LAST_WEEK_MON_SUN": lambda today: (_monday(today) - timedelta(days=7), _monday(today) - timedelta(days=1)),
    "LAST_WEEK_SUN_SAT": lambda today: (_sunday(today) - timedelta(days=7), _sunday(today) - timedelta(days=1)),
    "LAST_BUSINESS_WEEK": lambda today: (_monday(today) - timedelta(days=7), _monday(today) - timedelta(days=3)),
}

SEGMENT_OF_DAY: dict[str, Callable[[date], Any]] = {
    "segments.date": lambda day: day.isoformat(),
    "segments.week": lambda day: _monday(day).isoformat(),
    "segments.month": lambda day: day.replace(day=1).isoformat(),
    "segments.quarter": lambda day: day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1).isoformat(),
    "segments.year": lambda day: day.year,
    "segments.day_of_week": lambda day: day.strftime("%A").upper(),
}

"""Which days an insights call asks for, and how they are put together into rows."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.facebook_ads.call import Call
from sandbox.facebook_ads.errors import bad_parameter, too_old

MONTHS_BACK = 37
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Range:
    """Days from ``since`` to ``until``, both inclusive, in the account's zone; ``step`` is the time increment."""

    since: date
    until: date
    step: int | str

    def period(self, day: date) -> tuple[date, date]:
        """First and last day of the row that ``day`` belongs to."""
        if self.step == "all_days":
            return self.since, self.until
        if self.step == "monthly":
            first = day.replace(day=1)
            last = _next_month(first) - DAY
            return max(first, self.since), min(last, self.until)
        days = int(self.step)
        start = self.since + (day - self.since) // DAY // days * days * DAY
        return start, min(start + (days - 1) * DAY, self.until)


def ranges(call: Call, today: date, *, bounded: bool = True) -> tuple[Range, ...]:
    """The ranges of ``call``; raises 3018 for a start more than 37 months ago when ``bounded``."""
    step = _step(call.params.get("time_increment", "all_days"))
    if several := call.json("time_ranges"):
        spans = [_span(one) for one in several]
    elif one := call.json("time_range"):
        spans = [_span(one)]
    else:
        spans = [preset(call.params.get("date_preset", "last_30d"), today)]
    if bounded and any(since < earliest(today) for since, _ in spans):
        raise too_old()
    return tuple(Range(since, until, step) for since, until in spans)


def earliest(today: date) -> date:
    """The first day that insights still hold."""
    months = today.year * 12 + today.month - 1 - MONTHS_BACK
    return date(months // 12, months % 12 + 1, min(today.day, 28))


def _step(text: str) -> int | str:
    cleaned = text.strip('"')
    if cleaned in {"monthly", "all_days"}:
        return cleaned
    if not cleaned.isdigit() or not 1 <= int(cleaned) <= 90:
        raise bad_parameter("param time_increment must be an integer from 1 to 90, monthly or all_days")
    return int(cleaned)


def _span(entry: Any) -> tuple[date, date]:
    try:
        since, until = date.fromisoformat(entry["since"]), date.fromisoformat(entry["until"])
    except (KeyError, TypeError, ValueError) as error:
        raise bad_parameter("Must be a date representation in the format YYYY-MM-DD") from error
    if since > until:
        raise bad_parameter("The start date of time range should be before the end date")
    return since, until


def _next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def preset(name: str, today: date) -> tuple[date, date]:
    """First and last day of a ``date_preset``; presets of past days leave today out."""
    yesterday = today - DAY
    month = today.replace(day=1)
    quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    monday = today - today.weekday() * DAY
    sunday = today - (today.weekday() + 1) % 7 * DAY
    spans = {
        "today": (today, today),
        "yesterday": (yesterday, yesterday),
        "this_month": (month, today),
        "last_month": ((month - DAY).replace(day=1), month - DAY),
        "this_quarter": (quarter, today),
        "last_quarter": ((quarter - timedelta(days=80)).replace(day=1), quarter - DAY),
        "this_year": (date(today.year, 1, 1), today),
        "last_year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        "this_week_mon_today": (monday, today),
        "this_week_sun_today": (sunday, today),
        "last_week_mon_sun": (monday - 7 * DAY, monday - DAY),
        "last_week_sun_sat": (sunday - 7 * DAY, sunday - DAY),
        "maximum": (earliest(today), today),
        "data_maximum": (earliest(today), today),
    }
    spans |= {f"last_{days}d": (today - days * DAY, yesterday) for days in (3, 7, 14, 28, 30, 90)}
    if name not in spans:
        raise bad_parameter(f"param date_preset must be one of the following values: {', '.join(spans)}")
    return spans[name]

"""Date ranges of a report, in days of the property's zone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sandbox.ga4.failures import bad_request


@dataclass(frozen=True, slots=True)
class DateRange:
    """A named range, inclusive at both ends."""

    name: str
    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


def date_ranges(ranges: list[Mapping[str, Any]], today: date) -> list[DateRange]:
    """The ranges of a request; raises DataApiError for none, too many, or ends that cannot be read."""
    if not 1 <= len(ranges) <= 4:
        raise bad_request("Requests must have between one and four date ranges.")
    result = []
    for position, item in enumerate(ranges):
        start, end = _day(item.get("startDate", ""), today), _day(item.get("endDate", ""), today)
        if start > end:
            raise bad_request(f"Invalid date range: {start} is after {end}.")
        result.append(DateRange(item.get("name") or f"date_range_{position}", start, end))
    return result


def _day(text: str, today: date) -> date:
    if text == "today":
        return today
    if text == "yesterday":
        return today - timedelta(days=1)
    if ago := re.fullmatch(r"(\d+)daysAgo", text):
        return today - timedelta(days=int(ago.group(1)))
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise bad_request(f"Invalid date: {text!r}. Use YYYY-MM-DD, today, yesterday or NdaysAgo.") from error

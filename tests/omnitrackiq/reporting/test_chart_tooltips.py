"""What is read above a chart: the day, its values, and the day that it is compared with."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from omnitrackiq.reporting.charts import Line, lines_over_time

DAYS = [date(2026, 3, 1), date(2026, 3, 2)]


def tooltips(lines: list[Line], behind: timedelta = timedelta(0)) -> list[dict[str, Any]]:
    """The titles and texts of each day."""
    spec = lines_over_time(DAYS, lines, "datum.value", behind=behind)
    fields = spec["layer"][-1]["encoding"]["tooltip"]
    return [{each["title"]: row[each["field"]] for each in fields} for row in spec["data"]["values"]]


def test_the_compared_day_is_named_where_there_is_one() -> None:
    line = Line("Orders", str, {day: Decimal(7) for day in DAYS}, {DAYS[0]: Decimal(5)})
    first, second = tooltips([line], timedelta(days=28))
    assert first == {
        "Day": "Sun 1 Mar 2026",
        "Orders": "7",
        "Orders, compared": "5",
        "Compared day": "Sun 1 Feb 2026",
    }
    assert second["Compared day"] == "–"


def test_without_a_comparison_no_day_of_one_is_named() -> None:
    first, _ = tooltips([Line("Orders", str, {day: Decimal(7) for day in DAYS})])
    assert first == {"Day": "Sun 1 Mar 2026", "Orders": "7"}

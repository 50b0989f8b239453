"""The area behind a number shows how much it moved, not how much of its own movement each day was."""

import re

from dashboards.components.sparkline import sparkline


def heights(values: list[float]) -> list[float]:
    """How far below the highest place each value of the area is, in percent."""
    return [float(found) for found in re.findall(r"% ([0-9.]+)%", sparkline(values, "neutral"))][1:-1]


def test_the_area_stands_on_zero() -> None:
    assert heights([98, 100, 99]) == [2.0, 0.0, 1.0]
    assert heights([50, 100]) == [50.0, 0.0]


def test_what_is_below_zero_hangs_from_it() -> None:
    assert heights([100, -100]) == [0.0, 100.0]
    assert "polygon(0.0% 50.0%" in sparkline([100, -100], "bad")


def test_there_is_nothing_to_draw_of_one_day_or_of_nothing() -> None:
    assert sparkline([5], "good") == sparkline([], "good") == sparkline([0, 0], "good") == ""

"""Chart specifications in Vega-Lite, as plain mappings.

They name no colours: series take the categorical colours of the page's theme in the order given, so the same
specification is right in light and dark. Tooltips carry texts that were formatted exactly; only the height of a line
is a rounded number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from omnitrackiq.reporting.currency_signs import sign
from omnitrackiq.reporting.formatting import UNKNOWN, day_with_weekday, rounded

Spec = dict[str, Any]
Points = Mapping[date, Decimal | None]

_DAY = {"field": "day", "type": "temporal", "timeUnit": "utcyearmonthdate"}


@dataclass(frozen=True, slots=True)
class Line:
    """A series by day, the same series of the compared period under the days it stands against, and how its values
    read."""

    label: str
    text: Callable[[Decimal | None], str]
    points: Points
    compared: Points = field(default_factory=dict)


def money_axis(currency: str) -> str:
    """The label of an axis in ``currency``: €20k, ₫1.5B, €0.50.

    The format ``s`` is meant for metres: it has G for billions, and m for thousandths.
    """
    large = "replace(format(datum.value, '~s'), 'G', 'B')"
    small = "format(datum.value, abs(datum.value) < 0.1 ? '~f' : '.2f')"
    return f"'{sign(currency)}' + (datum.value == 0 || abs(datum.value) >= 1 ? {large} : {small})"


MULTIPLE_AXIS = "format(datum.value, '~g') + '×'"


def lines_over_time(
    days: Sequence[date],
    lines: Sequence[Line],
    axis: str,
    today: date | None = None,
    behind: timedelta = timedelta(0),
) -> Spec:
    """One line per series over ``days``, the compared period dashed and faint, and a tooltip per day.

    ``axis`` is an expression that labels the vertical axis. ``today`` is not over yet: it is shaded and said so.
    The compared days lie ``behind`` before those they stand against.
    """
    values = [_row(day, lines, today, behind) for day in days]
    compares = any(line.compared for line in lines)
    layers: list[Spec] = []
    if today is not None and today in days:
        layers.append({"transform": [{"filter": "datum.incomplete"}], "mark": _SHADE, "encoding": {"x": _X}})
    legend = _LEGEND if len(lines) > 1 else None
    # Lines of the period come first, so that the legend takes its strokes from them.
    for name, mark in (("value", _MARK), ("compared", _COMPARED_MARK)):
        for position, line in enumerate(lines):
            if name == "value" or line.compared:
                layers.append(_line(f"{name}_{position}", line.label, axis, mark, legend))
    layers.append(_crosshair(lines, compares))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": values},
        "layer": layers,
        "padding": {"top": 8, "bottom": 2, "left": 2, "right": 6},
        "config": {"view": {"stroke": None}},
    }


_X = {**_DAY, "axis": {"title": None, "format": "%-d %b", "grid": False, "labelOverlap": True, "tickCount": 7}}
_LEGEND = {"title": None, "orient": "top", "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1}
_MARK = {"type": "line", "strokeWidth": 2.25, "strokeJoin": "round"}
_COMPARED_MARK = {**_MARK, "strokeWidth": 1.5, "strokeDash": [4, 4], "opacity": 0.5}
_NEUTRAL = "#8791A0"
_SHADE = {"type": "rule", "strokeWidth": 12, "opacity": 0.16, "color": _NEUTRAL}


def _row(day: date, lines: Sequence[Line], today: date | None, behind: timedelta) -> Spec:
    row: Spec = {"day": day.isoformat(), "incomplete": day == today, "date": day_with_weekday(day)}
    if day == today:
        row["date"] += " (so far)"
    is_compared = any(day in line.compared for line in lines)
    row["compared_date"] = day_with_weekday(day - behind) if is_compared else UNKNOWN
    for position, line in enumerate(lines):
        for name, points in (("value", line.points), ("compared", line.compared)):
            value = points.get(day)
            row[f"{name}_{position}"] = None if value is None else float(rounded(value, 4))
            row[f"{name}_text_{position}"] = line.text(value)
    return row


def _line(field: str, label: str, axis: str, mark: Mapping[str, Any], legend: Spec | None) -> Spec:
    y = {
        "field": field,
        "type": "quantitative",
        "axis": {"title": None, "labelExpr": axis, "tickCount": 5},
        "scale": {"zero": True, "nice": True},
    }
    colour = {"datum": label, "type": "nominal", "sort": None, "legend": legend}
    return {"mark": mark, "encoding": {"x": _X, "y": y, "color": colour}}


def _crosshair(lines: Sequence[Line], compares: bool) -> Spec:
    tooltip = [{"field": "date", "type": "nominal", "title": "Day"}]
    for position, line in enumerate(lines):
        tooltip.append({"field": f"value_text_{position}", "type": "nominal", "title": line.label})
        if compares:
            tooltip.append(
                {"field": f"compared_text_{position}", "type": "nominal", "title": f"{line.label}, compared"}
            )
    if compares:
        tooltip.append({"field": "compared_date", "type": "nominal", "title": "Compared day"})
    return {
        "mark": {"type": "rule", "strokeWidth": 1, "color": _NEUTRAL},
        "params": [
            {
                "name": "hover",
                "select": {"type": "point", "encodings": ["x"], "on": "pointermove", "clear": "pointerout",
                           "nearest": True},
            }
        ],
        "encoding": {
            "x": _X,
            "opacity": {"condition": {"param": "hover", "empty": False, "value": 0.8}, "value": 0},
            "tooltip": tooltip,
        },
    }  # fmt: skip

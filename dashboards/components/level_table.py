"""Campaigns, ad sets or ads, in a grid that sorts, searches and scrolls by itself."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa
import streamlit as st

from omnitrackiq.reporting.ad_levels import AdLevel, LevelRow
from omnitrackiq.reporting.ad_platforms import platform_label
from omnitrackiq.reporting.currency_signs import sign
from omnitrackiq.reporting.definitions import Metric, Sum
from omnitrackiq.reporting.formatting import UNKNOWN, rounded
from omnitrackiq.reporting.text import plain
from omnitrackiq.warehouse.currencies import minor_units

_AFTER: Mapping[str, str] = {"share": "%%", "multiple": "×"}
_ROWS_IN_FULL = 15
# Heading and rows, and half a row that says that there are more.
_HEIGHT = 35 * (_ROWS_IN_FULL + 1) + 18


def draw_level_table(level: AdLevel, rows: Sequence[LevelRow], currency: str) -> None:
    """``rows`` in their order, in the money of ``currency``."""
    columns = {
        "name": _texts([row.name for row in rows]),
        **{parent: _texts([row.parents[n] for row in rows]) for n, (parent, _) in enumerate(level.parents)},
        "platform": _texts([platform_label(row.platform) for row in rows]),
        "status": _texts([row.status.capitalize() if row.status else None for row in rows]),
        **{metric.name: _numbers(metric, rows, currency) for metric in level.metrics},
    }
    st.dataframe(
        pa.table(columns),
        hide_index=True,
        column_config={
            "name": st.column_config.TextColumn(level.one, width=220, pinned=True),
            **{parent: st.column_config.TextColumn(label, width=165) for parent, label in level.parents},
            "platform": st.column_config.TextColumn("Platform", width=104),
            "status": st.column_config.TextColumn("Status", width=76),
            **{metric.name: _column(metric, currency) for metric in level.metrics},
        },
        placeholder=UNKNOWN,
        height="content" if len(rows) <= _ROWS_IN_FULL else _HEIGHT,
        key="level_table",
        alt=plain(f"{level.many} by spend"),
    )


def _column(metric: Metric, currency: str) -> Any:
    before = sign(currency) if metric.unit == "money" else ""
    written = f"{before}%,.{_digits(metric, currency)}f{_AFTER.get(metric.unit, '')}"
    return st.column_config.NumberColumn(metric.label, help=plain(metric.help), format=written, width=_width(metric))


def _width(metric: Metric) -> int:
    """Pixels that hold the label, and an amount of six figures."""
    least = 100 if metric.unit == "money" and isinstance(metric.measure, Sum) else 80
    return max(least, 7 * len(metric.label) + 18)


def _digits(metric: Metric, currency: str) -> int:
    if metric.unit == "money":
        return minor_units(currency)
    return 0 if metric.unit == "count" else 2


def _numbers(metric: Metric, rows: Sequence[LevelRow], currency: str) -> pa.Array:
    """The column of ``metric`` as the grid shows and sorts it: rounded as everywhere, shares in percent."""
    digits = _digits(metric, currency)
    return pa.array([_number(row.value(metric), metric, digits) for row in rows], pa.float64())


def _number(value: Decimal | None, metric: Metric, digits: int) -> float | None:
    if value is None:
        return None
    return float(rounded(value * 100 if metric.unit == "share" else value, digits))


def _texts(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())

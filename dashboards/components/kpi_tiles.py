"""KPI tiles: value, change against the compared period in the right colour, and the days behind it."""

from collections.abc import Sequence
from typing import Literal

import streamlit as st

from dashboards.components.sparkline import sparkline
from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.formatting import Verdict, metric_text
from omnitrackiq.reporting.overview import Kpi, Overview
from omnitrackiq.reporting.text import plain

_COLOURS: dict[Verdict, Literal["green", "red", "gray"]] = {"good": "green", "bad": "red", "neutral": "gray"}
_ARROWS: dict[str, Literal["up", "down", "off"]] = {"up": "up", "down": "down", "flat": "off"}


def draw_tiles(overview: Overview, metrics: Sequence[Metric], currency: str) -> None:
    """One tile per metric, as many beside each other as fit."""
    with st.grid("auto", min_column_width=178, gap="small", key="tiles"):
        for metric in metrics:
            _draw_tile(overview, overview.kpi(metric), currency)


def _draw_tile(overview: Overview, kpi: Kpi, currency: str) -> None:
    metric = kpi.metric
    with st.container(border=True, height="stretch", key=f"tile_{metric.name}", gap=None):
        st.metric(
            plain(metric.label),
            plain(metric_text(metric, kpi.value, currency)),
            delta=plain(kpi.change.text) if kpi.change else None,
            delta_color=_COLOURS[kpi.change.verdict] if kpi.change else "primary",
            delta_arrow=_ARROWS[kpi.change.direction] if kpi.change else "off",
            help=_help(overview, kpi, currency),
        )
        series = [float(value) for _, value in overview.series(metric) if value is not None]
        area = sparkline(series, kpi.change.verdict if kpi.change else "neutral")
        if area:
            st.html(area)


def _help(overview: Overview, kpi: Kpi, currency: str) -> str:
    text = plain(kpi.metric.help)
    if overview.compared is not None:
        text += f"\n\nCompared period: {plain(metric_text(kpi.metric, kpi.prior, currency))}"
    return text

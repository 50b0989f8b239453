"""Charts of the overview: money over time, and what ads returned over time."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from html import escape

import streamlit as st

from omnitrackiq.reporting.charts import MULTIPLE_AXIS, Line, Spec, lines_over_time, money_axis
from omnitrackiq.reporting.definitions import Metric
from omnitrackiq.reporting.formatting import metric_text, span
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.overview import Overview

_HEIGHT = 290


def draw_trends(overview: Overview, currency: str, today: date) -> None:
    """Revenue and spend beside the blended return on them; below each other where it is narrow."""
    days = list(overview.period)
    if len(days) < 2:
        return
    money = [_line(overview, METRICS[name], currency) for name in ("net_revenue", "ad_spend")]
    returns = [_line(overview, METRICS["roas"], currency)]
    wide, narrow = st.columns([2, 1], gap="small")
    with wide, st.container(border=True, key="card_money"):
        st.subheader("Net revenue and ad spend", anchor=False)
        _draw(
            overview,
            lines_over_time(days, money, money_axis(currency), today, overview.behind),
            "Net revenue and ad spend per day",
        )
    with narrow, st.container(border=True, key="card_roas"):
        st.subheader("ROAS (MER)", anchor=False)
        _draw(
            overview,
            lines_over_time(days, returns, MULTIPLE_AXIS, today, overview.behind),
            "Blended return on ad spend per day",
        )


def _line(overview: Overview, metric: Metric, currency: str) -> Line:
    text: Callable[[Decimal | None], str] = partial(metric_text, metric, currency=currency)
    return Line(metric.label, text, dict(overview.series(metric)), dict(overview.compared_series(metric)))


def _draw(overview: Overview, spec: Spec, alt: str) -> None:
    st.vega_lite_chart(spec=spec, height=_HEIGHT, alt=alt)
    if overview.compared:
        st.html(f"<div class='chart-note'>{escape(span(overview.compared))}</div>")

"""The filter bar: which period is shown and what it is compared with. Its state lives in the URL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

import streamlit as st

from omnitrackiq.reporting.periods import (
    DEFAULT_COMPARISON,
    DEFAULT_PRESET,
    ComparisonName,
    Period,
    PresetName,
    compared_period,
    preset_period,
)

PERIOD_KEY, RANGE_KEY, COMPARISON_KEY = "period", "dates", "compare"
_HORIZON = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Filters:
    """The period shown, and the one it is compared with (None: no comparison)."""

    period: Period
    compared: Period | None


# The URL carries these texts: changing one breaks links that people have saved.
_PERIODS: Mapping[PresetName, str] = {
    "today": "Today",
    "yesterday": "Yesterday",
    "7d": "7d",
    "14d": "14d",
    "30d": "30d",
    "90d": "90d",
    "mtd": "MTD",
    "qtd": "QTD",
    "ytd": "YTD",
    "custom": "Custom",
}
_COMPARISONS: Mapping[ComparisonName, str] = {
    "previous": "vs previous period",
    "weekday": "vs previous, same weekdays",
    "year": "vs previous year",
    "none": "No comparison",
}


def draw_filters(today: date) -> None:
    """Draw the widgets; call once a run, before the page. ``today`` is the workspace's day."""
    with st.container(key="filters", horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            "Period",
            list(_PERIODS),
            default=DEFAULT_PRESET,
            required=True,
            format_func=lambda name: _PERIODS[name],
            key=PERIOD_KEY,
            bind="query-params",
            label_visibility="collapsed",
        )
        if st.session_state[PERIOD_KEY] == "custom":
            standard = preset_period(DEFAULT_PRESET, today)
            st.date_input(
                "Dates",
                value=(standard.since, standard.until),
                min_value=today - _HORIZON,
                max_value=today,
                key=RANGE_KEY,
                bind="query-params",
                format="YYYY-MM-DD",
                label_visibility="collapsed",
            )
        st.selectbox(
            "Compare with",
            list(_COMPARISONS),
            index=list(_COMPARISONS).index(DEFAULT_COMPARISON),
            format_func=lambda name: _COMPARISONS[name],
            key=COMPARISON_KEY,
            bind="query-params",
            filter_mode=None,
            label_visibility="collapsed",
        )


def chosen_filters(today: date) -> Filters:
    """What the widgets say. Half a range (its end is still being picked) counts as one day.

    An address may name the days of a range in any order.
    """
    preset = cast(PresetName, st.session_state.get(PERIOD_KEY, DEFAULT_PRESET))
    comparison = cast(ComparisonName, st.session_state.get(COMPARISON_KEY, DEFAULT_COMPARISON))
    if preset == "custom":
        days = st.session_state.get(RANGE_KEY) or ()
        standard = preset_period(DEFAULT_PRESET, today)
        period = Period(min(days), max(days)) if days else standard
    else:
        period = preset_period(preset, today)
    return Filters(period, compared_period(period, comparison, preset))


def choose_range(since: date, until: date) -> None:
    """Set the widgets to a custom range; for callbacks only."""
    st.session_state[PERIOD_KEY] = "custom"
    st.session_state[RANGE_KEY] = (since, until)

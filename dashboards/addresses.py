"""Where else the visitor can go and keep what they chose to see."""

from urllib.parse import urlencode

import streamlit as st

from dashboards.filters import COMPARISON_KEY, PERIOD_KEY, RANGE_KEY


def overview_of(workspace_id: str) -> str:
    """The address of a workspace's overview, for the period and the comparison in the address of this page."""
    chosen = [(key, value) for key in (PERIOD_KEY, RANGE_KEY, COMPARISON_KEY) for value in st.query_params.get_all(key)]
    return f"/app/?{urlencode([('w', workspace_id), *chosen])}"

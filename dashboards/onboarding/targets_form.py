"""The form for targets, on its step and in the settings."""

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from dashboards.onboarding.progress import save_targets
from omnitrackiq.accounts.onboarding_tables import TargetMetric
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.text import plain

_ASKED: Mapping[TargetMetric, str] = {
    "roas": "at least",
    "cac": "at most, {currency}",
    "new_customer_cac": "at most, {currency}",
}


def draw_targets_form(targets: Mapping[TargetMetric, Decimal], currency: str, button: str) -> None:
    """One field per target, empty for none; ``button`` is what the button says."""
    with st.form("targets", border=False):
        for column, (metric, bound) in zip(st.columns(len(_ASKED)), _ASKED.items(), strict=True):
            column.text_input(
                plain(f"{METRICS[metric].label}, {bound.format(currency=currency)}"),
                f"{targets[metric]:f}" if metric in targets else "",
                max_chars=20,
                placeholder="No target",
                help=plain(METRICS[metric].help),
                key=f"target_{metric}",
            )
        st.form_submit_button(button, type="primary", on_click=_save)


def _save() -> None:
    save_targets({metric: str(st.session_state[f"target_{metric}"]) for metric in _ASKED})

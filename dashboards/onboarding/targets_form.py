"""The form for targets, on its step and in the settings."""

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from dashboards.onboarding.progress import save_targets
from omnitrackiq.accounts.onboarding_tables import TargetMetric
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.text import plain

_LABELS: Mapping[TargetMetric, str] = {
    "roas": "ROAS, at least",
    "cac": "CAC, at most",
    "new_customer_cac": "New customer CAC, at most",
}


def draw_targets_form(targets: Mapping[TargetMetric, Decimal], currency: str) -> None:
    """One field per target, empty for none; amounts are in ``currency``."""
    with st.form("targets", border=False):
        for column, (metric, label) in zip(st.columns(len(_LABELS)), _LABELS.items(), strict=True):
            column.text_input(
                label,
                f"{targets[metric]:f}" if metric in targets else "",
                max_chars=20,
                placeholder="No target",
                help=plain(METRICS[metric].help),
                key=f"target_{metric}",
            )
        st.caption(plain(f"CAC is in {currency}. An empty field is no target."))
        st.form_submit_button("Set targets", type="primary", on_click=_save)


def _save() -> None:
    save_targets({metric: str(st.session_state[f"target_{metric}"]) for metric in _LABELS})

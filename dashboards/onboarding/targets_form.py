"""The form for targets, on its step and in the settings."""

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from dashboards.onboarding.progress import save_targets
from omnitrackiq.accounts.onboarding_tables import TargetMetric
from omnitrackiq.reporting.metrics import METRICS
from omnitrackiq.reporting.text import plain

_LABELS: Mapping[TargetMetric, str] = {
    "roas": "ROAS (MER), at least",
    "cac": "Cost per order, at most",
    "new_customer_cac": "New customer CAC, at most",
}


def draw_targets_form(targets: Mapping[TargetMetric, Decimal], currency: str) -> None:
    """One field per target, empty for none; amounts are in ``currency``."""
    drawn = {metric: f"{targets[metric]:f}" if metric in targets else "" for metric in _LABELS}
    with st.form("targets", border=False):
        for column, (metric, label) in zip(st.columns(len(_LABELS)), _LABELS.items(), strict=True):
            column.text_input(
                label,
                drawn[metric],
                max_chars=20,
                placeholder="No target",
                help=plain(METRICS[metric].help),
                key=_key(metric, drawn[metric]),
            )
        st.caption(plain(f"Costs are in {currency}. An empty field is no target."))
        st.form_submit_button("Set targets", type="primary", on_click=_save, args=(drawn,))


def _save(drawn: Mapping[TargetMetric, str]) -> None:
    """Change what was changed on the form that showed ``drawn``: somebody else may have set the rest meanwhile."""
    written = {metric: str(st.session_state[_key(metric, text)]) for metric, text in drawn.items()}
    save_targets({metric: text for metric, text in written.items() if text != drawn[metric]})


def _key(metric: TargetMetric, drawn: str) -> str:
    """A field is drawn anew, with what is stored, once that is another than it showed."""
    return f"target_{metric}_{drawn}"

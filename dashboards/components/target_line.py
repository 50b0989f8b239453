"""Whether the period reached the workspace's targets, in one line."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from omnitrackiq.reporting.formatting import metric_text
from omnitrackiq.reporting.targets import TargetCheck

_WORDS = {True: ("yes", "reached"), False: ("no", "missed"), None: ("unknown", "no value")}
_WORDS_SO_FAR = {True: ("unknown", "kept so far"), False: ("unknown", "not kept so far"), None: _WORDS[None]}


def draw_targets(checks: Sequence[TargetCheck], currency: str) -> None:
    """One item per target; nothing without targets."""
    if not checks:
        return
    st.html(f"<ul class='targets' aria-label='Targets'>{''.join(_item(check, currency) for check in checks)}</ul>")


def _item(check: TargetCheck, currency: str) -> str:
    reached, word = (_WORDS if check.is_final else _WORDS_SO_FAR)[check.reached]
    bound = "at least" if check.is_floor else "at most"
    text = f"{check.metric.label} {bound} {metric_text(check.metric, check.target, currency)}: {word}"
    return f"<li data-metric='{check.metric.name}' data-reached='{reached}'>{escape(text)}</li>"

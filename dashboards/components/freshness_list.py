"""How fresh each source is, in words."""

from collections.abc import Sequence
from html import escape

import streamlit as st

from omnitrackiq.reporting.formatting import day, number
from omnitrackiq.reporting.freshness import SourceFreshness, ago

_WORDS = {"fresh": "Up to date", "late": "Late", "waiting": "Waiting", "broken": "Needs attention"}


def draw_freshness(sources: Sequence[SourceFreshness]) -> None:
    """One line per source: its state, when it was synced, and the newest day it holds."""
    items = "".join(_item(source) for source in sources)
    st.html(f"<ul class='freshness'>{items}</ul>")


def _item(source: SourceFreshness) -> str:
    facts = [f"Last sync {ago(source.age)}"] if source.age is not None else ["Never synced"]
    if source.last_day_loaded:
        facts.append(f"data up to {day(source.last_day_loaded)}")
    if source.quarantined_rows:
        facts.append(f"{number(source.quarantined_rows)} rows in quarantine")
    detail = escape(" · ".join(facts))
    return (
        f"<li data-source='{escape(source.source)}' data-state='{source.state}'>"
        f"<span class='dot' aria-hidden='true'></span><span class='source'>{escape(source.label)}</span>"
        f"<span class='state'>{_WORDS[source.state]}</span><span class='detail'>{detail}</span></li>"
    )

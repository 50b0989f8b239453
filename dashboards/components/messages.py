"""What pages say when there is nothing, too little or something old to show."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import streamlit as st

from dashboards.filters import Filters, choose_range
from omnitrackiq.reporting.formatting import day, span
from omnitrackiq.reporting.freshness import SourceFreshness
from omnitrackiq.reporting.periods import Period
from omnitrackiq.reporting.text import plain
from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.readers import NotPublishedError

_OFFERED_DAYS = 30


def draw_unavailable(error: WarehouseError) -> None:
    """There is nothing to read: either nothing was published yet, or the file is damaged."""
    if isinstance(error, NotPublishedError):
        st.info(
            "Your numbers appear here as soon as your accounts are connected and were read for the first time, usually "
            "within minutes. Reload the page then.",
            title="Nothing to show yet",
            icon=":material/hourglass_empty:",
        )
    else:
        st.error(plain(str(error)), title="The numbers cannot be read", icon=":material/error:")


def draw_no_data_at_all() -> None:
    """The workspace is published, but no source has delivered a day."""
    st.info(
        "No orders and no ad spend have been loaded yet. Connect a shop or an ad account, or wait for the first sync "
        "to finish.",
        title="No data yet",
        icon=":material/database:",
    )


def draw_no_data(period: Period, known: Period) -> None:
    """The period holds no day with data; offers the newest one that does."""
    offered = Period(max(known.since, known.until - timedelta(days=_OFFERED_DAYS - 1)), known.until)
    st.info(
        plain(f"There is no data for {span(period)}. Data reaches from {day(known.since)} to {day(known.until)}."),
        title="No data in this period",
        icon=":material/event_busy:",
    )
    st.button(plain(f"Show {span(offered)}"), on_click=choose_range, args=(offered.since, offered.until))


def draw_attention(sources: Sequence[SourceFreshness]) -> None:
    """One warning for all sources that are late or need somebody to act; nothing when all is well."""
    wanting = [source for source in sources if source.state in ("late", "broken")]
    if wanting:
        title = "Some numbers may be old" if len(wanting) < len(sources) else "These numbers are old"
        lines = "\n".join(f"- {plain(source.sentence)}" for source in wanting)
        st.warning(lines, title=title, icon=":material/schedule:")


def draw_what_is_shown(
    today: date, filters: Filters, compared: Period | None, since: date, late: Mapping[str, date]
) -> None:
    """Which days are shown, with which they are compared, and why they may not be.

    ``since`` is the day from which on all data is there; ``late`` are the sources that begin within the period.
    """
    text = span(filters.period)
    if today in filters.period:
        text += " so far"
    if compared:
        text += f" compared with {span(compared)}"
    elif filters.compared:
        text += f". Data of all sources starts on {day(since)}, too late to compare with {span(filters.compared)}"
    if today in filters.period:
        text += ". Today is not over yet, so changes have no colour"
    if late:
        starts = ", ".join(f"{label} on {day(first)}" for label, first in late.items())
        text += f". Some data starts within this period ({starts}): totals and ratios of the days before leave it out"
    st.caption(plain(f"{text}."))

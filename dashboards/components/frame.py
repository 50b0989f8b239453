"""The frame around every page: brand, whose workspace this is, heading and filters."""

from collections.abc import Sequence
from datetime import datetime
from html import escape
from pathlib import Path

import streamlit as st

from dashboards.admission import Admission
from dashboards.components.account import draw_account
from dashboards.components.brand import picture
from dashboards.filters import draw_filters
from dashboards.page import page_context
from omnitrackiq.reporting.freshness import ago
from omnitrackiq.reporting.text import plain
from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.readers import Publication

_STYLES = Path(__file__).parent.parent / "assets" / "pages.css"


def draw_frame(pages: Sequence[st.Page], title: str, admission: Admission) -> None:
    """Draw all that pages share. Without anything published there is a brand and a heading, but no filters."""
    st.html(_STYLES)
    st.logo(picture("wordmark.svg"), icon_image=picture("icon.svg"), size="large")
    try:
        context = page_context()
    except WarehouseError:
        _draw_navigation(pages, admission)
        st.title(plain(title), anchor=False)
        return
    with st.sidebar:
        _draw_workspace(context.publication, context.now)
    _draw_navigation(pages, admission)
    st.title(plain(title), anchor=False)
    draw_filters(context.today)


def _draw_navigation(pages: Sequence[st.Page], admission: Admission) -> None:
    workspace = {"w": admission.workspace_id} if admission.visitor else None
    with st.sidebar:
        with st.container(key="navigation", gap=None):
            for page in pages:
                st.page_link(page, query_params=workspace)
        draw_account(admission)


def _draw_workspace(publication: Publication, now: datetime) -> None:
    st.html(
        "<div class='workspace'>"
        f"<span class='workspace-name'>{escape(publication.workspace_name)}</span>"
        f"<span class='workspace-facts'>{escape(publication.currency)} · {escape(publication.timezone)}</span>"
        f"<span class='workspace-facts'>Numbers updated {ago(now - publication.published_at)}</span>"
        "</div>"
    )

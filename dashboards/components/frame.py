"""The frame around every page: brand, whose workspace this is, navigation, heading and filters."""

from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from pathlib import Path

import streamlit as st

from dashboards import serving
from dashboards.acting import draw_outcome
from dashboards.admission import Admission
from dashboards.components.account import draw_account
from dashboards.components.brand import picture
from dashboards.filters import draw_filters
from dashboards.onboarding.banner import draw_banner
from dashboards.onboarding.tour import draw_tour
from dashboards.page import PageContext, page_context
from dashboards.pages import START, Page
from omnitrackiq.reporting.freshness import ago
from omnitrackiq.reporting.text import plain
from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.readers import Publication

_STYLES = Path(__file__).parent.parent / "assets" / "pages.css"


def draw_frame(pages: Mapping[st.Page, Page], shown: Page, admission: Admission) -> None:
    """Draw all that pages share.

    The numbers of a workspace have filters once something is published; the portfolio, which shows others too, always.
    """
    st.html(_STYLES)
    st.logo(picture("wordmark.svg"), icon_image=picture("icon.svg"), size="large")
    context = _context()
    with st.sidebar:
        if context is not None:
            _draw_workspace(context.publication, context.now)
        elif admission.membership is not None:
            st.html(f"<div class='workspace'>{_named(admission.membership.workspace_name)}</div>")
        _draw_navigation(pages, admission)
        draw_account(admission)
    if shown.path != START:
        draw_banner(admission)
    st.title(plain(shown.title), anchor=False)
    draw_outcome()
    draw_tour(admission, shown.path)
    if shown.has_filters and (context is not None or shown.about == "portfolio"):
        draw_filters(context.today if context else serving.current().today or datetime.now(UTC).date())


def _context() -> PageContext | None:
    try:
        return page_context()
    except WarehouseError:
        return None


def _draw_navigation(pages: Mapping[st.Page, Page], admission: Admission) -> None:
    """Links to the pages that the visitor may open, those about the workspace itself apart."""
    workspace = {"w": admission.workspace_id} if admission.visitor else None
    alone = admission.visitor is None or len(admission.visitor.memberships) < 2
    offered = {
        link: page
        for link, page in pages.items()
        if admission.may(page.action) and not (page.about == "portfolio" and alone)
    }
    for key, about_workspace in (("navigation", False), ("navigation_workspace", True)):
        links = [link for link, page in offered.items() if (page.about == "workspace") == about_workspace]
        if links:
            with st.container(key=key, gap=None):
                for link in links:
                    st.page_link(link, query_params=workspace)


def _draw_workspace(publication: Publication, now: datetime) -> None:
    st.html(
        f"<div class='workspace'>{_named(publication.workspace_name)}"
        f"<span class='workspace-facts'>{escape(publication.currency)} · {escape(publication.timezone)}</span>"
        f"<span class='workspace-facts'>Numbers updated {ago(now - publication.published_at)}</span>"
        "</div>"
    )


def _named(workspace_name: str) -> str:
    return f"<span class='workspace-name'>{escape(workspace_name)}</span>"

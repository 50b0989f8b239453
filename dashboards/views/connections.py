"""The connections: which accounts feed the workspace, how each stands and what to do about it, and how to add one."""

from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboards import workbench
from dashboards.admission import Admission, admit, admit_again
from dashboards.connecting.drafting import CHOSEN, DRAFT, remove, sync_now, test_again
from dashboards.connecting.guides import GUIDES
from dashboards.connecting.standing import Standing, standing_html, standings_of
from dashboards.connecting.steps import draw_draft, draw_guide
from dashboards.connecting.sync_progress import draw_sync_progress, is_under_way
from omnitrackiq.accounts.connections import ConnectionRecord

REFRESH_SECONDS = 4


def draw() -> None:
    """The page."""
    admission = admit("connect")
    source, draft = st.query_params.get(CHOSEN, ""), st.query_params.get(DRAFT)
    if draft:
        draw_draft(draft)
    elif source in GUIDES:
        draw_guide(source)
    draw_connections(admission)
    draw_offer()


def draw_connections(admission: Admission) -> None:
    """Every connection with its state, and what can be done with it; while a sync runs it is drawn again and again."""
    live = is_under_way(admission)
    with st.container(border=True, key="card_connections"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.subheader("Connected accounts", anchor=False)
            st.button("Sync now", key="sync_now", icon=":material/sync:", on_click=sync_now)
        st.fragment(draw_states, run_every=REFRESH_SECONDS if live else None)(was_live=live)


def draw_states(*, was_live: bool) -> None:
    """What may change while somebody looks on; the whole page is drawn anew once the sync is over."""
    admission = admit_again("connect")
    if was_live and not is_under_way(admission):
        st.rerun()
    draw_sync_progress(admission)
    for standing in standings_of(admission, datetime.now(UTC)):
        draw_connection(standing)


def draw_connection(standing: Standing) -> None:
    """One connection."""
    connection = standing.connection
    line = st.container(key=f"line_{connection.connection_id}", horizontal=True, vertical_alignment="center")
    about = line.container()
    about.html(standing_html(standing))
    if standing.can_sign_in and connection.source in workbench.require().providers:
        query = urlencode({"w": connection.workspace_id, "connection": connection.connection_id})
        address = escape(f"/oauth/{connection.source}/start?{query}")
        about.html(f"<a class='go' href='{address}' target='_self'>Sign in again</a>")
    if connection.source == "exchange_rates":
        return
    with line.popover("More", width="content"):
        if connection.status == "draft":
            _draw_deed("Finish", connection, _finish)
        _draw_deed("Test", connection, test_again)
        st.write("Removing destroys the stored access at once; what was loaded stays.")
        sure = st.checkbox("I want to remove it", key=f"sure_{connection.connection_id}")
        _draw_deed("Remove", connection, remove, disabled=not sure)


def _draw_deed(
    label: str, connection: ConnectionRecord, deed: Callable[[str], None], *, disabled: bool = False
) -> None:
    """A button that does ``deed`` and then has the whole page drawn, which says what became of it."""
    if st.button(label, key=f"{label.lower()}_{connection.connection_id}", disabled=disabled):
        deed(connection.connection_id)
        st.rerun()


def draw_offer() -> None:
    """The sources that can be connected."""
    with st.container(border=True, key="card_offer"):
        st.subheader("Connect another account", anchor=False)
        with st.container(horizontal=True):
            for guide in GUIDES.values():
                st.button(guide.title, key=f"offer_{guide.source}", on_click=_choose, args=(guide.source,))


def _choose(source: str) -> None:
    st.query_params.pop(DRAFT, None)
    st.query_params[CHOSEN] = source


def _finish(connection_id: str) -> None:
    st.query_params.pop(CHOSEN, None)
    st.query_params[DRAFT] = connection_id


draw()

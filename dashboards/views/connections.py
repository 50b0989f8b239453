"""The connections: which accounts feed the workspace, how each stands and what to do about it, and how to add one."""

from datetime import UTC, datetime
from html import escape
from urllib.parse import urlencode

import streamlit as st

from dashboards import front_desk, workbench
from dashboards.admission import Admission, admit
from dashboards.connecting.drafting import CHOSEN, DRAFT, remove, sync_now, test_again
from dashboards.connecting.guides import GUIDES
from dashboards.connecting.steps import draw_draft, draw_guide
from omnitrackiq.accounts.connections import ConnectionRecord, list_connections
from omnitrackiq.reporting.formatting import number
from omnitrackiq.reporting.freshness import ago
from omnitrackiq.warehouse.ledger import SyncLedger
from omnitrackiq.warehouse.sync_runs import SyncRun

_STANDINGS = {
    "active": ("fresh", "Connected"),
    "paused": ("waiting", "Paused"),
    "reauth": ("broken", "Sign in again"),
    "config": ("broken", "Check the settings"),
    "draft": ("waiting", "Not finished"),
}


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
    """Every connection with its state, and what can be done with it."""
    database = front_desk.require().database
    with database.reading() as session:
        connections = list_connections(session, workspace_ids=[admission.workspace_id])
    latest = {run.connection_id: run for run in SyncLedger(database).latest(workspace_id=admission.workspace_id)}
    with st.container(border=True, key="card_connections"):
        head, button = st.columns([7, 2], vertical_alignment="center")
        head.subheader("Connections", anchor=False)
        button.button("Sync now", key="sync_now", width="stretch", on_click=sync_now)
        for each in connections:
            draw_connection(each, latest.get(each.connection_id))


def draw_connection(connection: ConnectionRecord, run: SyncRun | None) -> None:
    """One connection."""
    about, more = st.columns([7, 2], vertical_alignment="center")
    about.html(_about(connection, run, datetime.now(UTC)))
    if connection.status == "reauth" and connection.source in workbench.require().providers:
        query = urlencode({"w": connection.workspace_id, "connection": connection.connection_id})
        address = escape(f"/oauth/{connection.source}/start?{query}")
        about.html(f"<a class='go' href='{address}' target='_self'>Sign in again</a>")
    if connection.source == "exchange_rates":
        return
    with more.popover("More", width="stretch"):
        if connection.status == "draft":
            st.button("Finish", key=f"finish_{connection.connection_id}", on_click=_finish, args=(connection,))
        st.button("Test", key=f"test_{connection.connection_id}", on_click=test_again, args=(connection.connection_id,))
        st.write("Removing destroys the stored access at once; what was loaded stays.")
        st.button("Remove", key=f"remove_{connection.connection_id}", on_click=remove, args=(connection.connection_id,))


def draw_offer() -> None:
    """The sources that can be connected."""
    with st.container(border=True, key="card_offer"):
        st.subheader("Connect another account", anchor=False)
        with st.container(horizontal=True):
            for guide in GUIDES.values():
                st.button(guide.title, key=f"offer_{guide.source}", on_click=_choose, args=(guide.source,))


def _about(connection: ConnectionRecord, run: SyncRun | None, now: datetime) -> str:
    state, word = _STANDINGS[connection.status]
    facts, problem = [], ""
    if connection.throttled_until and connection.throttled_until > now:
        state, word = "waiting", f"Waits until {connection.throttled_until:%H:%M} UTC"
    if run is not None and run.finished_at is not None:
        facts.append(f"Last sync {ago(now - run.finished_at)}, {number(run.rows)} rows")
        problem = run.error or ""
        if run.status == "failed" and state == "fresh":
            state, word = "late", "The last sync failed"
    elif connection.status == "active":
        facts.append("Not synced yet")
    if connection.status == "active":
        facts.append("next sync within the hour")
    test = connection.last_test
    if not problem and test is not None and test.status != "ok":
        problem = test.message
    told = f"<span class='problem'>{escape(problem)}</span>" if problem else ""
    return (
        f"<div class='connection' data-state='{state}'><strong>{escape(connection.name)}</strong>"
        f"<span class='state'>{escape(word)}</span><span class='detail'>{escape(' · '.join(facts))}</span>{told}</div>"
    )


def _choose(source: str) -> None:
    st.query_params.pop(DRAFT, None)
    st.query_params[CHOSEN] = source


def _finish(connection: ConnectionRecord) -> None:
    st.query_params.pop(CHOSEN, None)
    st.query_params[DRAFT] = connection.connection_id


draw()

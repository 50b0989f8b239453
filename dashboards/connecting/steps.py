"""The steps of connecting an account, drawn: what is needed, the test, then which accounts and how far back."""

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from dashboards import front_desk, workbench
from dashboards.admission import admit, admit_again
from dashboards.connecting.drafting import DRAFT, activate, asks_of, begin, remove, test_again
from dashboards.connecting.guides import GUIDES
from omnitrackiq.accounts.connection_kinds import ConnectionKind, connection_kind
from omnitrackiq.accounts.connections import ConnectionRecord, get_connection
from omnitrackiq.accounts.errors import UnknownConnectionError
from omnitrackiq.reporting.text import plain

_DEPTHS = {30: "30 days", 90: "90 days", 365: "1 year", 730: "2 years", 1095: "3 years"}

_READ_WHOLE = {
    "shopify": "All orders are read, the newest first: who is a new customer shows in the whole history only.",
}
"""Sources without a choice of depth, and why."""


def draw_guide(source: str, back: str = "connections") -> None:
    """What is needed and where it is found, and the form for it; ``back`` is the page that goes on afterwards."""
    guide = GUIDES[source]
    with st.container(border=True, key="card_guide"):
        st.subheader(f"Connect {guide.title}", anchor=False)
        st.write(f"You need: {guide.needs}")
        if source in workbench.require().providers:
            draw_sign_in(source, back)
            return
        st.write("\n".join(f"{number}. {step}" for number, step in enumerate(guide.steps, 1)))
        with st.form("connect", border=False):
            for ask in asks_of(source):
                st.text_input(
                    ask.label,
                    key=f"ask_{ask.name}",
                    help=ask.help,
                    type="password" if ask.secret else "default",
                    autocomplete="off",
                )
            st.form_submit_button("Test the connection", type="primary", on_click=begin, args=(source,))
        st.caption(
            "What you paste is encrypted before it is stored. Until you finish it is a draft, and gone after a day."
        )


def draw_sign_in(source: str, back: str) -> None:
    """What the platform's address needs, and the way there: a link, for the content policy holds forms on this site."""
    guide, ready = GUIDES[source], True
    query = {"w": admit("connect").workspace_id, "back": back}
    for ask in guide.asks:
        if not ask.secret:
            query[ask.name] = st.text_input(ask.label, key=f"ask_{ask.name}", help=ask.help).strip()
            ready = ready and bool(query[ask.name])
    if not ready:
        st.button(f"Sign in to {guide.title}", key="sign_in_later", disabled=True)
    else:
        address = escape(f"/oauth/{source}/start?{urlencode(query)}")
        st.html(f"<a class='go' href='{address}' target='_self'>Sign in to {escape(guide.title)}</a>")
    st.caption("You sign in on the platform's own page and choose there what may be read. It can be taken back there.")


def draw_draft(connection_id: str) -> None:
    """How the test of a draft ends, and what to choose then."""
    draft = find_draft(connection_id)
    if draft is None:
        st.query_params.pop(DRAFT, None)
        st.info("This draft is gone: drafts are kept for a day. Begin again.", icon=":material/hourglass_disabled:")
        return
    with st.container(border=True, key="card_draft"):
        st.subheader(f"Connect {plain(connection_kind(draft.source).title)}", anchor=False)
        test = draft.last_test
        if test is None:
            _await_test(connection_id)
            st.button("Ask again", on_click=test_again, args=(connection_id,))
        elif test.status == "ok" and test.report is not None:
            st.success(plain(test.message), icon=":material/check_circle:")
            draw_choices(draft, connection_kind(draft.source), test.report)
        else:
            st.error(plain(test.message), icon=":material/error:")
            st.button("Test again", on_click=test_again, args=(connection_id,))
        st.button("Discard", on_click=remove, args=(connection_id,))


@st.fragment(run_every=2)
def _await_test(connection_id: str) -> None:
    admit_again("connect")
    draft = find_draft(connection_id)
    if draft is None or draft.last_test is not None:
        st.rerun()
    st.progress(0.5, text="Asking the platform what this opens. This takes less than a minute.")


def draw_choices(draft: ConnectionRecord, kind: ConnectionKind, report: Mapping[str, Any]) -> None:
    """Accounts, depth and streams."""
    with st.form("choices", border=False):
        accounts = {each["account_id"]: each for each in report["accounts"]}
        if kind.account.many:
            st.multiselect(
                "Accounts",
                list(accounts),
                default=list(accounts),
                format_func=lambda account_id: _account_text(accounts[account_id]),
                key="choice_accounts",
            )
        if draft.source in _READ_WHOLE:
            st.caption(_READ_WHOLE[draft.source])
        else:
            st.selectbox(
                "How far back",
                list(_DEPTHS),
                index=2,
                format_func=_DEPTHS.__getitem__,
                key="choice_depth",
                help="The newest days are read first. More history can be read later.",
            )
        streams = {each["name"]: each["title"] for each in report.get("optional_streams", ())}
        if streams:
            st.multiselect(
                "Details to read besides",
                list(streams),
                default=list(streams),
                format_func=streams.__getitem__,
                key="choice_streams",
            )
        st.form_submit_button("Connect", type="primary", on_click=_activate_chosen, args=(draft, kind, tuple(streams)))


def _activate_chosen(draft: ConnectionRecord, kind: ConnectionKind, streams: tuple[str, ...]) -> None:
    config = dict(draft.config)
    if draft.source not in _READ_WHOLE:
        config["backfill_days"] = st.session_state["choice_depth"]
    if kind.account.many:
        config[kind.account.name] = st.session_state["choice_accounts"]
    off = [name for name in streams if name not in st.session_state["choice_streams"]]
    if off:
        config["streams_off"] = off
    activate(draft.connection_id, config)


def _account_text(account: Mapping[str, Any]) -> str:
    facts = ", ".join(str(account[name]) for name in ("currency", "timezone") if account.get(name))
    return f"{account['name']} ({account['account_id']}{', ' if facts else ''}{facts})"


def find_draft(connection_id: str) -> ConnectionRecord | None:
    """The draft, if it is one of the workspace that is shown."""
    workspace_id = admit("connect").workspace_id
    with front_desk.require().database.reading() as session:
        try:
            found = get_connection(session, workspace_id, connection_id)
        except UnknownConnectionError:
            return None
    return found if found.status == "draft" else None

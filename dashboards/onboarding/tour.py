"""The tour: a stop on each page that a new owner should know, shown on the page itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

import streamlit as st

from dashboards.admission import Admission
from dashboards.onboarding.progress import TOUR, finish_tour


@dataclass(frozen=True, slots=True)
class Stop:
    """A page, by its path, and what is worth knowing there."""

    path: str
    title: str
    text: str


STOPS: Sequence[Stop] = (
    Stop(
        "",
        "Overview: what you earned",
        "Choose a period and what to compare it with; the address keeps both, so that a copied link shows the same. "
        "The question mark on a tile says how its number is made.",
    ),
    Stop(
        "ads",
        "Ads: what platforms claim, and what orders say",
        "Every platform counts its own successes. Beside its claims stand the orders that it really brought, and below "
        "every campaign, ad set and ad.",
    ),
    Stop(
        "connections",
        "Connections: where numbers come from",
        "Every account with its last and next sync. If a platform wants you to sign in again, it says so here first.",
    ),
    Stop(
        "team",
        "Team: who sees them",
        "Members read; admins also connect and invite. A change of role acts at the next click.",
    ),
    Stop(
        "settings",
        "Settings: in which money and whose day",
        "Reports are in one currency and one time zone. Change either and all history follows.",
    ),
)


def address_of_stop(number: int, workspace_id: str) -> str:
    """Where the stop ``number``, counted from 1, is."""
    return f"/app/{STOPS[number - 1].path}?w={quote(workspace_id)}&{TOUR}={number}"


def draw_tour(admission: Admission, path: str) -> None:
    """The stop that the address asks for, if this page at ``path`` is its place."""
    asked = st.query_params.get(TOUR, "")
    if asked not in [str(number) for number in range(1, len(STOPS) + 1)] or not admission.may("connect"):
        return
    number = int(asked)
    stop = STOPS[number - 1]
    if stop.path != path:
        return
    with st.container(key="tour", border=True):
        st.html(
            f"<div class='tour'><span>Tour, {number} of {len(STOPS)}</span><strong>{escape(stop.title)}</strong>"
            f"<p>{escape(stop.text)}</p></div>"
        )
        if number < len(STOPS):
            address = escape(address_of_stop(number + 1, admission.workspace_id))
            st.html(f"<a class='go' href='{address}' target='_self'>Next</a>")
        else:
            st.button("Finish the tour", key="finish_tour", type="primary", on_click=finish_tour)

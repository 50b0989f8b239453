"""What every page says first: how much of the setting up is left, or that this is the demo."""

from html import escape
from urllib.parse import quote

import streamlit as st

from dashboards.admission import Admission
from dashboards.onboarding.progress import dismiss_checklist, read_onboarding
from dashboards.onboarding.words import TITLES
from omnitrackiq.accounts.onboarding import Onboarding


def draw_banner(admission: Admission) -> None:
    """The demo's notice for its guests; the checklist for those who can do something about it, until it is done."""
    if admission.access == "guest":
        _draw_demo_notice(admission)
    elif admission.may("connect"):
        onboarding = read_onboarding(admission)
        if not (onboarding.is_complete or onboarding.is_dismissed):
            _draw_checklist(admission, onboarding)


def _draw_checklist(admission: Admission, onboarding: Onboarding) -> None:
    step = onboarding.next_step
    assert step is not None
    dots = "".join(f"<li data-state='{each.state}'></li>" for each in onboarding.steps)
    address = f"/app/start?w={quote(admission.workspace_id)}"
    with st.container(key="checklist", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(
            "<div class='checklist' role='region' aria-label='Setting up'>"
            f"<strong>{onboarding.settled} of {len(onboarding.steps)} steps done</strong>"
            f"<ol aria-hidden='true'>{dots}</ol><span>Next: {escape(TITLES[step.name])}</span>"
            f"<a class='go' href='{address}' target='_self'>Continue</a></div>"
        )
        if onboarding.may_be_dismissed and admission.may("dismiss_checklist"):
            st.button("Close the checklist", key="dismiss_checklist", type="tertiary", on_click=dismiss_checklist)


def _draw_demo_notice(admission: Admission) -> None:
    mine = admission.visitor.memberships if admission.visitor else ()
    own = next((each for each in mine if each.workspace_id != admission.workspace_id), None)
    address, text = "/workspaces/new", "Begin your own"
    if own is not None:
        address, text = f"/app/?w={quote(own.workspace_id)}", f"Back to {own.workspace_name}"
    st.html(
        "<div class='checklist' role='region' aria-label='Demo'><strong>This is the demo</strong>"
        "<span>An invented shop with invented numbers, for everybody to look at. Nothing can be changed here.</span>"
        f"<a class='go' href='{escape(address)}' target='_self'>{escape(text)}</a></div>"
    )

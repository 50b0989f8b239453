"""Getting started: the steps from a new workspace to numbers, told from what exists, so that anybody may go on."""

from typing import cast

import streamlit as st

from dashboards import front_desk
from dashboards.admission import Admission, admit
from dashboards.components.invite_form import draw_invite_form
from dashboards.connecting.drafting import CHOSEN, DRAFT
from dashboards.connecting.guides import GUIDES
from dashboards.connecting.steps import draw_draft, draw_guide, find_draft
from dashboards.onboarding.progress import STEP, read_onboarding, read_targets, skip, take_up
from dashboards.onboarding.targets_form import draw_targets_form
from dashboards.onboarding.tour import STOPS, address_of_stop
from dashboards.onboarding.words import TITLES
from dashboards.pages import START
from omnitrackiq.accounts.onboarding import AD_SOURCES, STEPS, Onboarding, Step, StepName
from omnitrackiq.accounts.workspaces import get_workspace
from omnitrackiq.reporting.text import plain

_ICONS = {
    "done": ":material/check_circle:",
    "skipped": ":material/do_not_disturb_on:",
    "open": ":material/radio_button_unchecked:",
}


def draw() -> None:
    """The page."""
    admission = admit("connect")
    onboarding = read_onboarding(admission)
    shown = _shown(onboarding)
    steps, content = st.columns([3, 7], gap="medium")
    with steps, st.container(border=True, key="card_steps", gap=None):
        for step in onboarding.steps:
            draw_step(step, is_shown=shown is not None and shown.name == step.name)
    with content:
        if shown is None:
            draw_end(admission)
        else:
            draw_content(admission, onboarding, shown)


def draw_step(step: Step, *, is_shown: bool) -> None:
    """One line of the list."""
    st.button(
        f"**{TITLES[step.name]}**" if is_shown else TITLES[step.name],
        icon=_ICONS[step.state],
        key=f"step_{step.name}",
        type="tertiary",
        help="Skipped" if step.state == "skipped" else None,
        on_click=_open,
        args=(step.name,),
    )


def draw_content(admission: Admission, onboarding: Onboarding, step: Step) -> None:
    """What the step that is shown consists of."""
    if step.name == "workspace":
        draw_workspace(admission)
    elif step.name == "shop":
        draw_sources(("shopify",), onboarding)
    elif step.name == "ads":
        draw_sources(AD_SOURCES, onboarding)
    elif step.name == "ga4":
        draw_sources(("ga4",), onboarding)
    else:
        with st.container(border=True, key="card_step"):
            st.subheader(TITLES[step.name], anchor=False)
            if step.name == "targets":
                draw_targets(admission)
            elif step.name == "invite":
                draw_invite(admission)
            else:
                draw_tour_offer(admission)
    draw_way_on(onboarding, step)


def draw_workspace(admission: Admission) -> None:
    """What it is called and counts in."""
    with front_desk.require().database.reading() as session:
        workspace = get_workspace(session, admission.workspace_id)
    with st.container(border=True, key="card_step"):
        st.subheader(plain(workspace.name), anchor=False)
        st.write(plain(f"Reports are in {workspace.currency}, and days begin at midnight in {workspace.timezone}."))
        here = {"w": workspace.workspace_id}
        st.page_link("views/settings.py", label="Change this in the settings", query_params=here)


def draw_sources(sources: tuple[str, ...], onboarding: Onboarding) -> None:
    """The draft that is being finished, else the guide of a source; with several, they are offered first."""
    draft = st.query_params.get(DRAFT)
    if draft:
        draw_draft(draft)
        return
    for source in sources:
        if source in onboarding.connected:
            st.success(f"{GUIDES[source].title} is connected. Its newest days are read first.", icon=_ICONS["done"])
    left = [source for source in sources if source not in onboarding.connected]
    asked = st.query_params.get(CHOSEN)
    chosen = asked if asked in left else left[0] if len(sources) == 1 and left else None
    if len(sources) > 1 and left:
        with st.container(border=True, key="card_offer"):
            st.subheader("Where do you advertise?", anchor=False)
            with st.container(horizontal=True):
                for source in left:
                    st.button(GUIDES[source].title, key=f"offer_{source}", on_click=_choose, args=(source,))
    if chosen:
        draw_guide(chosen, START)


def draw_targets(admission: Admission) -> None:
    """What the workspace is run for."""
    st.write("What should your advertising reach? The overview then says for each period whether it did.")
    with front_desk.require().database.reading() as session:
        currency = get_workspace(session, admission.workspace_id).currency
    draw_targets_form(read_targets(admission), currency)


def draw_invite(admission: Admission) -> None:
    """Somebody to look at the numbers with."""
    st.write("Members read dashboards; admins also connect accounts and invite. The team's page tells more.")
    if admission.membership is not None:
        draw_invite_form(admission.membership.role)


def draw_tour_offer(admission: Admission) -> None:
    """A way through the pages."""
    st.write(f"{len(STOPS)} stops, on the pages themselves, in a minute.")
    st.html(f"<a class='go' href='{address_of_stop(1, admission.workspace_id)}' target='_self'>Take the tour</a>")


def draw_way_on(onboarding: Onboarding, step: Step) -> None:
    """On to the next step, by putting this one aside if need be."""
    ahead = onboarding.next_step
    with st.container(horizontal=True):
        if step.state == "open" and step.name in ("ga4", "targets", "invite", "tour"):
            st.button("Skip this step", key="skip", on_click=skip, args=(step.name,))
        elif step.state == "skipped":
            st.button("Put it on the list again", key="take_up", on_click=take_up, args=(step.name,))
        if step.state != "open":
            label = f"Next: {TITLES[ahead.name]}" if ahead else "Finish"
            st.button(label, key="way_on", type="primary", icon=":material/arrow_forward:", on_click=_go_on)


def draw_end(admission: Admission) -> None:
    """All is settled."""
    with st.container(border=True, key="card_step"):
        st.subheader("You are set up", anchor=False)
        st.write("Every hour your accounts are read and the numbers built. They are on the overview.")
        st.page_link("views/overview.py", label="To the overview", query_params={"w": admission.workspace_id})


def _shown(onboarding: Onboarding) -> Step | None:
    """The step that the address names, that of the draft that is being finished, or the next one."""
    asked = st.query_params.get(STEP)
    draft = find_draft(st.query_params[DRAFT]) if DRAFT in st.query_params else None
    if draft is not None:
        # Several ad platforms may be connected one after the other; a shop or Analytics leads on to the next step.
        asked = "ads" if draft.source in AD_SOURCES else {"shopify": "shop"}.get(draft.source, draft.source)
        if asked == "ads":
            st.query_params[STEP] = asked
    by_name = {step.name: step for step in onboarding.steps}
    return by_name[cast(StepName, asked)] if asked in STEPS else onboarding.next_step


def _open(step: StepName) -> None:
    for name in (CHOSEN, DRAFT):
        st.query_params.pop(name, None)
    st.query_params[STEP] = step


def _choose(source: str) -> None:
    st.query_params[STEP] = "ads"
    st.query_params[CHOSEN] = source


def _go_on() -> None:
    for name in (STEP, CHOSEN, DRAFT):
        st.query_params.pop(name, None)


draw()

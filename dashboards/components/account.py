"""Who is signed in, their other workspaces, and the way out."""

from html import escape

import streamlit as st

from dashboards.addresses import overview_of
from dashboards.admission import Admission, NotAdmittedError
from dashboards.form_guard import TOKEN_FIELD


def draw_account(admission: Admission) -> None:
    """Draw it, where people sign in at all."""
    visitor = admission.visitor
    if visitor is None:
        return
    demo = visitor.demo
    elsewhere = {admission.workspace_id, demo.workspace_id if demo else None}
    others = [each for each in visitor.memberships if each.workspace_id not in elsewhere]
    links = "".join(
        f"<li><a href='{escape(overview_of(each.workspace_id))}' target='_self'>{escape(each.workspace_name)}</a></li>"
        for each in others
    )
    switcher = f"<p>Your other workspaces</p><ul>{links}</ul>" if others else ""
    switcher += "<p><a href='/workspaces/new' target='_self'>New workspace</a></p>"
    if demo is not None and demo.workspace_id != admission.workspace_id:
        address = escape(overview_of(demo.workspace_id))
        switcher += f"<p><a href='{address}' target='_self'>Look around in the demo</a></p>"
    st.html(
        f"<div class='account'>{switcher}<p>Signed in as {escape(visitor.user.email)}</p>"
        "<p><a href='/second-factor' target='_self'>Two-factor sign-in (2FA)</a></p>"
        "<form method='post' action='/logout'>"
        f"<input type='hidden' name='{TOKEN_FIELD}' value='{escape(visitor.form_token)}'>"
        "<button type='submit'>Sign out</button></form></div>"
    )


def draw_refusal(error: NotAdmittedError) -> None:
    """Say why there is no page, and where to go."""
    address, text = error.link
    st.html(
        f"<div class='refusal'><h1>{escape(error.title)}</h1><p>{escape(str(error))}</p>"
        f"<p><a href='{escape(address)}' target='_self'>{escape(text)}</a></p></div>"
    )

"""The router: every run of every page starts here.

It draws what all pages share (brand, navigation, heading, filters, whose widgets live here so that their state in the
URL survives every navigation), then runs the chosen page.
"""

import streamlit as st

from dashboards import front_desk
from dashboards.acting import draw_outcome
from dashboards.admission import NotAdmittedError, admit
from dashboards.components.account import draw_refusal
from dashboards.components.frame import draw_frame
from dashboards.pages import served_pages

st.set_page_config(page_title="OmniTrackIQ", page_icon="/assets/icon.svg", layout="wide")
pages = {
    st.Page(page.script, title=page.title, icon=page.icon, url_path=page.path or None): page
    for page in served_pages(front_desk.current() is not None)
}
chosen = st.navigation(list(pages), position="hidden")
page = pages[chosen]
try:
    admission = admit(page.action)
except NotAdmittedError as error:
    draw_outcome()
    draw_refusal(error)
    st.stop()
draw_frame(pages, page, admission)
chosen.run()

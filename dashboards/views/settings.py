"""The workspace itself: its name, currency and time zone, and its end."""

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

import streamlit as st

from dashboards import front_desk, serving
from dashboards.acting import Deed, Done, act
from dashboards.admission import admit
from dashboards.choices import currencies, timezones
from dashboards.onboarding.progress import read_targets
from dashboards.onboarding.targets_form import draw_targets_form
from omnitrackiq.accounts.audit import record
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.mail_texts import deletion_mail
from omnitrackiq.accounts.privacy_requests import list_requests
from omnitrackiq.accounts.privacy_tables import PrivacyState, PrivacyTopic
from omnitrackiq.accounts.uploads import UPLOADS
from omnitrackiq.accounts.workspace_deletion import GRACE, close_workspace
from omnitrackiq.accounts.workspaces import Workspace, change_workspace, get_workspace
from omnitrackiq.reporting.formatting import day
from omnitrackiq.reporting.text import plain
from omnitrackiq.warehouse.erasure import withdraw_workspace

_ABOUT_CHANGES = (
    "Reports are in this currency, and days begin at midnight in this zone. After a change the next sync reads the "
    "rates and the next build computes all history anew."
)
_FIELDS = ("name", "currency", "timezone")
_DRAWN = "workspace_drawn"
_TOPICS: Mapping[PrivacyTopic, str] = {
    "customers/data_request": "a customer asked for their data",
    "customers/redact": "a customer is to be forgotten",
    "shop/redact": "the shop is to be forgotten",
}
_STATES: Mapping[PrivacyState, str] = {"open": "waiting", "erased": "under way", "done": "done"}


def draw() -> None:
    """The page."""
    admission = admit("change_settings")
    with front_desk.require().database.reading() as session:
        workspace = get_workspace(session, admission.workspace_id)
    with st.container(border=True, key="card_settings"):
        st.subheader("Name, currency and time zone", anchor=False)
        draw_settings(workspace)
    with st.container(border=True, key="card_targets"):
        st.subheader("Targets", anchor=False)
        draw_targets_form(read_targets(admission), workspace.currency)
    if admission.may("edit_costs"):
        with st.container(border=True, key="card_costs"):
            st.subheader("Costs", anchor=False)
            draw_costs(workspace)
    if admission.may("export_everything"):
        with st.container(border=True, key="card_data"):
            st.subheader("Your data", anchor=False)
            draw_data(workspace)
    if admission.may("delete_workspace"):
        with st.container(border=True, key="card_deletion"):
            st.subheader("Delete this workspace", anchor=False)
            draw_deletion(workspace)


def draw_settings(workspace: Workspace) -> None:
    """The form; Streamlit forgets what its fields hold while another page is shown."""
    if st.session_state.get(_DRAWN) != workspace or "workspace_name" not in st.session_state:
        st.session_state[_DRAWN] = workspace
        for name in _FIELDS:
            st.session_state[f"workspace_{name}"] = getattr(workspace, name)
    zones = timezones()
    offered = zones if workspace.timezone in zones else (workspace.timezone, *zones)
    with st.form("settings", border=False):
        st.text_input("Name", key="workspace_name", max_chars=200)
        money, time = st.columns(2)
        money.selectbox("Currency of reports", currencies(), key="workspace_currency")
        time.selectbox("Time zone of days", offered, key="workspace_timezone")
        st.caption(_ABOUT_CHANGES)
        st.form_submit_button("Save", type="primary", on_click=_save, args=(workspace,))
    st.caption(f"Id for the command line, the API and BI tools: {plain(workspace.workspace_id)}")


def draw_costs(workspace: Workspace) -> None:
    """What is known of the costs behind margins, and where to upload more."""
    with front_desk.require().database.reading() as session:
        counts = {upload: upload.count(session, workspace.workspace_id) for upload in UPLOADS.values()}
    mine = quote(workspace.workspace_id)
    lines = "".join(
        f"<p><a href='/upload/{upload.name}?w={mine}' target='_self'>{escape(upload.title)}</a>: "
        f"lines stored: {count:,}</p>"
        for upload, count in counts.items()
    )
    st.html(f"<p>Margins need what it costs to sell. Each file replaces the one before.</p>{lines}")


def draw_data(workspace: Workspace) -> None:
    """Everything to take home, and what customers of the shop asked."""
    mine = quote(workspace.workspace_id)
    st.html(
        "<p>All tables of the dashboards as Parquet, and the settings, team and audit log as JSON; secrets are left "
        f"out.</p><p><a class='go quiet' href='/export/everything?w={mine}' download>Export everything</a></p>"
    )
    with front_desk.require().database.reading() as session:
        requests = list_requests(session, workspace.workspace_id)
    for request in requests:
        words = (
            f"{day(request.received_at.date())}: {_TOPICS[request.topic]} ({request.shop}), {_STATES[request.state]}"
        )
        link = f"/privacy-requests/{quote(request.request_id)}?w={mine}"
        answer = f" <a href='{link}' download>Hand over what is stored</a>" if request.has_answer else ""
        st.html(f"<p>{escape(words)}{answer}</p>")


def draw_deletion(workspace: Workspace) -> None:
    """A way that nobody takes by mistake."""
    st.write(
        f"It is closed to everybody at once, BI tools included, and forgotten for good after {GRACE.days} days. Until "
        "then an owner can bring it back with the link in the e-mail that we send."
    )
    with st.form("deletion", border=False):
        st.text_input(
            "Write the workspace's id to confirm",
            key="deletion_confirmed",
            max_chars=40,
            placeholder=workspace.workspace_id,
        )
        st.form_submit_button("Delete", on_click=_delete)


def _save(drawn: Workspace) -> None:
    """Change what was changed on the form that showed ``drawn``: somebody else may have saved the rest meanwhile."""
    given = {name: str(st.session_state[f"workspace_{name}"]) for name in _FIELDS}

    def work(deed: Deed) -> Done:
        present = get_workspace(deed.session, deed.workspace_id)
        wanted = {
            name: getattr(present, name) if value == getattr(drawn, name) else value for name, value in given.items()
        }
        changes = change_workspace(deed.session, deed.workspace_id, now=deed.now, **wanted)
        if not changes:
            return Done("Nothing was changed.")
        details = {field: {"before": before, "after": after} for field, (before, after) in changes.items()}
        record(
            deed.session,
            deed.actor,
            "workspace.changed",
            deed.workspace_id,
            now=deed.now,
            workspace_id=deed.workspace_id,
            details=details,
        )
        return Done("Saved. The dashboards follow with the next sync and build.")

    act("change_settings", work)


def _delete() -> None:
    confirmed = str(st.session_state["deletion_confirmed"]).strip()

    def work(deed: Deed) -> Done:
        if confirmed != deed.workspace_id:
            raise InvalidValueError(f"Nothing was deleted: write {deed.workspace_id} to confirm.")
        ends = close_workspace(deed.session, deed.workspace_id, actor=deed.actor, now=deed.now)
        mail = deletion_mail(front_desk.require().public_url, deed.user.email, deed.workspace_id, ends)
        text = f"The workspace is closed, and forgotten after {day(ends.date())}."
        # Only once it is closed: whoever publishes right now needs the control database before they are done.
        return Done(text, mail, then=lambda: withdraw_workspace(serving.current().warehouse, deed.workspace_id))

    act("delete_workspace", work)


draw()

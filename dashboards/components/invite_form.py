"""Inviting somebody: the form, on the team's page and on its step of onboarding."""

from collections.abc import Mapping
from typing import cast

import streamlit as st

from dashboards import front_desk
from dashboards.acting import Deed, Done, act
from omnitrackiq.accounts.invites import invite
from omnitrackiq.accounts.mail_texts import invite_mail
from omnitrackiq.accounts.people_tables import Role
from omnitrackiq.accounts.permissions import ROLES, may_invite

ROLE_WORDS: Mapping[Role, str] = {"owner": "Owner", "admin": "Admin", "member": "Member"}


def draw_invite_form(mine: Role) -> None:
    """An address and a role."""
    with st.form("invite", border=False, clear_on_submit=True):
        address, role, send = st.columns([5, 2, 2], vertical_alignment="bottom")
        address.text_input("E-mail", key="invite_email", max_chars=254, placeholder="colleague@example.com")
        choices = [each for each in ROLES if may_invite(mine, each)]
        role.selectbox(
            "Role", choices, index=choices.index("member"), format_func=ROLE_WORDS.__getitem__, key="invite_role"
        )
        send.form_submit_button("Send invite", type="primary", width="stretch", on_click=_invite_from_form)


def send_invite(email: str, role: Role) -> None:
    """Invite an address, or send its invite again."""

    def work(deed: Deed) -> Done:
        made, code = invite(deed.session, deed.workspace_id, email, role, by=deed.user, actor=deed.actor, now=deed.now)
        mail = invite_mail(front_desk.require().public_url, made, code, deed.user.name)
        return Done(f"An invite is on its way to {made.email}.", mail)

    act("manage_members", work)


def _invite_from_form() -> None:
    send_invite(st.session_state["invite_email"], cast(Role, st.session_state["invite_role"]))

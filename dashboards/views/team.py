"""The team: who belongs to the workspace in which role, who is invited, and what may be changed about that."""

from datetime import UTC, datetime
from html import escape
from typing import cast

import streamlit as st

from dashboards import front_desk
from dashboards.acting import Deed, Done, act
from dashboards.admission import admit
from dashboards.components.invite_form import ROLE_WORDS, draw_invite_form, send_invite
from omnitrackiq.accounts import memberships
from omnitrackiq.accounts.invites import Invite, open_invites, revoke_invite
from omnitrackiq.accounts.memberships import Member, members_of
from omnitrackiq.accounts.people_tables import Role
from omnitrackiq.accounts.permissions import ROLES, allows, may_change_role, may_remove
from omnitrackiq.reporting.formatting import day

_RIGHTS = (
    "Members read dashboards. Admins also connect accounts, change settings and costs, and invite people. The owner "
    "may also make somebody else the owner, and delete the workspace."
)


def draw() -> None:
    """The page."""
    admission = admit("manage_members")
    mine = admission.membership
    if mine is None or admission.visitor is None:
        return
    with front_desk.require().database.reading() as session:
        members = members_of(session, admission.workspace_id)
        invites = open_invites(session, admission.workspace_id, now=datetime.now(UTC))
    with st.container(border=True, key="card_members"):
        st.subheader("Members", anchor=False)
        for number, member in enumerate(members, 1):
            draw_member(number, member, mine.role, is_me=member.user_id == admission.visitor.user.user_id)
        st.caption(_RIGHTS)
    with st.container(border=True, key="card_invites"):
        st.subheader("Invite somebody", anchor=False)
        draw_invite_form(mine.role)
        for one in invites:
            draw_invite(one)


def draw_member(number: int, member: Member, mine: Role, *, is_me: bool) -> None:
    """One member, with the changes that the visitor's role allows."""
    who, role, more = st.columns([5, 2, 2], vertical_alignment="center")
    who.html(_person(f"{member.name} (you)" if is_me else member.name, member.email))
    choices = [each for each in ROLES if each == member.role or may_change_role(mine, member.role, each)]
    key = f"role_{member.user_id}"
    # What is stored, also after a change that was refused or that somebody else has made.
    st.session_state[key] = member.role
    role.selectbox(
        f"Role of member {number}",
        choices,
        format_func=ROLE_WORDS.__getitem__,
        disabled=len(choices) < 2,
        key=key,
        label_visibility="collapsed",
        on_change=_change_role,
        args=(member, key),
    )
    removable = not is_me and may_remove(mine, member.role)
    if removable or (allows(mine, "transfer_ownership") and member.role != "owner"):
        with more.popover("More", width="stretch"):
            if removable:
                st.write("Removing ends their sessions and API tokens at once.")
                st.button("Remove from the team", key=f"remove_{member.user_id}", on_click=_remove, args=(member,))
            if allows(mine, "transfer_ownership") and member.role != "owner":
                st.write("The new owner may delete the workspace; you become an admin.")
                st.button("Make owner", key=f"own_{member.user_id}", on_click=_transfer, args=(member,))


def draw_invite(one: Invite) -> None:
    """One open invite, to be sent again or taken back."""
    who, again, back = st.columns([5, 2, 2], vertical_alignment="center")
    who.html(_person(one.email, f"{ROLE_WORDS[one.role]}, invite open until {day(one.expires_at.date())}"))
    again.button(
        "Send again", key=f"again_{one.invite_id}", width="stretch", on_click=send_invite, args=(one.email, one.role)
    )
    back.button("Take back", key=f"revoke_{one.invite_id}", width="stretch", on_click=_revoke, args=(one,))


def _person(first: str, second: str) -> str:
    return f"<div class='person'><strong>{escape(first)}</strong><span>{escape(second)}</span></div>"


def _revoke(one: Invite) -> None:
    def work(deed: Deed) -> Done:
        revoke_invite(deed.session, deed.workspace_id, one.invite_id, by=deed.user, actor=deed.actor, now=deed.now)
        return Done(f"The invite of {one.email} works no more.")

    act("manage_members", work)


def _change_role(member: Member, key: str) -> None:
    role = cast(Role, st.session_state[key])

    def work(deed: Deed) -> Done:
        memberships.change_role(
            deed.session, deed.workspace_id, member.user_id, role, by=deed.user, actor=deed.actor, now=deed.now
        )
        return Done(f"{member.email} is {ROLE_WORDS[role].lower()} now, from their next click on.")

    act("manage_members", work)


def _remove(member: Member) -> None:
    def work(deed: Deed) -> Done:
        memberships.remove_member(
            deed.session, deed.workspace_id, member.user_id, by=deed.user, actor=deed.actor, now=deed.now
        )
        return Done(f"{member.email} is removed.")

    act("manage_members", work)


def _transfer(member: Member) -> None:
    def work(deed: Deed) -> Done:
        memberships.transfer_ownership(
            deed.session, deed.workspace_id, member.user_id, by=deed.user, actor=deed.actor, now=deed.now
        )
        return Done(f"{member.email} owns the workspace now.")

    act("transfer_ownership", work)


draw()

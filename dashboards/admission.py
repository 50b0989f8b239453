"""Who looks at a page, and at which workspace: asked anew on every run, of the cookie and the database alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from dashboards import front_desk, serving
from dashboards.cookies import form_cookie, session_cookie
from dashboards.form_guard import form_token
from omnitrackiq.accounts.demo_workspace import demo_workspace
from omnitrackiq.accounts.front_desk import FrontDesk
from omnitrackiq.accounts.memberships import Membership, memberships_of
from omnitrackiq.accounts.permissions import Access, Action, allows, can, role_of
from omnitrackiq.accounts.sessions import EndedSessionError, ForgedSessionError, resume_session
from omnitrackiq.accounts.users import User
from omnitrackiq.accounts.workspaces import Workspace
from omnitrackiq.errors import ExpectedError


class NotAdmittedError(ExpectedError):
    """The page may not be drawn; ``link`` (address and text) leads on."""

    def __init__(self, title: str, sentence: str, link: tuple[str, str]) -> None:
        super().__init__(sentence)
        self.title, self.link = title, link


@dataclass(frozen=True, slots=True)
class SignedInVisitor:
    """The user, their workspaces, the token for the forms of this browser, and the demo that everybody may see."""

    user: User
    memberships: Sequence[Membership]
    form_token: str
    demo: Workspace | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """The workspace that is shown, and what the visitor is there; both are None where people do not sign in."""

    workspace_id: str
    visitor: SignedInVisitor | None
    access: Access | None = None

    @property
    def membership(self) -> Membership | None:
        """What the visitor is in the workspace that is shown; None without sign-in."""
        mine = self.visitor.memberships if self.visitor else ()
        return next((each for each in mine if each.workspace_id == self.workspace_id), None)

    def may(self, action: Action) -> bool:
        """Whether the visitor's role allows ``action``; without sign-in there are dashboards and nothing else."""
        if self.visitor is None:
            return action == "read_dashboards"
        return allows(self.access, action)


def admit(action: Action = "read_dashboards") -> Admission:
    """The admission of this run; raises NotAdmittedError."""
    shown = serving.current().workspace_id
    if shown is not None:
        return Admission(shown, None)
    desk = front_desk.require()
    return admit_browser(desk, dict(st.context.cookies), st.query_params.get_all("w"), action)


def admit_again(action: Action) -> Admission:
    """The admission of a part of a page that is drawn on its own; once it ends the whole page is drawn, and says so."""
    try:
        return admit(action)
    except NotAdmittedError:
        st.rerun()


def admit_browser(desk: FrontDesk, cookies: dict[str, str], wanted: Sequence[str], action: Action) -> Admission:
    """The admission of a browser with these cookies to the workspace it asks for, or without one to its first.

    Raises NotAdmittedError, which says the same of a workspace that does not exist and of one that is not theirs.
    """
    with desk.database.reading() as session:
        try:
            token = cookies.get(session_cookie(desk), "")
            user = resume_session(session, desk.signer, token, now=datetime.now(UTC)).user
        except (ForgedSessionError, EndedSessionError):
            raise NotAdmittedError(
                "You were signed out", "Sign in again to go on where you were.", ("/login", "Sign in")
            ) from None
        mine = memberships_of(session, user.user_id)
        if not mine and not wanted:
            raise NotAdmittedError(
                "No workspace yet",
                "You belong to no workspace. Ask its owner to invite you, or begin one of your own.",
                ("/workspaces/new", "New workspace"),
            )
        demo = demo_workspace(session)
        workspace_id = wanted[-1] if wanted else mine[0].workspace_id
        if not can(session, user.user_id, action, workspace_id):
            raise NotAdmittedError("There is no such page", "The address may be wrong.", ("/app/", "To the start"))
        access = role_of(session, user.user_id, workspace_id)
    token_of_forms = form_token(desk, cookies.get(form_cookie(desk), ""))
    return Admission(workspace_id, SignedInVisitor(user, mine, token_of_forms, demo), access)

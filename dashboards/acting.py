"""What people do on pages: allowed or refused anew each time, all or nothing, and answered in words on the next run."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st
from sqlalchemy.orm import Session

from dashboards import front_desk
from dashboards.admission import NotAdmittedError, admit
from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.mail import Mail, MailError, Postbox
from omnitrackiq.accounts.permissions import Action
from omnitrackiq.accounts.signing_in import actor_of
from omnitrackiq.accounts.users import User
from omnitrackiq.errors import ExpectedError
from omnitrackiq.reporting.text import plain

_OUTCOME = "outcome"


@dataclass(frozen=True, slots=True)
class Deed:
    """Who acts where and when (UTC), and the open transaction that keeps all of it or nothing."""

    session: Session
    user: User
    actor: Actor
    workspace_id: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Done:
    """What to say afterwards (nothing where it is empty), and what follows once the transaction is kept."""

    text: str
    mail: Mail | None = None
    then: Callable[[], object] | None = None

    def follow(self, postbox: Postbox) -> list[str]:
        """Do what follows, each whatever became of the other; returns what went wrong, in words."""
        faults = []
        if self.then is not None:
            try:
                self.then()
            except ExpectedError as error:
                faults.append(str(error))
        if self.mail is not None:
            try:
                postbox.send(self.mail)
            except MailError as error:
                faults.append(f"It is done, but the mail about it was not sent: {error}")
        return faults


def act(action: Action, work: Callable[[Deed], Done]) -> bool:
    """Do ``work`` if the visitor may do ``action`` right now, and say whether it was kept; a whole run follows.

    Without admission nothing is done: the run that follows says so. A refusal of ``work``, or a failure of what was to
    follow it, is told in its own words.
    """
    try:
        admission = admit(action)
    except NotAdmittedError:
        return False
    if admission.visitor is None:
        raise RuntimeError("Pages where people act exist only where they sign in.")
    user, now = admission.visitor.user, datetime.now(UTC)
    desk = front_desk.require()
    try:
        with desk.database.writing() as session:
            actor = actor_of(user, st.context.ip_address)
            done = work(Deed(session, user, actor, admission.workspace_id, now))
    except ExpectedError as error:
        _keep("error", str(error))
        return False
    faults = done.follow(desk.postbox)
    _keep("error" if faults else "success", " ".join(faults) or done.text)
    return True


def draw_outcome() -> None:
    """Say what became of the visitor's last deed, once."""
    kind, text = st.session_state.pop(_OUTCOME, (None, ""))
    if kind == "success" and text:
        st.success(plain(text), icon=":material/check_circle:")
    elif kind == "error":
        st.error(plain(text), icon=":material/error:")


def _keep(kind: str, text: str) -> None:
    st.session_state[_OUTCOME] = (kind, text)

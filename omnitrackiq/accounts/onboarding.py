"""Onboarding: the steps from a new workspace to one that tells something, each told from what exists.

Nothing is stored about a step that can be seen elsewhere, so whoever comes back later, from another browser or as
another admin, goes on where the workspace stands.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from omnitrackiq.accounts.connections import list_connections
from omnitrackiq.accounts.errors import InvalidValueError
from omnitrackiq.accounts.invites import open_invites
from omnitrackiq.accounts.onboarding_tables import Mark, OnboardingMarkRow, TargetRow
from omnitrackiq.accounts.people_tables import MembershipRow
from omnitrackiq.accounts.workspaces import get_workspace, lock_workspace

StepName = Literal["workspace", "shop", "ads", "ga4", "targets", "invite", "tour"]
StepState = Literal["done", "skipped", "open"]

STEPS: tuple[StepName, ...] = get_args(StepName)
MANDATORY: tuple[StepName, ...] = ("workspace", "shop", "ads")
AD_SOURCES = ("facebook_ads", "google_ads", "tiktok_ads")


@dataclass(frozen=True, slots=True)
class Step:
    """One step and how it stands."""

    name: StepName
    state: StepState


@dataclass(frozen=True, slots=True)
class Onboarding:
    """How far a workspace is; ``connected`` names its connected sources."""

    steps: Sequence[Step]
    connected: frozenset[str]
    is_dismissed: bool

    @property
    def next_step(self) -> Step | None:
        """The first step that is neither done nor put aside."""
        return next((step for step in self.steps if step.state == "open"), None)

    @property
    def is_complete(self) -> bool:
        return self.next_step is None

    @property
    def may_be_dismissed(self) -> bool:
        """Whether all that is needed is done, so that the rest may be left."""
        return all(step.state == "done" for step in self.steps if step.name in MANDATORY)

    @property
    def settled(self) -> int:
        """How many steps are done or put aside."""
        return sum(step.state != "open" for step in self.steps)


def onboarding_of(session: Session, workspace_id: str, *, now: datetime) -> Onboarding:
    """How far a workspace is at this moment; raises UnknownWorkspaceError."""
    get_workspace(session, workspace_id)
    live = [each for each in list_connections(session, workspace_ids=[workspace_id]) if each.status != "draft"]
    connected = frozenset(each.source for each in live)
    marks = set(session.scalars(select(OnboardingMarkRow.mark).where(OnboardingMarkRow.workspace_id == workspace_id)))
    done = {
        "workspace": True,
        "shop": "shopify" in connected,
        "ads": bool(connected.intersection(AD_SOURCES)),
        "ga4": "ga4" in connected,
        "targets": bool(session.scalar(select(func.count()).where(TargetRow.workspace_id == workspace_id))),
        "invite": _members(session, workspace_id) > 1 or bool(open_invites(session, workspace_id, now=now)),
        "tour": "tour_taken" in marks,
    }
    steps = [Step(name, _state(done[name], f"{name}_skipped" in marks)) for name in STEPS]
    return Onboarding(steps, connected, "checklist_dismissed" in marks)


def set_mark(session: Session, workspace_id: str, mark: Mark, *, now: datetime) -> None:
    """Keep that a step was put aside, the tour taken or the checklist closed; a second time changes nothing.

    Raises InvalidValueError when the checklist is closed before all that is needed is done.
    """
    lock_workspace(session, workspace_id)
    if mark == "checklist_dismissed" and not onboarding_of(session, workspace_id, now=now).may_be_dismissed:
        raise InvalidValueError("The checklist stays until a shop and an ad platform are connected.")
    if session.get(OnboardingMarkRow, (workspace_id, mark)) is None:
        session.add(OnboardingMarkRow(workspace_id=workspace_id, mark=mark, marked_at=now))
        session.flush()


def skip_step(session: Session, workspace_id: str, step: StepName, *, now: datetime) -> None:
    """Put a step aside; raises InvalidValueError for one that is needed."""
    if step in MANDATORY:
        raise InvalidValueError("This step is needed and cannot be skipped.")
    set_mark(session, workspace_id, cast(Mark, f"{step}_skipped"), now=now)


def take_up_step(session: Session, workspace_id: str, step: StepName) -> None:
    """Take up a step that was put aside."""
    skipped = OnboardingMarkRow.workspace_id == workspace_id, OnboardingMarkRow.mark == f"{step}_skipped"
    session.execute(delete(OnboardingMarkRow).where(*skipped))


def _state(done: bool, skipped: bool) -> StepState:
    if done:
        return "done"
    return "skipped" if skipped else "open"


def _members(session: Session, workspace_id: str) -> int:
    return session.scalar(select(func.count()).where(MembershipRow.workspace_id == workspace_id)) or 0

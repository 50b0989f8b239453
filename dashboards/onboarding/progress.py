"""How far the workspace that is shown is, and what people do about its steps; asked of the database on every run."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

import streamlit as st

from dashboards import front_desk
from dashboards.acting import Deed, Done, act
from dashboards.admission import Admission
from omnitrackiq.accounts.audit import record
from omnitrackiq.accounts.onboarding import Onboarding, StepName, onboarding_of, set_mark, skip_step, take_up_step
from omnitrackiq.accounts.onboarding_tables import TargetMetric
from omnitrackiq.accounts.targets import change_targets, checked_target, targets_of

STEP, TOUR = "step", "tour"
"""Where the visitor stands, in the address: the step that is open, and the stop of the tour."""


def read_onboarding(admission: Admission) -> Onboarding:
    """How far the workspace is."""
    with front_desk.require().database.reading() as session:
        return onboarding_of(session, admission.workspace_id, now=datetime.now(UTC))


def read_targets(admission: Admission) -> dict[TargetMetric, Decimal]:
    """The workspace's targets; without sign-in there are none."""
    if admission.visitor is None:
        return {}
    with front_desk.require().database.reading() as session:
        return targets_of(session, admission.workspace_id)


def skip(step: StepName) -> None:
    """Put a step aside and go on with the next one."""

    def work(deed: Deed) -> Done:
        skip_step(deed.session, deed.workspace_id, step, now=deed.now)
        return Done("")

    if act("connect", work):
        st.query_params.pop(STEP, None)


def take_up(step: StepName) -> None:
    """Take up a step that was put aside."""

    def work(deed: Deed) -> Done:
        take_up_step(deed.session, deed.workspace_id, step)
        return Done("")

    act("connect", work)


def finish_tour() -> None:
    """The tour was seen to its end."""

    def work(deed: Deed) -> Done:
        set_mark(deed.session, deed.workspace_id, "tour_taken", now=deed.now)
        return Done("That was the tour.")

    st.query_params.pop(TOUR, None)
    act("connect", work)


def dismiss_checklist() -> None:
    """Close the checklist for everybody in the workspace."""

    def work(deed: Deed) -> Done:
        set_mark(deed.session, deed.workspace_id, "checklist_dismissed", now=deed.now)
        return Done("The checklist is closed.")

    act("dismiss_checklist", work)


def save_targets(texts: Mapping[TargetMetric, str]) -> None:
    """Give the workspace the targets that somebody wrote, and leave the others; an empty text is no target."""

    def work(deed: Deed) -> Done:
        wanted = {metric: checked_target(text) for metric, text in texts.items()}
        changes = change_targets(deed.session, deed.workspace_id, wanted)
        if changes:
            record(
                deed.session,
                deed.actor,
                "targets.changed",
                deed.workspace_id,
                now=deed.now,
                workspace_id=deed.workspace_id,
                details={
                    metric: {"before": _told(before), "after": _told(after)}
                    for metric, (before, after) in changes.items()
                },
            )
        left = targets_of(deed.session, deed.workspace_id)
        return Done("Targets saved." if left else "There are no targets now.")

    if act("change_settings", work):
        st.query_params.pop(STEP, None)


def _told(target: Decimal | None) -> str:
    return "none" if target is None else f"{target:f}"

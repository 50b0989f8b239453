"""How far the sync is that somebody asked for."""

import streamlit as st

from dashboards import front_desk, runs, workbench
from dashboards.admission import Admission
from omnitrackiq.reporting.text import plain
from omnitrackiq.warehouse.ledger import SyncLedger

_STEPS = {
    "sync": "reading what is new",
    "load_control_plane": "reading your settings",
    "models": "building the numbers",
    "published_marts": "publishing them",
}


def is_under_way(admission: Admission) -> bool:
    """Whether a sync of the workspace runs or waits, whoever asked for it."""
    if SyncLedger(front_desk.require().database).under_way(admission.workspace_id):
        return True
    return bool(_runs(admission))


def draw_sync_progress(admission: Admission) -> None:
    """A bar for the run that is at work, or for the one that waits."""
    under_way = _runs(admission)
    if not under_way:
        return
    at_work = next((run for run in under_way if not run.is_waiting), None)
    if at_work is None:
        st.progress(0.0, text="The sync waits for its turn.")
        return
    doing = ", ".join(_STEPS.get(key, key) for key in at_work.at_work) or "getting ready"
    over, steps = min(at_work.steps_over, at_work.steps), at_work.steps
    st.progress(over / steps if steps else 0.0, text=plain(f"{over} of {steps} steps: {doing}."))


def _runs(admission: Admission) -> list[runs.RunProgress]:
    try:
        return runs.runs_of(workbench.require().dagster_url, admission.workspace_id)
    except runs.RunRefusedError:
        # How the connections stand is known without the scheduler; whoever asks it for work is told that it is away.
        return []

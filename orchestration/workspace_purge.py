"""Forgets deleted workspaces: first their rows and files in the warehouse, then what the control database knows."""

from contextlib import ExitStack

from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.workspace_deletion import GRACE, closed_workspaces, forget_workspace, require_closed
from omnitrackiq.warehouse.erasure import erase_workspace
from omnitrackiq.warehouse.locks import lane_lock, lane_of
from orchestration.installation import Installation
from orchestration.publish import LANE_WAIT_SECONDS
from orchestration.sources import source_names

_CLOCK = Actor("operator", "time of grace")


def purge_workspace(installation: Installation, workspace_id: str, actor: Actor) -> int:
    """Forgets a deleted workspace now and returns how many rows the warehouse had of it.

    A kill in between leaves it deleted and the next call goes on. Raises UnknownWorkspaceError, LaneBusyError.
    """
    with installation.database.reading() as session:
        require_closed(session, workspace_id)
    warehouse = installation.warehouse
    lanes = {lane_of(warehouse, name) for name in (*source_names(), "workspaces", "build")}
    with ExitStack() as held:
        for lane in sorted(lanes):
            held.enter_context(lane_lock(warehouse, lane, LANE_WAIT_SECONDS))
        rows = erase_workspace(warehouse, workspace_id)
    with installation.database.writing() as session:
        forget_workspace(session, workspace_id, actor=actor, now=installation.wall_clock())
    return rows


def purge_due(installation: Installation) -> list[str]:
    """Forgets every workspace whose time of grace is over and returns their ids."""
    with installation.database.reading() as session:
        due = closed_workspaces(session, deleted_before=installation.wall_clock() - GRACE)
    for workspace_id in due:
        purge_workspace(installation, workspace_id, _CLOCK)
    return due

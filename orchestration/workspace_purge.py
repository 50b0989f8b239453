"""Takes deleted workspaces from readers and forgets them: first the warehouse, then the control database."""

from omnitrackiq.accounts.audit import Actor
from omnitrackiq.accounts.workspace_deletion import GRACE, closed_workspaces, forget_workspace, require_closed
from omnitrackiq.warehouse.erasure import erase_workspace, withdraw_workspace
from orchestration.installation import Installation
from orchestration.lanes import every_lane
from pipelines.loading.working_files import remove_worked_files

_CLOCK = Actor("operator", "time of grace")


def purge_workspace(installation: Installation, workspace_id: str, actor: Actor) -> int:
    """Forgets a deleted workspace now and returns how many rows the warehouse had of it.

    A kill in between leaves it deleted and the next call goes on. Raises UnknownWorkspaceError, LaneBusyError.
    """
    with installation.database.reading() as session:
        require_closed(session, workspace_id)
    warehouse = installation.warehouse
    with every_lane(warehouse):
        rows = erase_workspace(warehouse, workspace_id)
        remove_worked_files(warehouse.home)
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


def withdraw_closed(installation: Installation) -> None:
    """Takes from readers what was published of a workspace while it was being deleted, or could not be taken then."""
    with installation.database.reading() as session:
        closed = closed_workspaces(session, deleted_before=installation.wall_clock())
    for workspace_id in closed:
        withdraw_workspace(installation.warehouse, workspace_id)

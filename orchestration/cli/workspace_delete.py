"""``omnitrackiq workspace delete``."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from orchestration.cli.opening import opened_installation
from orchestration.cli.operator import operator


def delete(
    workspace_id: Annotated[str, typer.Argument(metavar="W", help="The workspace.")],
    undo: Annotated[bool, typer.Option("--undo", help="Take a deletion back that is not final yet.")] = False,
    for_good: Annotated[bool, typer.Option("--for-good", help="Do not wait: forget everything now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Delete a workspace: closed to everybody and BI tool at once, forgotten everywhere by a build after 30 days."""
    from omnitrackiq.accounts.errors import UnknownWorkspaceError
    from omnitrackiq.accounts.workspace_deletion import close_workspace, reopen_workspace
    from omnitrackiq.warehouse.erasure import withdraw_workspace
    from orchestration.workspace_purge import purge_workspace

    if undo and for_good:
        raise typer.BadParameter("--undo and --for-good contradict each other")
    if for_good and not yes:
        _ask_twice(workspace_id)
    installation, actor, now = opened_installation(), operator(), datetime.now(UTC)
    with installation.database.writing() as session:
        if undo:
            reopen_workspace(session, workspace_id, actor=actor, now=now)
            print(f"{workspace_id} is open again; the next `omnitrackiq build` brings its numbers back.")
            return
        try:
            ends = close_workspace(session, workspace_id, actor=actor, now=now)
        except UnknownWorkspaceError:
            if not for_good:
                raise
    if for_good:
        rows = purge_workspace(installation, workspace_id, actor)
        print(f"{workspace_id} is forgotten, with {rows:,} rows. Its id is not given again.")
    else:
        withdraw_workspace(installation.warehouse, workspace_id)
        print(f"{workspace_id} is closed and forgotten after {ends:%Y-%m-%d}; until then --undo brings it back.")


def _ask_twice(workspace_id: str) -> None:
    """Go on when a person at a terminal writes the id once more."""
    if not sys.stdin.isatty():
        raise typer.BadParameter("--for-good cannot be undone: say --yes as well")
    if typer.prompt(f"This cannot be undone. Write {workspace_id} to go on") != workspace_id:
        raise typer.Abort

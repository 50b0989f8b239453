"""``omnitrackiq workspace export``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.opening import opened_installation
from orchestration.cli.operator import operator


def export(
    workspace_id: Annotated[str, typer.Argument(metavar="W", help="The workspace.")],
    out: Annotated[Path | None, typer.Option(help="The file to write; W-<day>.zip here unless given.")] = None,
) -> None:
    """Write everything of a workspace into one archive: its marts, and what is known of itself, without secrets."""
    from omnitrackiq.accounts.audit import record
    from omnitrackiq.accounts.workspace_export import archive_of
    from omnitrackiq.accounts.workspaces import get_workspace
    from omnitrackiq.warehouse.readers import open_reader

    installation, now = opened_installation(), datetime.now(UTC)
    with installation.database.writing() as session:
        get_workspace(session, workspace_id)
        record(session, operator(), "workspace.exported", workspace_id, now=now, workspace_id=workspace_id)
    target = out or Path(f"{workspace_id}-{now:%Y-%m-%d}.zip")
    partial = target.with_name(f"{target.name}.part")
    try:
        with partial.open("wb") as file:
            for chunk in archive_of(installation.database, open_reader(installation.warehouse, workspace_id)):
                file.write(chunk)
        partial.replace(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    print(f"Wrote {target}.")

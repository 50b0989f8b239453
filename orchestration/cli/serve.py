"""``omnitrackiq serve``: hands over to the web process."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from omnitrackiq.errors import ExpectedError
from orchestration.cli.opening import opened_installation

if TYPE_CHECKING:
    from orchestration.installation import Installation


class ServeError(ExpectedError):
    """The web process cannot be started as asked."""


def command(
    host: Annotated[str, typer.Option(help="The loopback address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many processes.")] = 1,
    only: Annotated[Literal["pages", "api"] | None, typer.Option(help="A part of the site only.")] = None,
    workspace: Annotated[
        str | None, typer.Option(metavar="W", help="The workspace to show; the oldest unless given.")
    ] = None,
) -> None:
    """Start the web process. Without sign-in it shows one workspace, on this machine only."""
    from omnitrackiq.settings import load_settings
    from orchestration.cli.becoming import become_module

    if load_settings().env == "production":
        raise ServeError("The pages have no sign-in yet, so they are not served with OMNITRACKIQ_ENV=production.")
    installation = opened_installation()
    shown = _shown(installation, workspace)
    arguments = [f"--host={host}", f"--port={port}", f"--workers={workers}", f"--workspace={shown}"]
    if only is not None:
        arguments.append(f"--only={only}")
    become_module("dashboards", arguments, installation.settings.home)


def _shown(installation: "Installation", workspace_id: str | None) -> str:
    """The workspace to show: the one asked for, which must exist, or the oldest."""
    from omnitrackiq.accounts.workspaces import get_workspace, list_workspaces

    with installation.database.reading() as session:
        if workspace_id is not None:
            return get_workspace(session, workspace_id).workspace_id
        known = list_workspaces(session)
    if not known:
        raise ServeError("There is no workspace to show yet: omnitrackiq demo makes a few.")
    if len(known) > 1:
        others = ", ".join(each.workspace_id for each in known[1:4])
        typer.echo(f"Showing {known[0].workspace_id}; --workspace chooses another ({others}).", err=True)
    return known[0].workspace_id

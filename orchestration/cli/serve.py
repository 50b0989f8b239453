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
        str | None, typer.Option(metavar="W", help="Show this one without sign-in, on this machine only.")
    ] = None,
) -> None:
    """Start the web process, where people sign in."""
    from orchestration.cli.becoming import become_module

    installation = opened_installation()
    arguments = [f"--host={host}", f"--port={port}", f"--workers={workers}"]
    if workspace is not None:
        arguments.append(f"--workspace={_existing(installation, workspace)}")
    if only is not None:
        arguments.append(f"--only={only}")
    become_module("dashboards", arguments, installation.settings.home)


def _existing(installation: "Installation", workspace_id: str) -> str:
    from omnitrackiq.accounts.workspaces import get_workspace

    if installation.settings.env == "production":
        raise ServeError("A workspace is not shown without sign-in (--workspace) in production.")
    with installation.database.reading() as session:
        return get_workspace(session, workspace_id).workspace_id

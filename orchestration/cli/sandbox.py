"""``omnitrackiq sandbox …``: hands everything after it to the sandbox."""

import typer


def command(context: typer.Context) -> None:
    """The simulated outside world: sandbox serve, sandbox truth, sandbox bulk (each has --help)."""
    from omnitrackiq.settings import load_settings
    from orchestration.cli.becoming import become_module

    become_module("sandbox", context.args, load_settings().home)

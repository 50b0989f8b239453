"""``omnitrackiq sandbox …``: hands everything after it to the sandbox."""

import typer


def command(context: typer.Context) -> None:
    """The simulated outside world: sandbox serve, sandbox truth, sandbox bulk (each has --help)."""
    from omnitrackiq.settings import load_settings
    from orchestration.cli.becoming import become_module

    home = load_settings().home
    become_module("sandbox", with_home(context.args, str(home)), home)


def with_home(arguments: list[str], home: str) -> list[str]:
    """``arguments`` with the home right after the sandbox's command, unless it is given or there is no command."""
    given = any(argument == "--home" or argument.startswith("--home=") for argument in arguments)
    if given or not arguments or arguments[0].startswith("-"):
        return arguments
    return [arguments[0], f"--home={home}", *arguments[1:]]

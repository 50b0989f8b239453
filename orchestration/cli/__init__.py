"""The command ``omnitrackiq``. Each command has a file of its own in this folder and a line in ``COMMANDS``.

Expected failures are raised, never printed: ``main`` turns them into one sentence and the exit code.
"""

import sys

import typer

from orchestration.cli.failures import exit_code
from orchestration.cli.lazy_commands import LazyCommand, lazy_group

COMMANDS = (
    LazyCommand("workspace", "orchestration.cli.workspace:app", "The brands of this installation."),
    LazyCommand("connection", "orchestration.cli.connection:app", "The accounts that feed a workspace."),
    LazyCommand("serve", "orchestration.cli.serve:command", "Start the web process."),
    LazyCommand(
        "sandbox",
        "orchestration.cli.sandbox:command",
        "The simulated outside world: serve, truth, bulk (each has --help).",
        hands_over=True,
    ),
    LazyCommand("migrate", "orchestration.cli.migrate:command", "Bring the control database to this release."),
    LazyCommand("doctor", "orchestration.cli.doctor:command", "Check the installation and say what to do."),
)


def main() -> None:
    """Run the command that the shell asked for: exits 0 on success, 1 on failure, 2 on wrong usage."""
    sys.exit(exit_code(build_app(), sys.argv[1:]))


def build_app() -> typer.Typer:
    """All commands."""
    app = typer.Typer(
        name="omnitrackiq",
        cls=lazy_group(COMMANDS),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def root() -> None:
        """An open marketing warehouse: sync ad platforms, shop and web analytics, build the marts, show them."""

    return app

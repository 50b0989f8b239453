"""The command ``omnitrackiq``. Each command has a file of its own in this folder and a line in ``COMMANDS``.

Expected failures are raised, never printed: ``main`` turns them into one sentence and the exit code.
"""

import sys

import typer

from orchestration.cli.failures import exit_code
from orchestration.cli.lazy_commands import LazyCommand, lazy_group

COMMANDS = (
    LazyCommand("demo", "orchestration.cli.demo:demo", "A simulated market through the whole line, as a KPI table."),
    LazyCommand("up", "orchestration.cli.demo:up", "The demo, then dashboards, Dagster and sandbox until Ctrl-C."),
    LazyCommand("sync", "orchestration.cli.sync:sync", "Read what is new from every connection and load it."),
    LazyCommand("build", "orchestration.cli.build:build", "Build and test the models, then publish what changed."),
    LazyCommand(
        "diff", "orchestration.cli.diff:command", "Show what an edit of the models changes, before it is published."
    ),
    LazyCommand("publish", "orchestration.cli.build:publish", "Give readers the marts of the last build."),
    LazyCommand("docs", "orchestration.cli.build:docs", "Write the documentation of the models."),
    LazyCommand("workspace", "orchestration.cli.workspace:app", "The brands of this installation."),
    LazyCommand("connection", "orchestration.cli.connection:app", "The accounts that feed a workspace."),
    LazyCommand("user", "orchestration.cli.user:app", "The people who may sign in."),
    LazyCommand("token", "orchestration.cli.token:app", "The API tokens of a workspace."),
    LazyCommand("serve", "orchestration.cli.serve:command", "Start the web process."),
    LazyCommand(
        "sandbox",
        "orchestration.cli.sandbox:command",
        "The simulated outside world: serve, truth, bulk (each has --help).",
        hands_over=True,
    ),
    LazyCommand("reseal", "orchestration.cli.reseal:command", "Seal all secrets with the newest encryption key."),
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

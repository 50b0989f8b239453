"""``demo`` and ``up``: a simulated market through the whole line, and the programs that show it."""

import sys
import time
from typing import Annotated

import typer
from rich.console import Console

from omnitrackiq.migrations.upgrading import migrate
from omnitrackiq.settings import Settings, load_settings
from orchestration.cli.kpi_table import kpi_table
from orchestration.dagster_home import dagster_home
from orchestration.demo import connect_demo, is_fresh, remember, sandbox_apps, sandbox_workspaces
from orchestration.demo_user import EMAIL, demo_user, show_to_everybody
from orchestration.installation import Installation, open_installation
from orchestration.programs import Programs, free_port, python_program
from orchestration.progress import terminal_progress

SANDBOX_PORT, WEB_PORT, DAGSTER_PORT = 8790, 8000, 3000

Workspaces = Annotated[int, typer.Option(min=1, max=100, help="How many demo workspaces.")]
Days = Annotated[int, typer.Option(min=1, max=1095, help="Days of history at the first start.")]
Size = Annotated[str, typer.Option(help="small, medium or large shops.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same market.")]


def demo(workspaces: Workspaces = 3, days: Days = 180, size: Size = "small", seed: Seed = 1) -> None:
    """Simulate a market, sync, build and publish it, and print a KPI table per workspace."""
    console = Console(file=sys.stdout)
    settings = load_settings()
    with Programs(settings.home / "logs") as programs:
        installation = _demo_line(console, settings, programs, [workspaces, days, size, seed])
        _print_tables(console, installation)


def up(workspaces: Workspaces = 3, days: Days = 180, size: Size = "small", seed: Seed = 1) -> None:
    """The demo, then the web process, Dagster and the sandbox on loopback until Ctrl-C."""
    console = Console(file=sys.stdout)
    settings = load_settings()
    with Programs(settings.home / "logs") as programs:
        installation = _demo_line(console, settings, programs, [workspaces, days, size, seed])
        _print_tables(console, installation)
        described = sandbox_workspaces(str(installation.settings.sandbox_url))
        password = demo_user(installation, [each.workspace_id for each in described])
        if len(described) > 1:
            # The last one is for everybody to look at; the others belong to the demo user.
            show_to_everybody(installation, described[-1].workspace_id)
        installation.database.close()
        web, dagster = free_port(WEB_PORT), free_port(DAGSTER_PORT)
        variables = {
            "OMNITRACKIQ_HOME": str(settings.home),
            "OMNITRACKIQ_SANDBOX_URL": str(installation.settings.sandbox_url),
            "OMNITRACKIQ_DAGSTER_URL": f"http://127.0.0.1:{dagster}",
            "OMNITRACKIQ_PUBLIC_URL": f"http://127.0.0.1:{web}",
            "DAGSTER_HOME": str(dagster_home(settings.home)),
            **sandbox_apps(str(installation.settings.sandbox_url)),
        }
        programs.start("web", python_program("dashboards", "--port", str(web)), variables)
        workspace_file = ["-m", "orchestration.definitions"]
        programs.start(
            "dagster-webserver",
            python_program("dagster_webserver", "-h", "127.0.0.1", "-p", str(dagster), *workspace_file),
            variables,
        )
        programs.start("dagster-daemon", python_program("dagster._daemon", "run", *workspace_file), variables)
        console.print(f"\nDashboard  http://127.0.0.1:{web}/app")
        console.print(f"Sign in as {EMAIL} with the password {password}", highlight=False)
        console.print(f"Dagster    http://127.0.0.1:{dagster}")
        console.print(f"Sandbox    {installation.settings.sandbox_url}\nCtrl-C stops everything.")
        try:
            console.print(f"{programs.wait_for_any()} ended; its log is in {settings.home / 'logs'}.")
        except KeyboardInterrupt:
            console.print("Stopping.")


def _demo_line(console: Console, settings: Settings, programs: Programs, options: list[object]) -> Installation:
    started = time.monotonic()
    names = ("--workspaces", "--days", "--size", "--seed")
    arguments = [part for name, value in zip(names, options, strict=True) for part in (name, str(value))]
    with terminal_progress(console) as progress:
        progress.step("market", "starting the sandbox")
        command = python_program(
            "sandbox", "serve", "--port", str(free_port(SANDBOX_PORT)), "--home", str(settings.home), *arguments
        )
        sandbox_ready = programs.start_announced("sandbox", command)
        fresh = is_fresh(settings.home, arguments)
        if not fresh:
            # Here, while the sandbox makes its market: Dagster and dbt take seconds to load.
            from orchestration.everything import everything_job, run_everything

            job = everything_job(settings.warehouse)
        migrate(settings.database_url)
        url = sandbox_ready().split()[-1]
        installation = open_installation(load_settings(sandbox_url=url))
        described = sandbox_workspaces(url)
        progress.step("market", f"{len(described)} workspaces at {url}")
        connect_demo(installation, described)
        if fresh:
            progress.step("market", "what is there is less than an hour old and stays")
        else:
            run_everything(installation, job, progress)
            remember(settings.home, arguments)
    console.print(f"Done in {time.monotonic() - started:.0f} s.")
    return installation


def _print_tables(console: Console, installation: Installation) -> None:
    for workspace in sandbox_workspaces(str(installation.settings.sandbox_url)):
        console.print(kpi_table(installation, workspace.workspace_id))

"""``build``, ``publish`` and ``docs``: models, what readers see, and their documentation."""

from typing import Annotated

import typer
from rich.console import Console

from omnitrackiq.warehouse.publishing import Published
from orchestration.build import build as run_build
from orchestration.cli.opening import opened_installation
from orchestration.dbt import PROJECT_TARGET, run_dbt
from orchestration.progress import terminal_progress
from orchestration.publish import publish_marts


def build(
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Rebuild instead of adding what is new.")
    ] = False,
    select: Annotated[str | None, typer.Option(help="Only these models, in dbt's selection syntax.")] = None,
) -> None:
    """Build and test the models, then publish what changed."""
    installation = opened_installation()
    with terminal_progress(Console(stderr=True)) as progress:
        made = run_build(installation, select=select, full_refresh=full_refresh, step=progress.step)
    warnings = [node for node in made.nodes if node.status == "warn"]
    console = Console()
    console.print(f"{len(made.nodes)} models and tests passed, {len(warnings)} with a warning.")
    for node in warnings:
        console.print(f"  {node.unique_id.split('.')[2]}: {node.message}")
    _print_published(console, made.published)


def publish(
    workspace: Annotated[list[str] | None, typer.Option(help="Only this workspace; may be repeated.")] = None,
) -> None:
    """Give readers the marts of the last build."""
    _print_published(Console(), publish_marts(opened_installation(), workspace or None))


def docs() -> None:
    """Write the documentation of the models into dbt_project/target."""
    installation = opened_installation()
    run_dbt(installation.warehouse, ["docs", "generate", "--static"], PROJECT_TARGET)
    Console().print(f"{PROJECT_TARGET / 'static_index.html'}")


def _print_published(console: Console, published: list[Published] | tuple[Published, ...]) -> None:
    for each in published:
        state = "published" if each.changed else "unchanged"
        console.print(f"{each.workspace_id}: {state}, {each.rows:,} rows, {each.path}")

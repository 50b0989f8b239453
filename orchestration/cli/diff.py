"""``diff``: what an edit of the models changes, before anybody sees it."""

from decimal import Decimal

from rich.console import Console
from rich.table import Table

from orchestration.cli.opening import opened_installation
from orchestration.mart_comparison import MartDiff
from orchestration.model_diff import diff_models
from orchestration.progress import terminal_progress

_SHOWN = 40


def command() -> None:
    """Build the edited models on trial and show what differs in the marts; what people read stays as it is."""
    installation = opened_installation()
    with terminal_progress(Console(stderr=True)) as progress:
        diffs = diff_models(installation.warehouse, progress.step)
    console = Console()
    if not diffs:
        console.print("No mart depends on what was edited since the last build.")
        return
    console.print(_rows(diffs))
    totals = [(diff.mart, total) for diff in diffs for total in diff.totals]
    if totals:
        table = Table("mart", "workspace", "total of", title="Totals that differ", title_justify="left")
        for heading in ("before", "after", "difference"):
            table.add_column(heading, justify="right")
        for mart, total in totals[:_SHOWN]:
            moved = (total.after or Decimal(0)) - (total.before or Decimal(0))
            shown = (f"{value:,.2f}" if value is not None else "" for value in (total.before, total.after, moved))
            table.add_row(mart, total.workspace_id, total.column, *shown)
        console.print(table)
        if len(totals) > _SHOWN:
            console.print(f"and {len(totals) - _SHOWN:,} more.")


def _rows(diffs: list[MartDiff]) -> Table:
    table = Table("mart", title="Rows that differ", title_justify="left")
    for heading in ("added", "removed", "changed"):
        table.add_column(heading, justify="right")
    table.add_column("columns")
    for diff in diffs:
        counts = (f"{count:,}" for count in (diff.added, diff.removed, diff.changed))
        table.add_row(diff.mart, *counts, ", ".join(diff.columns))
    return table

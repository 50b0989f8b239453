"""``sync``: extract and load."""

import json
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from orchestration.cli.opening import opened_installation
from orchestration.progress import terminal_progress
from orchestration.side_by_side import sync as run_sync
from orchestration.sync import SyncRequest
from pipelines.loading.fetch import Outcome


def sync(
    workspace: Annotated[list[str] | None, typer.Option(help="Only this workspace; may be repeated.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Only this source; may be repeated.")] = None,
    since: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day to read again.")] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Last day to read again.")] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 when any connection is not ok.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of a table.")] = False,
) -> None:
    """Read what is new from every connection and load it; one line per connection."""
    if since and until and since > until:
        raise typer.BadParameter(f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}.")
    installation = opened_installation()
    request = SyncRequest(
        workspace_ids=tuple(workspace or ()),
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
    with terminal_progress(Console(stderr=True)) as progress:
        outcomes = run_sync(installation, request, progress, source or ())
    if as_json:
        print(json.dumps([_record(outcome) for outcome in outcomes]))
    else:
        Console().print(_table(outcomes))
    if strict and any(outcome.status != "ok" for outcome in outcomes):
        raise typer.Exit(1)


def _record(outcome: Outcome) -> dict[str, object]:
    return {
        "workspace_id": outcome.workspace_id,
        "connection_id": outcome.connection_id,
        "source": outcome.source,
        "status": outcome.status,
        "rows": outcome.rows,
        "message": outcome.message,
        "retry_at": outcome.retry_at.isoformat() if outcome.retry_at else None,
    }


def _table(outcomes: list[Outcome]) -> Table:
    table = Table("workspace", "source", "status", box=None)
    table.add_column("rows", justify="right")
    table.add_column("what to do")
    for outcome in outcomes:
        table.add_row(outcome.workspace_id, outcome.source, outcome.status, f"{outcome.rows:,}", _what_to_do(outcome))
    return table


def _what_to_do(outcome: Outcome) -> str:
    if outcome.retry_at is None:
        return outcome.message
    return f"{outcome.message} Parked until {outcome.retry_at:%Y-%m-%d %H:%M} UTC."

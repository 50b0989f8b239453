"""``omnitrackiq workspace create|list|demo|show|costs|delete|export|bi-login``."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from orchestration.cli.bi_login import bi_login
from orchestration.cli.costs import costs
from orchestration.cli.opening import opened_installation
from orchestration.cli.operator import operator
from orchestration.cli.output import print_json, print_table
from orchestration.cli.workspace_delete import delete
from orchestration.cli.workspace_export import export

app = typer.Typer(help="The brands of this installation.", no_args_is_help=True, add_completion=False)
app.command("bi-login")(bi_login)
app.command()(costs)
app.command()(delete)
app.command()(export)

WorkspaceId = Annotated[str, typer.Argument(metavar="W", help="3 to 40 lower-case letters, digits and hyphens.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def create(
    workspace_id: WorkspaceId,
    currency: Annotated[str, typer.Option(help="The currency of its reports, such as EUR.")],
    timezone: Annotated[str, typer.Option(help="The time zone of its days, such as Europe/Berlin.")],
    name: Annotated[str | None, typer.Option(help="What people call it; the id unless given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Create a workspace. Its id never changes and is never given again."""
    from omnitrackiq.accounts.audit import record
    from omnitrackiq.accounts.workspaces import create_workspace

    now = datetime.now(UTC)
    with opened_installation().database.writing() as session:
        workspace = create_workspace(
            session,
            workspace_id=workspace_id,
            name=workspace_id if name is None else name,
            currency=currency.upper(),
            timezone=timezone,
            now=now,
        )
        record(session, operator(), "workspace.created", workspace_id, now=now, workspace_id=workspace_id)
    if as_json:
        print_json(workspace)
    else:
        print(f"Created {workspace_id}. Next: omnitrackiq connection add --workspace {workspace_id} --source shopify …")


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the workspaces."""
    from omnitrackiq.accounts.workspaces import list_workspaces

    with opened_installation().database.reading() as session:
        workspaces = list_workspaces(session)
    if as_json:
        print_json(workspaces)
    elif workspaces:
        print_table(
            ("workspace", "name", "currency", "time zone"),
            ((each.workspace_id, each.name, each.currency, each.timezone) for each in workspaces),
        )
    else:
        print("There is no workspace yet: omnitrackiq workspace create makes one, omnitrackiq demo a few.")


@app.command()
def demo(
    workspace_id: WorkspaceId,
    end: Annotated[bool, typer.Option("--end", help="Give it back to its members alone.")] = False,
) -> None:
    """Make a workspace the demo: whoever is signed in may look at it, and nobody may change it, members included."""
    from omnitrackiq.accounts.demo_workspace import end_demo, make_demo

    change = end_demo if end else make_demo
    with opened_installation().database.writing() as session:
        change(session, workspace_id, actor=operator(), now=datetime.now(UTC))
    print(f"{workspace_id} is {'no demo any more' if end else 'the demo: everybody who is signed in may look at it'}.")


@app.command()
def show(workspace_id: WorkspaceId, as_json: AsJson = False) -> None:
    """Show a workspace, its connections and how their last sync went."""
    from omnitrackiq.accounts.connections import list_connections
    from omnitrackiq.accounts.workspaces import get_workspace

    installation = opened_installation()
    with installation.database.reading() as session:
        workspace = get_workspace(session, workspace_id)
        connections = list_connections(session, workspace_ids=[workspace_id])
    latest = {run.connection_id: run for run in installation.ledger.latest(workspace_id=workspace_id)}
    if as_json:
        synced = [latest.get(each.connection_id) for each in connections]
        print_json({"workspace": workspace, "connections": connections, "last_syncs": [run for run in synced if run]})
        return
    print(f"{workspace.name} ({workspace.workspace_id}), {workspace.currency}, {workspace.timezone}")
    rows = []
    for each in connections:
        run = latest.get(each.connection_id)
        finished = f"{run.finished_at:%Y-%m-%d %H:%M} UTC" if run and run.finished_at else "never"
        outcome = (each.connection_id, each.source, each.name, each.status, finished)
        rows.append((*outcome, run.rows if run else "", (run.error or "") if run else ""))
    print_table(("connection", "source", "name", "status", "last sync", "rows", "error"), rows)

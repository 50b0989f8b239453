"""``omnitrackiq connection add|list|test|remove``."""

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.given_secrets import given_secrets
from orchestration.cli.opening import opened_installation
from orchestration.cli.operator import operator
from orchestration.cli.output import print_json, print_table

if TYPE_CHECKING:
    from omnitrackiq.accounts.connections import ConnectionTest

app = typer.Typer(help="The accounts that feed a workspace.", no_args_is_help=True, add_completion=False)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def add(
    workspace: Annotated[str, typer.Option(metavar="W", help="The workspace that it feeds.")],
    source: Annotated[str, typer.Option(metavar="S", help="The platform, such as shopify.")],
    config: Annotated[list[str] | None, typer.Option(metavar="NAME=VALUE", help="A setting; lists as a,b.")] = None,
    secret: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=-|@FILE|env:VARIABLE", help="Where a secret is; asked for unless given."),
    ] = None,
    name: Annotated[str | None, typer.Option(help="What people call it.")] = None,
    test: Annotated[bool, typer.Option(help="Test it, and make it active only if that works.")] = True,
    as_json: AsJson = False,
) -> None:
    """Connect an account: stores it encrypted, tests it, and makes it active."""
    from omnitrackiq.accounts.audit import record
    from omnitrackiq.accounts.connection_kinds import connection_kind
    from omnitrackiq.accounts.connections import add_connection, get_connection
    from omnitrackiq.accounts.workspaces import get_workspace
    from orchestration.connection_check import check_connection

    kind = connection_kind(source)
    settings = kind.config(dict(_pair(option) for option in config or ()))
    installation = opened_installation()
    with installation.database.reading() as session:
        get_workspace(session, workspace)
    secrets = given_secrets(secret or (), os.environ, kind.secret_sets)
    now = datetime.now(UTC)
    with installation.database.writing() as session:
        added = add_connection(
            session,
            installation.secret_box,
            workspace_id=workspace,
            source=source,
            config=settings,
            secrets=secrets,
            now=now,
            name=name,
            status="draft" if test else "active",
        )
        actor, what = operator(), {"source": source}
        for action in ("connection.added",) if test else ("connection.added", "connection.activated"):
            record(session, actor, action, added.connection_id, now=now, workspace_id=workspace, details=what)
    outcome = check_connection(installation, added.connection_id, activated_by=actor) if test else None
    with installation.database.reading() as session:
        added = get_connection(session, workspace, added.connection_id)
    if as_json:
        print_json(added)
    elif outcome is None:
        print(f"{added.connection_id} is active, untested.")
    else:
        _say(added.connection_id, outcome, failed=f"It stays a draft for a day: {_again(added.connection_id)}")
    if outcome is not None and outcome.status != "ok":
        raise typer.Exit(1)


@app.command("list")
def list_(
    workspace: Annotated[str | None, typer.Option(metavar="W", help="Of this workspace only.")] = None,
    source: Annotated[str | None, typer.Option(metavar="S", help="To this platform only.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the connections with their status and their last test."""
    from omnitrackiq.accounts.connection_kinds import connection_kind
    from omnitrackiq.accounts.connections import list_connections
    from omnitrackiq.accounts.workspaces import get_workspace

    if source is not None:
        connection_kind(source)
    with opened_installation().database.reading() as session:
        if workspace is not None:
            get_workspace(session, workspace)
        records = list_connections(session, workspace_ids=None if workspace is None else [workspace], source=source)
    if as_json:
        print_json(records)
        return
    rows = []
    for each in records:
        tested = f"{each.last_test.tested_at:%Y-%m-%d %H:%M} UTC: {each.last_test.status}" if each.last_test else ""
        rows.append((each.workspace_id, each.connection_id, each.source, each.name, each.status, tested))
    print_table(("workspace", "connection", "source", "name", "status", "last test"), rows)


@app.command("test")
def test_(
    connections: Annotated[list[str], typer.Argument(metavar="CONNECTION…", help="Their ids.")],
    as_json: AsJson = False,
) -> None:
    """Test connections; a draft that works becomes active. Exits 1 unless all work."""
    from orchestration.connection_check import check_connection

    installation = opened_installation()
    ids, actor = dict.fromkeys(connections), operator()
    outcomes = {each: check_connection(installation, each, activated_by=actor) for each in ids}
    if as_json:
        print_json([{"connection_id": each, "test": outcome} for each, outcome in outcomes.items()])
    else:
        for each, outcome in outcomes.items():
            _say(each, outcome, failed="")
    if any(outcome.status != "ok" for outcome in outcomes.values()):
        raise typer.Exit(1)


@app.command()
def remove(
    connection: Annotated[str, typer.Argument(metavar="CONNECTION", help="Its id.")],
    as_json: AsJson = False,
) -> None:
    """Remove a connection and destroy its secrets; what it loaded stays."""
    from omnitrackiq.accounts.audit import record
    from omnitrackiq.accounts.connections import find_connection, remove_connection

    now = datetime.now(UTC)
    with opened_installation().database.writing() as session:
        found = find_connection(session, connection)
        remove_connection(session, found.workspace_id, connection, now=now)
        record(session, operator(), "connection.removed", connection, now=now, workspace_id=found.workspace_id)
    if as_json:
        print_json({"connection_id": connection, "removed": True})
    else:
        print(f"Removed {connection} ({found.name}) from {found.workspace_id}.")


def _pair(option: str) -> tuple[str, str]:
    name, equals, value = option.partition("=")
    if not (name and equals):
        raise typer.BadParameter(f"{option!r} is not NAME=VALUE", param_hint="'--config'")
    return name, value


def _again(connection_id: str) -> str:
    return f"omnitrackiq connection test {connection_id} tries again."


def _say(connection_id: str, outcome: "ConnectionTest", *, failed: str) -> None:
    if outcome.status == "ok":
        print(f"{connection_id}: {outcome.message}")
    else:
        typer.echo(f"{connection_id}: {outcome.status}: {outcome.message} {failed}".rstrip(), err=True)

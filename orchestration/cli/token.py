"""``omnitrackiq token create|list|revoke``."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from orchestration.cli.opening import opened_installation
from orchestration.cli.operator import operator
from orchestration.cli.output import print_json, print_table

app = typer.Typer(help="The API tokens of a workspace.", no_args_is_help=True, add_completion=False)

Workspace = Annotated[str, typer.Option(metavar="W", help="The workspace that it opens.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def create(
    workspace: Workspace,
    user: Annotated[str, typer.Option(metavar="EMAIL", help="The member whose role bounds it.")],
    name: Annotated[str, typer.Option(help="What it is for.")],
    scope: Annotated[list[str], typer.Option(help="read, acknowledge or sync; may be repeated.")],
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="For how many days; for good unless given.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make an API token and print its secret, which is shown this once."""
    from omnitrackiq.accounts.api_tokens import create_token
    from omnitrackiq.accounts.users import require_user

    now = datetime.now(UTC)
    with opened_installation().database.writing() as session:
        token, secret = create_token(
            session,
            workspace_id=workspace,
            user_id=require_user(session, user).user_id,
            name=name,
            scopes=scope,
            actor=operator(),
            now=now,
            expires_at=None if days is None else now + timedelta(days=days),
        )
    if as_json:
        print_json({"token": token, "secret": secret})
    else:
        typer.echo(f"Made {token.token_id}; its secret is shown this once:", err=True)
        print(secret)


@app.command("list")
def list_(workspace: Workspace, as_json: AsJson = False) -> None:
    """List the tokens of a workspace."""
    from omnitrackiq.accounts.api_tokens import list_tokens
    from omnitrackiq.accounts.users import get_user
    from omnitrackiq.accounts.workspaces import get_workspace

    with opened_installation().database.reading() as session:
        get_workspace(session, workspace)
        tokens = [(token, get_user(session, token.user_id).email) for token in list_tokens(session, workspace)]
    if as_json:
        print_json([token for token, _ in tokens])
        return
    rows = [
        (token.token_id, token.name, ", ".join(token.scopes), email, f"{token.expires_at or 'stays':.10}")
        for token, email in tokens
    ]
    print_table(("token", "name", "scopes", "as", "until"), rows)


@app.command()
def revoke(workspace: Workspace, token: Annotated[str, typer.Argument(metavar="TOKEN", help="Its id.")]) -> None:
    """End a token at once."""
    from omnitrackiq.accounts.api_tokens import revoke_token

    with opened_installation().database.writing() as session:
        revoke_token(session, workspace, token, actor=operator(), now=datetime.now(UTC))
    print(f"Revoked {token}.")

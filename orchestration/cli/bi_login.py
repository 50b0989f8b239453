"""``omnitrackiq workspace bi-login``: the login with which BI tools read one workspace's marts on PostgreSQL."""

from datetime import UTC, datetime
from typing import Annotated, Literal

import typer

from orchestration.cli.opening import opened_installation
from orchestration.cli.operator import operator
from orchestration.cli.output import print_json, print_table


def bi_login(
    action: Annotated[Literal["create", "rotate", "revoke"], typer.Argument(help="What to do with the login.")],
    workspace: Annotated[str, typer.Option(metavar="W", help="The workspace that the login sees.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Create a login for BI tools, give it a new password, or revoke it. A password is shown this once."""
    from omnitrackiq.accounts.audit import record
    from omnitrackiq.accounts.workspaces import get_workspace
    from omnitrackiq.warehouse.bi_logins import create_bi_login, revoke_bi_login, rotate_bi_login

    installation, now = opened_installation(), datetime.now(UTC)
    warehouse = installation.warehouse
    with installation.database.writing() as session:
        get_workspace(session, workspace)
        if action == "revoke":
            login = revoke_bi_login(warehouse, workspace)
            record(session, operator(), "bi_login.revoked", login, now=now, workspace_id=workspace)
            print(f"Revoked {login}; its sessions have ended.")
            return
        if action == "create":
            made = create_bi_login(warehouse, workspace, now)
        else:
            made = rotate_bi_login(warehouse, workspace)
        record(session, operator(), f"bi_login.{action}d", made.login, now=now, workspace_id=workspace)
    if as_json:
        print_json(made)
        return
    print_table(
        ("host", "port", "database", "schema", "user", "password"),
        [(made.host, made.port, made.database, "marts", made.login, made.password)],
    )

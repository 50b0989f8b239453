"""``omnitrackiq workspace costs``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.opening import opened_installation
from orchestration.cli.operator import operator
from orchestration.cli.output import print_json, print_table


def costs(
    workspace_id: Annotated[str, typer.Argument(metavar="W", help="The workspace.")],
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A CSV that replaces all rates; without it they are listed."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What shipping, payments and the rest cost, each from a day on: kind,valid_from,per_order,share,per_day,gateway.

    kind is shipping, payment or other; amounts are in the workspace's currency; share is a fraction such as 2.9%.
    """
    from omnitrackiq.accounts.cost_rates import list_cost_rates, read_cost_rates, replace_cost_rates
    from omnitrackiq.accounts.workspaces import get_workspace

    installation = opened_installation()
    if file is not None:
        rates = read_cost_rates(_text(file))
        with installation.database.writing() as session:
            replace_cost_rates(session, workspace_id, rates, actor=operator(), now=datetime.now(UTC))
    with installation.database.reading() as session:
        get_workspace(session, workspace_id)
        stored = list_cost_rates(session, workspace_id)
    if as_json:
        print_json(stored)
    elif stored:
        print_table(
            ("kind", "gateway", "valid from", "per order", "share", "per day"),
            ((each.kind, each.gateway, each.valid_from, each.per_order, each.share, each.per_day) for each in stored),
        )
    else:
        print(f"Nothing is known of the costs of {workspace_id} yet: --file reads them from a CSV.")


def _text(file: Path) -> str:
    from omnitrackiq.accounts.errors import InvalidValueError

    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidValueError(f"{file.name} is not in UTF-8: save it as CSV in UTF-8.") from None

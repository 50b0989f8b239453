"""``omnitrackiq workspace costs``."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from orchestration.cli.opening import opened_installation
from orchestration.cli.operator import operator
from orchestration.cli.output import print_json, print_table


def costs(
    workspace_id: Annotated[str, typer.Argument(metavar="W", help="The workspace.")],
    file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A CSV that replaces all of them; without it they are listed."),
    ] = None,
    products: Annotated[
        bool, typer.Option("--products", help="Costs of products instead: sku,variant_id,cost,currency,valid_from.")
    ] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Remove all of them.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """What shipping, payments and the rest cost, each from a day on: kind,valid_from,per_order,share,per_day,gateway.

    kind is shipping, payment or other; amounts are in the workspace's currency; share is a fraction such as 2.9%. With
    --products what a unit of each product costs, by its sku or its variant in Shopify.
    """
    from omnitrackiq.accounts.uploads import COST_RATES, PRODUCT_COSTS
    from omnitrackiq.accounts.workspaces import get_workspace

    upload: Any = PRODUCT_COSTS if products else COST_RATES
    if remove and file is not None:
        raise typer.BadParameter("give either a file or --remove", param_hint="'--remove'")
    installation = opened_installation()
    if remove or file is not None:
        values = upload.read(_text(file)) if file else []
        with installation.database.writing() as session:
            upload.replace(session, workspace_id, values, actor=operator(), now=datetime.now(UTC))
    with installation.database.reading() as session:
        get_workspace(session, workspace_id)
        stored = upload.stored(session, workspace_id)
    if as_json:
        print_json(stored)
    elif not stored:
        print(f"Nothing was uploaded for {workspace_id} yet: --file reads a CSV.")
    elif products:
        print_table(
            ("sku", "variant", "valid from", "cost", "currency"),
            ((each.sku, each.variant_id, each.valid_from, each.unit_cost, each.currency) for each in stored),
        )
    else:
        print_table(
            ("kind", "gateway", "valid from", "per order", "share", "per day"),
            ((each.kind, each.gateway, each.valid_from, each.per_order, each.share, each.per_day) for each in stored),
        )


def _text(file: Path) -> str:
    from omnitrackiq.accounts.uploaded_lines import decoded

    return decoded(file.name, file.read_bytes())

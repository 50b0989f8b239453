"""``omnitrackiq doctor``."""

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from orchestration.cli.output import print_json, print_table


def command(
    offline: Annotated[bool, typer.Option("--offline", help="Leave the connections to the platforms alone.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Check settings, database, warehouse, connections and API versions; exits 1 when something must be mended."""
    from orchestration.doctor import examine

    findings = examine(dict(os.environ), datetime.now(UTC).date(), offline=offline)
    if as_json:
        print_json(findings)
    else:
        print_table(
            ("", "what", "found", "what to do"),
            ((each.verdict, each.subject, each.found, each.remedy) for each in findings),
        )
    if any(each.verdict == "bad" for each in findings):
        raise typer.Exit(1)

"""``omnitrackiq migrate``."""

from typing import Annotated

import typer

from orchestration.cli.output import print_json


def command(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Bring the control database to this release, keeping its data."""
    from omnitrackiq.migrations.upgrading import migrate
    from omnitrackiq.settings import load_settings

    before = migrate(load_settings().database_url)
    if as_json:
        print_json({"before": before.current, "now": before.wanted})
    elif before.is_current:
        print(f"The control database is of this release already (revision {before.wanted}).")
    else:
        print(f"The control database went from {before.current or 'empty'} to revision {before.wanted}.")

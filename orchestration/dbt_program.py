"""dbt's command line as Dagster starts it, with a garbage collector that seldom looks through thousands of nodes."""

from dbt.cli.main import cli

from pipelines.loading.garbage import rare_collections


def main() -> None:
    """Runs dbt with the arguments of this process; ends with dbt's exit code."""
    with rare_collections():
        cli()

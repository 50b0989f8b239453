"""The job that tests a stored connection: the web process asks for it by id, and finds the outcome in its row."""

import dagster as dg

from orchestration.connection_check import check_connection
from orchestration.installation import Installation

CHECK_CONNECTION = "check_connection"


class CheckConfig(dg.Config):
    """Which connection; its secrets stay in the control database."""

    connection_id: str


@dg.op(name="check")
def check_op(context: dg.OpExecutionContext, config: CheckConfig, installation: dg.ResourceParam[Installation]) -> None:
    """Tests the connection and keeps the outcome in its row."""
    outcome = check_connection(installation, config.connection_id)
    context.log.info("%s: %s", config.connection_id, outcome.status)


@dg.job(
    name=CHECK_CONNECTION,
    description="Tests one connection; a draft learns which accounts there are.",
    # Somebody waits for the outcome: a second process would take as long again to load.
    executor_def=dg.in_process_executor,
)
def check_connection_job() -> None:
    check_op()

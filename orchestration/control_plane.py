"""Brings the control plane's rows into the warehouse, so that models know settings and freshness."""

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from omnitrackiq.accounts.connections import list_connections
from omnitrackiq.accounts.cost_rates import list_all_cost_rates
from omnitrackiq.accounts.product_costs import list_all_product_costs
from omnitrackiq.accounts.workspaces import list_all_workspace_ids, list_workspaces
from orchestration.installation import Installation
from orchestration.privacy import carry_out_requests
from orchestration.progress import LogObserver
from orchestration.workspace_purge import purge_due
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.runner import run_source
from pipelines.workspaces import control_plane_source


def load_control_plane(installation: Installation) -> None:
    """Replaces every workspace's settings, connections and newest sync outcomes; deleted workspaces lose theirs.

    Those whose time of grace is over are forgotten everywhere first, and so are shoppers who asked for it.
    """
    purge_due(installation)
    carry_out_requests(installation)
    records = _records(installation)
    workspaces = [Connection(name, name, "workspaces", config) for name, config in sorted(records.items())]
    window = SyncWindow(installation.wall_clock())
    run_source(control_plane_source(), workspaces, window, installation.warehouse, LogObserver())


def _records(installation: Installation) -> dict[str, dict[str, list[dict[str, Any]]]]:
    records: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    with installation.database.reading() as session:
        for workspace_id in list_all_workspace_ids(session):
            records[workspace_id].clear()
        rates, costs = list_all_cost_rates(session), list_all_product_costs(session)
        for workspace in list_workspaces(session):
            records[workspace.workspace_id]["workspaces"].append(
                {"name": workspace.name, "currency": workspace.currency, "timezone": workspace.timezone}
            )
            records[workspace.workspace_id]["cost_rates"] = [asdict(rate) for rate in rates[workspace.workspace_id]]
            records[workspace.workspace_id]["product_costs"] = [asdict(cost) for cost in costs[workspace.workspace_id]]
        for connection in list_connections(session):
            records[connection.workspace_id]["connections"].append(
                {
                    "source_connection_id": connection.connection_id,
                    "source": connection.source,
                    "status": connection.status,
                    "created_at": connection.created_at,
                }
            )
    for run in installation.ledger.latest():
        if run.workspace_id in records:
            records[run.workspace_id]["sync_runs"].append(
                {
                    "source_connection_id": run.connection_id,
                    "source": run.source,
                    "status": run.status,
                    "error": run.error,
                    "rows": run.rows,
                    "finished_at": run.finished_at,
                    "last_ok_at": run.last_ok_at,
                }
            )
    return records

"""Raw tables of the control plane; each workspace's rows are replaced as a whole."""

from pipelines.loading.table import Column, Table

_WORKSPACE = ("workspace_id",)

WORKSPACES = Table("workspaces", (Column("name"), Column("currency"), Column("timezone")), _WORKSPACE)

CONNECTIONS = Table(
    "connections",
    (
        Column("source_connection_id"),
        Column("source"),
        Column("status"),
        Column("created_at", "timestamp"),
    ),
    _WORKSPACE,
    unique=("workspace_id", "source_connection_id"),
)

SYNC_RUNS = Table(
    "sync_runs",
    (
        Column("source_connection_id"),
        Column("source"),
        Column("status"),
        Column("error"),
        Column("rows", "bigint"),
        Column("finished_at", "timestamp"),
        Column("last_ok_at", "timestamp"),
    ),
    _WORKSPACE,
    unique=("workspace_id", "source_connection_id", "finished_at"),
)

COST_RATES = Table(
    "cost_rates",
    (
        Column("kind"),
        Column("gateway"),
        Column("valid_from", "date"),
        Column("per_order", "decimal"),
        Column("share", "decimal"),
        Column("per_day", "decimal"),
    ),
    _WORKSPACE,
    unique=("workspace_id", "kind", "gateway", "valid_from"),
)

PRODUCT_COSTS = Table(
    "product_costs",
    (
        Column("variant_id"),
        Column("sku"),
        Column("valid_from", "date"),
        Column("unit_cost", "decimal"),
        Column("currency"),
    ),
    _WORKSPACE,
    unique=("workspace_id", "variant_id", "sku", "valid_from"),
)

TABLES = (WORKSPACES, CONNECTIONS, SYNC_RUNS, COST_RATES, PRODUCT_COSTS)

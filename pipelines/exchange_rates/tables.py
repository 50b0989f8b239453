"""The raw table of exchange rates."""

from pipelines.loading.table import Column, Table

RATES = Table(
    name="rates",
    columns=(
        Column("rate_date", "date"),
        Column("currency"),
        Column("base_currency"),
        Column("rate", "decimal", precision=24, scale=12),
        Column("units_per_euro", "decimal", precision=24, scale=12),
    ),
    key=("workspace_id", "rate_date"),
    unique=("workspace_id", "currency", "rate_date"),
)
"""``rate`` is units of ``base_currency`` (the workspace's) per unit of ``currency``."""

TABLES = (RATES,)

"""The warehouse as dlt sees it."""

from typing import Any

import dlt

from omnitrackiq.warehouse.location import Warehouse


def dlt_destination(warehouse: Warehouse) -> Any:
    """dlt's destination for a DuckDB or PostgreSQL warehouse."""
    if warehouse.engine == "duckdb":
        return dlt.destinations.duckdb(str(warehouse.path))
    return dlt.destinations.postgres(warehouse.url)

"""The warehouse as dlt sees it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal

import dlt
from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials

from omnitrackiq.warehouse.location import Warehouse

MEMORY, IDLE_MEMORY = "96MB", "64MB"
"""What DuckDB may hold while it loads, beyond which it writes to disk; and between two loads."""


def dlt_destination(warehouse: Warehouse) -> Any:
    """dlt's destination for a DuckDB or PostgreSQL warehouse."""
    if warehouse.engine == "duckdb":
        file = DuckDbCredentials(str(warehouse.path))
        # Loading is disk and compression: a second thread doubles the processor time and hardly shortens it.
        file.global_config = {"threads": 1}
        return dlt.destinations.duckdb(file)
    address = warehouse.postgres_address()
    # Part by part, for dlt takes an address without a password (a peer's, or one in a password file) as unfinished.
    credentials = {
        "host": address.host,
        "port": address.port,
        "username": address.user,
        "password": address.password,
        "database": address.database,
        "query": dict(address.options),
        "session_timezone": "UTC",
    }
    return dlt.destinations.postgres(credentials)


@contextmanager
def held_open(warehouse: Warehouse) -> Iterator[Callable[[], object]]:
    """Keeps a DuckDB file open while the block runs: dlt opens it for every step, and each close is a write.

    The block gets a function to call when nothing is being written: DuckDB holds what was loaded in memory until then,
    and gives back what it freed only when its limit falls.
    """
    if warehouse.engine != "duckdb":
        yield lambda: None
        return
    with warehouse.connect_read_write() as database:
        limit = f"set memory_limit = '{MEMORY}'"
        database.execute(limit)
        yield lambda: database.execute(f"checkpoint; set memory_limit = '{IDLE_MEMORY}'; {limit}")


def file_format(warehouse: Warehouse) -> Literal["parquet", "insert_values"]:
    """How rows reach the warehouse: as Parquet files, or as statements where a driver for those is not at hand.

    PostgreSQL's CSV files are no choice: dlt lets them turn empty texts into nulls, and servers before 18 take a line
    ``\\.`` inside a text for the end of the file.
    """
    return "parquet" if warehouse.engine == "duckdb" else "insert_values"

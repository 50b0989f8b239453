"""The warehouse as dlt sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import dlt
import duckdb
from dlt.destinations.impl.duckdb.configuration import DuckDbCredentials

from omnitrackiq.warehouse.location import Warehouse

MEMORY = ("192MB", "1GB")
"""What DuckDB may hold while it loads, beyond which it writes to disk, and what it gets for a load that cannot be done
with that, before all that it takes by itself (four fifths of the machine's)."""

_NO_MEMORY = ("Out of Memory Error", "could not allocate block", "failed to pin block")


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


class HeldWarehouse:
    """A warehouse that is held open while its rows are loaded; a server looks after its memory itself."""

    def settle(self) -> None:
        """To be called when nothing is being written."""

    def give_room(self) -> bool:
        """More memory for a load that ran out of it; false when there is no more to give."""
        return False


class HeldFile(HeldWarehouse):
    """A DuckDB file. dlt opens it for every step, and each close would be a write."""

    def __init__(self, database: duckdb.DuckDBPyConnection) -> None:
        self._database = database
        self._limits = iter((*MEMORY, own_limit(database)))
        self.give_room()

    def settle(self) -> None:
        """DuckDB holds what was loaded until a checkpoint."""
        self._database.execute("checkpoint")

    def give_room(self) -> bool:
        limit = next(self._limits, None)
        if limit is None:
            return False
        self._database.execute(f"set memory_limit = '{limit}'")
        return True


def own_limit(database: duckdb.DuckDBPyConnection) -> str:
    """What DuckDB would hold by itself: four fifths of the machine's memory."""
    ((limit,),) = database.execute("select current_setting('memory_limit')").fetchall()
    return str(limit)


@contextmanager
def held_open(warehouse: Warehouse) -> Iterator[HeldWarehouse]:
    """The warehouse, kept open while the block runs."""
    if warehouse.engine != "duckdb":
        yield HeldWarehouse()
        return
    with warehouse.connect_read_write() as database:
        yield HeldFile(database)


def ran_out_of_memory(failure: Exception) -> bool:
    """Whether a step of dlt failed because DuckDB's limit was too low; dlt hands on DuckDB's words only."""
    said = str(failure)
    return any(words in said for words in _NO_MEMORY)


def file_format(warehouse: Warehouse) -> Literal["parquet", "insert_values"]:
    """How rows reach the warehouse: as Parquet files, or as statements where a driver for those is not at hand.

    PostgreSQL's CSV files are no choice: dlt lets them turn empty texts into nulls, and servers before 18 take a line
    ``\\.`` inside a text for the end of the file.
    """
    return "parquet" if warehouse.engine == "duckdb" else "insert_values"

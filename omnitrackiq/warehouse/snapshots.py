"""A workspace's marts as one DuckDB file of their own: written, read back, and compared with where they came from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import literal, quoted
from omnitrackiq.warehouse.location import explain_duckdb_error
from omnitrackiq.warehouse.mart_tables import SCHEMA, Content, Mart, read_contents, read_marts

if TYPE_CHECKING:
    import duckdb

# Readable by DuckDB 1.4 and later, which is what BI clients ship.
STORAGE_VERSION = "v1.4.0"
_TARGET = "workspace_publication"


class SnapshotError(WarehouseError):
    """A written snapshot is not what it should be; it was not published."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A workspace as people know it: its name, and the currency and zone of all its marts."""

    workspace_id: str
    name: str
    currency: str
    timezone: str


@contextmanager
def opened_read_only(path: Path) -> Iterator[tuple["duckdb.DuckDBPyConnection", str]]:
    """A connection that has the DuckDB file attached for reading, and the name it is attached under.

    The name is the one DuckDB derives from the file, so that views with full names inside the file work. Raises
    WarehouseError, WarehouseBusyError when another process writes to the file.
    """
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("set autoinstall_known_extensions = false")
        try:
            connection.execute(f"attach {literal(str(path))} (read_only)")
        except duckdb.Error as error:
            raise explain_duckdb_error(path, str(error)) from error
        found = connection.execute("select database_name from duckdb_databases() where path is not null").fetchall()
        yield connection, found[0][0]


def write_snapshot(
    connection: "duckdb.DuckDBPyConnection",
    catalog: str,
    marts: Sequence[Mart],
    profile: Profile,
    build_id: str,
    now: datetime,
    target: Path,
) -> None:
    """Write the rows of one workspace from the attached database ``catalog`` to the new file ``target``.

    The file holds the schema ``marts`` with the same tables, types and comments, and ``meta.publication`` with one
    row: whose it is, of which build and moment, and in which currency and zone.
    """
    connection.execute(f"attach {literal(str(target))} as {_TARGET} (storage_version {literal(STORAGE_VERSION)})")
    try:
        # One transaction: hundreds of comments would otherwise each wait for the disk.
        connection.execute("begin")
        try:
            _write(connection, catalog, marts, profile, build_id, now)
            connection.execute("commit")
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute(f"checkpoint {_TARGET}")
    finally:
        connection.execute(f"detach {_TARGET}")


def check_snapshot(path: Path, workspace_id: str, marts: Sequence[Mart], expected: Content) -> None:
    """Open the written file afresh and compare it with its origin.

    Raises SnapshotError when a table, column or comment differs, when the content differs in any value, or when a
    single row belongs to somebody else.
    """
    with opened_read_only(path) as (connection, catalog):
        written = read_marts(connection, catalog)
        if written != list(marts):
            raise SnapshotError(f"The published tables of {workspace_id} differ from the marts: nothing was published.")
        contents = read_contents(connection, catalog, written, [workspace_id])
    if set(contents) != {workspace_id}:
        raise SnapshotError(f"The file of {workspace_id} held rows of another workspace: nothing was published.")
    if contents[workspace_id] != expected:
        raise SnapshotError(f"The published rows of {workspace_id} differ from the marts: nothing was published.")


def _write(
    connection: "duckdb.DuckDBPyConnection",
    catalog: str,
    marts: Sequence[Mart],
    profile: Profile,
    build_id: str,
    now: datetime,
) -> None:
    connection.execute(f"create schema {_TARGET}.{SCHEMA}")
    for mart in marts:
        _copy(connection, catalog, mart, profile.workspace_id)
    connection.execute(f"create schema {_TARGET}.meta")
    connection.execute(
        f"create table {_TARGET}.meta.publication (workspace_id varchar not null, workspace_name varchar not null,"
        " currency varchar not null, timezone varchar not null, build_id varchar not null,"
        " published_at timestamptz not null)"
    )
    connection.execute(
        f"insert into {_TARGET}.meta.publication values (?, ?, ?, ?, ?, ?)",
        [profile.workspace_id, profile.name, profile.currency, profile.timezone, build_id, now],
    )


def _copy(connection: "duckdb.DuckDBPyConnection", catalog: str, mart: Mart, workspace_id: str) -> None:
    name = f"{_TARGET}.{SCHEMA}.{quoted(mart.name)}"
    columns = ", ".join(
        f"{quoted(column.name)} {column.type}{'' if column.nullable else ' not null'}" for column in mart.columns
    )
    connection.execute(f"create table {name} ({columns})")
    connection.execute(
        f"insert into {name} select {mart.column_list} from {quoted(catalog)}.{SCHEMA}.{quoted(mart.name)}"
        " where workspace_id = ?",
        [workspace_id],
    )
    if mart.comment:
        connection.execute(f"comment on table {name} is {literal(mart.comment)}")
    for column in mart.columns:
        if column.comment:
            connection.execute(f"comment on column {name}.{quoted(column.name)} is {literal(column.comment)}")

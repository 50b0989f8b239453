"""What the schema ``marts`` of a DuckDB file holds: tables, columns, comments, and the content of each workspace."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from omnitrackiq.warehouse.errors import WarehouseError
from omnitrackiq.warehouse.identifiers import quoted

if TYPE_CHECKING:
    import duckdb

SCHEMA = "marts"

_COLUMNS = """
    select columns.table_name, columns.column_name, columns.data_type, columns.is_nullable, columns.comment,
        relations.comment
    from duckdb_columns() as columns
    join (
        select database_name, schema_name, table_name, comment from duckdb_tables()
        union all
        select database_name, schema_name, view_name, comment from duckdb_views()
    ) as relations using (database_name, schema_name, table_name)
    where database_name = ? and schema_name = ? and not contains(columns.table_name, '__dbt_')
    order by columns.table_name, columns.column_index
"""


@dataclass(frozen=True, slots=True)
class MartColumn:
    """A column with its exact SQL type."""

    name: str
    type: str
    nullable: bool
    comment: str | None


@dataclass(frozen=True, slots=True)
class Mart:
    """A table (or view) of the schema ``marts``."""

    name: str
    comment: str | None
    columns: tuple[MartColumn, ...]

    def __post_init__(self) -> None:
        if not any(column.name == "workspace_id" for column in self.columns):
            raise WarehouseError(
                f"The mart {self.name} has no column workspace_id, so nothing can be published: "
                "add the column to the model, or move the model out of the schema marts."
            )

    @property
    def column_list(self) -> str:
        """The columns as SQL, in order."""
        return ", ".join(quoted(column.name) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Content:
    """What a workspace holds: rows per mart, and a digest that differs when any value, column or comment does."""

    rows: Mapping[str, int]
    digest: str


def read_marts(connection: "duckdb.DuckDBPyConnection", catalog: str) -> list[Mart]:
    """Every mart of the attached database ``catalog``, by name; what a killed build left half done does not count.

    Raises WarehouseError when a mart lacks workspace_id.
    """
    marts: dict[str, tuple[str | None, list[MartColumn]]] = {}
    for table, name, kind, nullable, comment, table_comment in connection.execute(
        _COLUMNS, [catalog, SCHEMA]
    ).fetchall():
        columns = marts.setdefault(table, (table_comment, []))[1]
        columns.append(MartColumn(name, kind, bool(nullable), comment))
    return [Mart(name, comment, tuple(columns)) for name, (comment, columns) in marts.items()]


def read_contents(
    connection: "duckdb.DuckDBPyConnection", catalog: str, marts: Sequence[Mart], workspace_ids: Iterable[str]
) -> dict[str, Content]:
    """The content of each of ``workspace_ids``, and of every other workspace that has a row in one of the marts.

    One pass over each mart for all workspaces. The order of rows does not matter; equal rows count each.
    """
    rows: dict[str, dict[str, int]] = {workspace_id: {} for workspace_id in workspace_ids}
    sums: dict[str, dict[str, str]] = {workspace_id: {} for workspace_id in rows}
    for mart in marts:
        relation = f"{quoted(catalog)}.{quoted(SCHEMA)}.{quoted(mart.name)}"
        found = connection.execute(
            f"select workspace_id, count(*), sum(h), bit_xor(h) from "
            f"(select workspace_id, hash({mart.column_list}) as h from {relation}) group by workspace_id"
        ).fetchall()
        for workspace_id, count, total, parity in found:
            rows.setdefault(workspace_id, {})[mart.name] = count
            sums.setdefault(workspace_id, {})[mart.name] = f"{count} {total} {parity}"
    return {
        workspace_id: Content(
            rows={mart.name: counts.get(mart.name, 0) for mart in marts},
            digest=_digest(marts, sums[workspace_id]),
        )
        for workspace_id, counts in rows.items()
    }


def _digest(marts: Sequence[Mart], sums: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for mart in marts:
        digest.update(repr((mart, sums.get(mart.name, "0"))).encode())
    return digest.hexdigest()

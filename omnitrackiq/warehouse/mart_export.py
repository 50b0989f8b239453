"""The marts of one workspace as Parquet files, with the types that they have in the warehouse."""

import json
import tempfile
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

from omnitrackiq.warehouse.identifiers import quoted
from omnitrackiq.warehouse.readers import MartSnapshot

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 20_000
_COLUMNS = """
    select table_name, column_name, data_type, numeric_precision, numeric_scale from information_schema.columns
    where table_schema = 'marts' order by table_name, ordinal_position
"""


def mart_files(snapshot: MartSnapshot) -> Iterator[tuple[str, IO[bytes]]]:
    """Each mart's name, and its rows as an open Parquet file that is gone once the next one is asked for."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns: dict[str, list[pa.Field]] = {}
    for column in snapshot.fetch(_COLUMNS):
        columns.setdefault(column["table_name"], []).append(pa.field(column["column_name"], _arrow_type(column)))
    for name, fields in columns.items():
        schema = pa.schema(fields)
        names = ", ".join(quoted(field.name) for field in fields)
        with tempfile.TemporaryFile() as file:
            with pq.ParquetWriter(file, schema, compression="zstd") as writer:
                for rows in snapshot.stream(f"select {names} from marts.{quoted(name)}", _ROWS_AT_ONCE):
                    writer.write_table(pa.Table.from_pylist([_plain(row) for row in rows], schema))
            file.seek(0)
            yield name, file


def _arrow_type(column: Mapping[str, Any]) -> "pa.DataType":
    import pyarrow as pa

    kind = column["data_type"].lower().partition("(")[0]
    if kind in ("decimal", "numeric") and column["numeric_precision"]:
        return pa.decimal128(column["numeric_precision"], column["numeric_scale"])
    return {
        "bigint": pa.int64(),
        "hugeint": pa.decimal128(38, 0),
        "integer": pa.int32(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
        "double": pa.float64(),
        "double precision": pa.float64(),
        "timestamp with time zone": pa.timestamp("us", "UTC"),
    }.get(kind, pa.string())


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row as Arrow takes it: JSON of PostgreSQL comes as objects, and is kept as text."""
    return {
        name: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value
        for name, value in row.items()
    }

"""Records of a slice to Arrow: declared columns exactly, unknown fields as JSON, bad records to quarantine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.loading.connection import Connection
from pipelines.loading.personal_fields import is_personal_name, is_plain, without_personal_fields
from pipelines.loading.personal_texts import without_addresses
from pipelines.loading.table import EXTRA, MARKER, Column, Table
from pipelines.loading.values import UnfitValueError, as_json, to_column

Record = Mapping[str, Any]

_PART_RECORDS = 2000
"""Few enough that a record stays in the processor's cache while its columns are read one after the other."""

FEWEST_BROKEN = 5
"""A few bad records are bad records; from here on, they are a change of the platform."""


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that its table cannot hold; ``covered_key`` is the JSON text of its key values as they came."""

    table_name: str
    covered_key: str
    field: str
    reason: str
    example: str
    record: str


@dataclass(frozen=True, slots=True)
class Projection:
    """Rows that fit (without markers) and the records that do not."""

    rows: pa.Table
    rejects: tuple[Reject, ...]


def is_broken(fitting: int, rejects: Sequence[Reject]) -> bool:
    """Whether so many records came, and none ``fitting``, that the platform must have changed its fields."""
    return not fitting and len(rejects) >= FEWEST_BROKEN


def project(connection: Connection, table: Table, records: Sequence[Record]) -> Projection:
    """``records`` as rows of ``table``. A record with a bad value is rejected whole, with the first field at fault."""
    if not records:
        return Projection(table.arrow_schema.empty_table(), ())
    starts = range(0, len(records), _PART_RECORDS)
    parts = [_project_part(connection, table, records[start : start + _PART_RECORDS]) for start in starts]
    rows = pa.concat_tables(part.rows for part in parts)
    return Projection(rows, tuple(reject for part in parts for reject in part.rejects))


def _project_part(connection: Connection, table: Table, records: Sequence[Record]) -> Projection:
    columns = [column for column in table.all_columns if column.name not in ("connection_id", EXTRA, MARKER)]
    rejects: dict[int, Reject] = {}
    arrays: dict[str, pa.Array] = {}
    for column in columns[1:]:
        values = values_of(records, column.name)
        required = column.required or not column.nullable or column.name in table.key
        array = _whole_column(column, values, required)
        if array is None:
            array, faults = _value_by_value(column, values, required)
            for index, reason in faults.items():
                rejects.setdefault(index, _reject(table, records[index], column.name, reason))
        arrays[column.name] = array
    count = len(records)
    arrays["workspace_id"] = pa.repeat(connection.workspace_id, count)
    arrays["connection_id"] = pa.repeat(connection.connection_id, count)
    arrays[EXTRA] = pa.array(_unknown_fields(table, records), pa.string())
    arrays[MARKER] = pa.nulls(count, pa.bool_())
    schema = table.arrow_schema
    rows = pa.Table.from_arrays([arrays[name] for name in schema.names], schema=schema)
    if rejects:
        rows = rows.filter(pa.array([index not in rejects for index in range(count)]))
    return Projection(rows, tuple(rejects.values()))


def values_of(records: Sequence[Record], name: str) -> list[Any]:
    """The values of one field, None where a record lacks it."""
    try:
        return list(map(itemgetter(name), records))
    except KeyError:
        return [record.get(name) for record in records]


def markers(connection: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> pa.Table:
    """One row per key that holds nothing but the key: it deletes what was stored under it."""
    schema = table.arrow_schema
    if not keys:
        return schema.empty_table()
    arrays = {name: pa.nulls(len(keys), schema.field(name).type) for name in schema.names}
    arrays["workspace_id"] = pa.repeat(connection.workspace_id, len(keys))
    arrays["connection_id"] = pa.repeat(connection.connection_id, len(keys))
    arrays[MARKER] = pa.repeat(True, len(keys))
    for position, name in enumerate(covering_columns(table)):
        arrays[name] = pa.array([key[position] for key in keys], schema.field(name).type)
    return pa.Table.from_arrays([arrays[name] for name in schema.names], schema=schema)


def covering_columns(table: Table) -> tuple[str, ...]:
    """The columns of a covered key: the table's key without the workspace and the connection."""
    return tuple(name for name in table.key if name not in ("workspace_id", "connection_id"))


def covered_key(values: Sequence[Any]) -> str:
    """A covered key as text, the same whether its values are typed or as they came."""
    return as_json([None if value is None else str(value) for value in values])


def _whole_column(column: Column, values: list[Any], required: bool) -> pa.Array | None:
    """The column in one Arrow cast, or None where values need a look one by one."""
    if column.kind in ("timestamp", "json", "bool"):
        return None
    try:
        array = pa.array(values, pa.string())
        if column.kind == "text" and pc.any(pc.match_substring(array, "\x00")).as_py():
            return None
        array = array.cast(column.arrow_type)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return None
    if column.kind == "date" and not _are_calendar_days(array):
        return None
    return None if required and array.null_count else array


def _are_calendar_days(days: pa.Array) -> bool:
    """Whether all lie in the years 1 to 9999: Arrow knows more, neither Python nor a database does."""
    bounds = pc.min_max(days.cast(pa.int32())).as_py()
    first, last = ((day - date(1970, 1, 1)).days for day in (date.min, date.max))
    return bounds["min"] is None or first <= bounds["min"] <= bounds["max"] <= last


def _value_by_value(column: Column, values: list[Any], required: bool) -> tuple[pa.Array, dict[int, str]]:
    """The column with None for values that do not fit, and why they do not, by position."""
    fitting: list[Any] = []
    faults: dict[int, str] = {}
    for index, value in enumerate(values):
        try:
            fit = to_column(column, value)
            if fit is None and required:
                raise UnfitValueError("is missing")
        except UnfitValueError as fault:
            faults[index] = str(fault)
            fit = None
        fitting.append(fit)
    return pa.array(fitting, column.arrow_type), faults


def _unknown_fields(table: Table, records: Sequence[Record]) -> list[str | None]:
    known = {column.name for column in table.columns}
    unknown_of: dict[tuple[str, ...], tuple[str, ...]] = {}
    is_suspect: dict[tuple[str, ...], bool] = {}
    extras: list[str | None] = []
    for record in records:
        shape = tuple(record)
        if shape not in unknown_of:
            unknown_of[shape] = tuple(name for name in shape if name not in known)
            is_suspect[shape] = any(map(is_personal_name, unknown_of[shape]))
        unknown = unknown_of[shape]
        if not unknown:
            extras.append(None)
            continue
        fields = {name: record[name] for name in unknown}
        text = as_json(fields)
        if not table.of_business and (is_suspect[shape] or not is_plain(text)):
            text = as_json(without_personal_fields(fields))
        extras.append(text)
    return extras


def _reject(table: Table, record: Record, field: str, reason: str) -> Reject:
    return Reject(
        table_name=table.name,
        covered_key=covered_key([record.get(name) for name in covering_columns(table)]),
        field=field,
        reason=reason,
        example=without_addresses(str(record.get(field)))[:200],
        record=as_json(without_personal_fields(record)),
    )

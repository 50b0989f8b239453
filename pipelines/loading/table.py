"""Declarations of raw tables: every column with its type, and the key that one slice replaces as a whole."""

from dataclasses import dataclass, field
from typing import Any, Literal

import pyarrow as pa

Kind = Literal["text", "bigint", "decimal", "bool", "date", "timestamp", "json"]

_ARROW_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "bigint": pa.int64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "json": pa.string(),
}

MARKER = "_is_marker"
EXTRA = "extra"


@dataclass(frozen=True, slots=True)
class Column:
    """A column; ``precision`` and ``scale`` count for decimals only.

    Only key columns may be not ``nullable``, since marker rows hold nothing but the key. ``required`` sends a record
    without the value to quarantine.
    """

    name: str
    kind: Kind = "text"
    nullable: bool = True
    precision: int = 18
    scale: int = 6
    required: bool = False

    @property
    def arrow_type(self) -> pa.DataType:
        if self.kind == "decimal":
            return pa.decimal128(self.precision, self.scale)
        return _ARROW_TYPES[self.kind]

    def dlt_hint(self) -> dict[str, Any]:
        """The column as dlt declares it."""
        hint: dict[str, Any] = {"name": self.name, "data_type": self.kind, "nullable": self.nullable}
        if self.kind == "decimal":
            hint |= {"precision": self.precision, "scale": self.scale}
        return hint


@dataclass(frozen=True, slots=True)
class Table:
    """A raw table.

    ``key`` starts with ``workspace_id`` and names what a slice replaces as a whole, such as (workspace, account, day);
    ``unique`` names the row's own key. Declare only the source's columns: workspace_id, connection_id, the JSON column
    for unknown fields and the marker are added here. A table ``of_business`` tells of the advertiser itself, so its
    phone or street is nobody's personal data and stays.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    unique: tuple[str, ...] = ()
    of_business: bool = False
    all_columns: tuple[Column, ...] = field(init=False, repr=False, compare=False)
    column_names: frozenset[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ours = Column("workspace_id", nullable=False), Column("connection_id", nullable=False)
        columns = (*ours, *self.columns, Column(EXTRA, "json"), Column(MARKER, "bool"))
        names = frozenset(column.name for column in columns)
        object.__setattr__(self, "all_columns", columns)
        object.__setattr__(self, "column_names", names)
        if len(names) != len(columns):
            raise ValueError(f"table {self.name} declares a column twice")
        if self.key[:1] != ("workspace_id",):
            raise ValueError(f"the key of table {self.name} must start with workspace_id")
        missing = [name for name in self.key + self.unique if name not in names]
        if missing:
            raise ValueError(f"table {self.name} has no column {', '.join(missing)}")
        bound = [column.name for column in self.columns if not column.nullable and column.name not in self.key]
        if bound:
            raise ValueError(f"table {self.name} cannot mark a day or account without rows: {', '.join(bound)}")

    @property
    def arrow_schema(self) -> pa.Schema:
        return pa.schema(
            [
                pa.field(column.name, column.arrow_type, column.nullable and column.name not in self.key)
                for column in self.all_columns
            ]
        )

    def dlt_columns(self) -> dict[str, dict[str, Any]]:
        """dlt's column hints: key columns are the merge key and not null, markers delete what they name."""
        hints = {column.name: column.dlt_hint() for column in self.all_columns}
        for name in self.key:
            hints[name] |= {"merge_key": True, "nullable": False}
        hints[MARKER]["hard_delete"] = True
        return hints


LOAD_WINDOWS = Table(
    name="load_windows",
    columns=(
        Column("account_id", nullable=False),
        Column("stream", nullable=False),
        Column("date_day", "date", nullable=False),
        Column("observed_on", "date", nullable=False),
        Column("row_count", "bigint"),
        Column("spend", "decimal"),
        Column("conversions", "decimal"),
        Column("conversion_value", "decimal"),
        Column("settles_on", "date"),
        Column("read_twice", "bool"),
    ),
    key=("workspace_id", "connection_id", "account_id", "stream", "date_day", "observed_on"),
)

REJECTED_RECORDS = Table(
    name="rejected_records",
    columns=(
        Column("table_name", nullable=False),
        Column("covered_key", nullable=False),
        Column("stream"),
        Column("field"),
        Column("reason"),
        Column("example"),
        Column("record", "json"),
    ),
    key=("workspace_id", "connection_id", "table_name", "covered_key"),
)

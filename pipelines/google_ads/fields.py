"""How a report is declared: which query field fills which column, and how its wire value becomes the column's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.loading.table import Column, Table

# A wire value and the account's zone to a column's value.
Convert = Callable[[Any, ZoneInfo], Any]

_MICRO_DIGITS = 6
# A double holds at most 17 significant digits; a column of this scale keeps all that matter.
DOUBLE_PRECISION, DOUBLE_SCALE = 38, 18


def as_is(value: Any, _: ZoneInfo) -> Any:
    """The value as it came."""
    return value


def micros(value: Any, _: ZoneInfo) -> Any:
    """Micros (whole number as text) to exact units of currency; what is no whole number is left to quarantine."""
    try:
        return Decimal(int(value)).scaleb(-_MICRO_DIGITS)
    except (TypeError, ValueError):
        return {"micros": value}


def double(value: Any, _: ZoneInfo) -> Any:
    """A double by its shortest text, cut to the column's scale; what is no number is left to quarantine."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    number = Decimal(repr(value))
    return round(number, DOUBLE_SCALE) if number.is_finite() else value


def local_time(value: Any, zone: ZoneInfo) -> Any:
    """A day or time in the account's zone, as Google writes it, with its offset; else left to quarantine."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=zone)
    except (TypeError, ValueError):
        return value


@dataclass(frozen=True, slots=True)
class Field:
    """A column and the GAQL field that fills it.

    ``older`` names the field as versions up to ``older_until`` call it.
    """

    column: Column
    path: str
    convert: Convert = as_is
    older: str | None = None
    older_until: int = 0

    def path_in(self, version: int) -> str:
        return self.older if self.older and version <= self.older_until else self.path


@dataclass(frozen=True, slots=True)
class Report:
    """One stream: what is selected from which resource into which raw table.

    ``daily`` reports are segmented by ``segments.date`` and replaced by account and day; the others by account.
    ``unique`` names the row's own key below account and day.
    """

    stream: str
    resource: str
    fields: tuple[Field, ...]
    unique: tuple[str, ...]
    daily: bool = False

    @property
    def table(self) -> Table:
        key = ("workspace_id", "account_id", "date_day") if self.daily else ("workspace_id", "account_id")
        columns = (Column("account_id", nullable=False), *(field.column for field in self.fields))
        return Table(self.stream, columns, key, (*key, *self.unique))

    def query(self, version: int, since: str | None = None, until: str | None = None) -> str:
        """The GAQL text for one account; ``since`` and ``until`` are days as ``YYYY-MM-DD``."""
        names = ", ".join(field.path_in(version) for field in self.fields if field.path != RECORDED_DAY)
        where = f" WHERE segments.date BETWEEN '{since}' AND '{until}'" if self.daily else ""
        selected = f"segments.date, {names}" if self.daily else names
        return f"SELECT {selected} FROM {self.resource}{where} PARAMETERS omit_unselected_resource_names=true"

    def columns_by_path(self, version: int) -> Mapping[str, Field]:
        return {field.path_in(version): field for field in self.fields}


RECORDED_DAY = "segments.date"

"""How a report is declared: which query field fills which column, and how its wire value becomes the column's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.loading.table import Column, Kind, Table

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


def texts(value: Any, _: ZoneInfo) -> Any:
    """The words or asset names of an ad's parts: ``[{"text": "New"}]`` to ``["New"]``, a single part likewise."""
    parts = value if isinstance(value, list) else [value]
    return [part.get("text") or part.get("asset") if isinstance(part, Mapping) else part for part in parts]


@dataclass(frozen=True, slots=True)
class Field:
    """A column and the GAQL field that fills it.

    ``older`` names the field as versions up to ``older_until`` call it. ``or_paths`` are further fields that fill the
    column where ``path`` is not set, as each type of ad keeps its words in a place of its own.
    """

    column: Column
    path: str
    convert: Convert = as_is
    older: str | None = None
    older_until: int = 0
    or_paths: tuple[str, ...] = ()

    def path_in(self, version: int) -> str:
        return self.older if self.older and version <= self.older_until else self.path

    def paths_in(self, version: int) -> tuple[str, ...]:
        return (self.path_in(version), *self.or_paths)


def plain(name: str, path: str, kind: Kind = "text") -> Field:
    """A column that takes the wire value as it comes."""
    return Field(Column(name, kind), path)


def money(name: str, path: str) -> Field:
    """A column in account currency, from micros."""
    return Field(Column(name, "decimal"), path, micros)


def fraction(name: str, path: str) -> Field:
    """A column for a double that may have a fraction."""
    return Field(Column(name, "decimal", precision=DOUBLE_PRECISION, scale=DOUBLE_SCALE), path, double)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a daily report goes back, in days.

    ``possible``: what the platform keeps; ``at_first``: what a first reading takes unless the connection says more;
    ``longest``: what one query may span; ``look_back``: what may still change. None leaves it to the connection.
    """

    possible: int | None = None
    at_first: int | None = None
    longest: int | None = None
    look_back: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One stream: what is selected from which resource into which raw table.

    ``daily`` reports are segmented by ``segments.date`` and replaced by account and day; the others by account.
    ``unique`` names the row's own key below account and day, ``where`` a GAQL condition for all of its queries.
    """

    stream: str
    resource: str
    fields: tuple[Field, ...]
    unique: tuple[str, ...]
    daily: bool = False
    where: str = ""
    reach: Reach = Reach()

    @property
    def table(self) -> Table:
        key = ("workspace_id", "account_id", "date_day") if self.daily else ("workspace_id", "account_id")
        columns = (Column("account_id", nullable=False), *(field.column for field in self.fields))
        return Table(self.stream, columns, key, (*key, *self.unique), of_business=not self.daily)

    def query(self, version: int, since: str | None = None, until: str | None = None) -> str:
        """The GAQL text for one account; ``since`` and ``until`` are days as ``YYYY-MM-DD``."""
        fields = [field for field in self.fields if field.path != RECORDED_DAY]
        names = ", ".join(path for field in fields for path in field.paths_in(version))
        days = f"segments.date BETWEEN '{since}' AND '{until}'" if self.daily else ""
        conditions = " AND ".join(filter(None, (days, self.where)))
        where = f" WHERE {conditions}" if conditions else ""
        selected = f"segments.date, {names}" if self.daily else names
        return f"SELECT {selected} FROM {self.resource}{where} PARAMETERS omit_unselected_resource_names=true"

    def columns_by_path(self, version: int) -> Mapping[str, Field]:
        return {path: field for field in self.fields for path in field.paths_in(version)}


RECORDED_DAY = "segments.date"

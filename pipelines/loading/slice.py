"""A slice: a finished piece of one connection's work, which replaces exactly what it covers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class LoadWindow:
    """What one stream held for one account and day when it was read; ``spend`` in account currency, if it has any."""

    account_id: str
    date_day: date
    row_count: int
    spend: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of one or more tables, complete for everything in ``covers``.

    ``rows`` maps a table to records by column name; fields without a column are kept in its JSON column. ``covers``
    maps a table to the key tuples (without workspace_id) that these rows replace; a covered key without rows is
    emptied, a row outside is refused. ``cursor`` is laid over the stream's cursor once the slice is committed.
    """

    stream: str
    rows: Mapping[str, Sequence[Mapping[str, Any]]]
    covers: Mapping[str, Sequence[tuple[Any, ...]]]
    cursor: Mapping[str, Any] = field(default_factory=dict)
    windows: Sequence[LoadWindow] = ()

    @property
    def row_count(self) -> int:
        return sum(len(records) for records in self.rows.values())

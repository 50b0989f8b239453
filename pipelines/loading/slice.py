"""A slice: a finished piece of one connection's work, which replaces exactly what it covers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from pipelines.loading.progress import Reach


class Records(Protocol):
    """Records by column name that can be read more than once: a list, or ``SpilledRecords`` where they are many."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[Mapping[str, Any]]: ...


@dataclass(frozen=True, slots=True)
class LoadWindow:
    """What one stream held for one account and day when it was read; money in account currency, if it has any.

    ``settles_on`` is the day from which the platform restates it no more; ``read_twice`` says that the day had fallen
    sharply and was read again before it was replaced.
    """

    account_id: str
    date_day: date
    row_count: int
    spend: Decimal | None = None
    conversions: Decimal | None = None
    conversion_value: Decimal | None = None
    settles_on: date | None = None
    read_twice: bool = False


@dataclass(frozen=True, slots=True)
class Slice:
    """Rows of one or more tables, complete for everything in ``covers``.

    ``rows`` maps a table to records by column name; fields without a column are kept in its JSON column. ``covers``
    maps a table to the key tuples (without workspace_id) that these rows replace; a covered key without rows is
    emptied, a row outside is refused. ``cursor`` is laid over the stream's cursor once the slice is committed.
    ``again`` reads the same once more, for days that have fallen suspiciously. ``reach`` is how far the stream has come
    with this slice, by account.
    """

    stream: str
    rows: Mapping[str, Records]
    covers: Mapping[str, Sequence[tuple[Any, ...]]]
    cursor: Mapping[str, Any] = field(default_factory=dict)
    windows: Sequence[LoadWindow] = ()
    again: "Callable[[], Slice] | None" = None
    reach: Mapping[str, Reach] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        return sum(len(records) for records in self.rows.values())

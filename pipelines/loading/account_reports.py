"""An ad account's objects and daily reports as slices: whole lists, whole days, newest days first."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from pipelines.loading.day_plan import DayPolicy, DayRange, PlannedDays
from pipelines.loading.day_totals import Measures, day_windows
from pipelines.loading.errors import ConfigurationError, PermanentError, ShrinkError
from pipelines.loading.projection import values_of
from pipelines.loading.shrinking import read_shrinking
from pipelines.loading.slice import Slice
from pipelines.loading.table import Table

Row = dict[str, Any]
BACKFILL_DAYS = 365


def unique_rows(rows: Iterable[Row], key: Sequence[str]) -> list[Row]:
    """Each row once: a list that shifts while it is paged may show one twice, and then the later one counts."""
    listed = list(rows)
    keys = list(zip(*(values_of(listed, name) for name in key), strict=True))
    try:
        if len(set(keys)) == len(listed):
            return listed
        return list(dict(zip(keys, listed, strict=True)).values())
    except TypeError:
        # An id that came as a structure is for the quarantine to name.
        return list(dict(zip(map(str, keys), listed, strict=True)).values())


def objects_slice(table: Table, account_id: str, rows: Sequence[Row]) -> Slice:
    """All of an account's objects of one kind."""
    return Slice(stream=table.name, rows={table.name: rows}, covers={table.name: [(account_id,)]})


def report_slices(
    table: Table, account_id: str, plan: Iterator[PlannedDays], read: Callable[[DayRange], list[Row]]
) -> Iterator[Slice]:
    """A slice per planned range, or per part of it where ``read`` raises ShrinkError.

    Days that the platform no longer keeps are left out. The cursor moves with the last part of a range. Raises
    PermanentError when even one day is too much.
    """
    measures = Measures.of(table)

    def piece(planned: PlannedDays, days: DayRange, rows: list[Row]) -> Slice:
        done = days.since == planned.days.since
        return Slice(
            stream=table.name,
            rows={table.name: rows},
            covers={table.name: [(account_id, day) for day in days.days()]},
            cursor={account_id: dict(planned.cursor)} if done and planned.cursor else {},
            windows=day_windows(account_id, days, rows, measures, planned.lookback_days),
            again=lambda: piece(planned, days, read(days)),
            reach={account_id: planned.reach} if done and planned.reach else {},
        )

    for planned in plan:
        try:
            for days, rows in read_shrinking(read, planned.days, planned.kept_since):
                yield piece(planned, days, rows)
        except ShrinkError as error:
            raise PermanentError(
                f"Even the report of a single day is too large for the platform; report it. {error}"
            ) from error


def in_turn(plans: Iterable[Iterator[Slice]]) -> Iterator[Slice]:
    """The slices of several reports, one of each after the other, so that all reach back equally far.

    Each is handed on before the next is read: what is finished stays when the next one fails.
    """
    waiting = list(plans)
    while waiting:
        for plan in list(waiting):
            piece = next(plan, None)
            if piece is None:
                waiting.remove(plan)
            else:
                yield piece


def day_policy(
    config: Mapping[str, Any], today: date, look_back_days: int, first_possible: date, longest: int
) -> DayPolicy:
    """How far to read: by the connection's ``lookback_days`` and ``backfill_days``, else by the given days.

    An explicit backfill may go before ``first_possible``, as far as the platform keeps its days.
    """
    look_back = _days(config, "lookback_days")
    backfill = _days(config, "backfill_days")
    if backfill is None:
        first_day = max(today - timedelta(days=BACKFILL_DAYS), first_possible)
    else:
        first_day = today - timedelta(days=backfill)
    return DayPolicy(look_back_days if look_back is None else look_back, min(first_day, today), longest)


def _days(config: Mapping[str, Any], name: str) -> int | None:
    value = config.get(name)
    if value in (None, ""):
        return None
    try:
        days = int(str(value))
    except ValueError as error:
        raise ConfigurationError(f"{name} must be a number of days, not {value!r}.") from error
    if days < 0:
        raise ConfigurationError(f"{name} must not be negative.")
    return days

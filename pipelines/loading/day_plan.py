"""Which days of an account to read: what is new, what may still change, and history piece by piece, newest first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pipelines.loading.errors import PermanentError
from pipelines.loading.progress import Reach
from pipelines.loading.request import SyncWindow

DAY = timedelta(days=1)


def today_in(zone: str, now: datetime) -> date:
    """The day that ``now`` (aware) falls on in ``zone`` (IANA, Etc/GMT±n included); raises PermanentError."""
    try:
        return now.astimezone(ZoneInfo(zone)).date()
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise PermanentError(f"The account's time zone {zone!r} is unknown; report it.") from error


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from ``since`` to ``until``, both inclusive, as the account labels them."""

    since: date
    until: date

    def days(self) -> list[date]:
        """Every day, oldest first."""
        return [self.since + offset * DAY for offset in range((self.until - self.since).days + 1)]

    def halves(self) -> tuple["DayRange", "DayRange"]:
        """The older and the newer half; only for ranges of more than one day."""
        middle = self.since + (self.until - self.since) // DAY // 2 * DAY
        return DayRange(self.since, middle), DayRange(middle + DAY, self.until)

    def pieces(self, longest: int) -> Iterator["DayRange"]:
        """Ranges of at most ``longest`` days, newest first."""
        until = self.until
        while until >= self.since:
            since = max(self.since, until - (longest - 1) * DAY)
            yield DayRange(since, until)
            until = since - DAY


@dataclass(frozen=True, slots=True)
class PlannedDays:
    """A range to read and the account's cursor once it is committed (None: the cursor stays as it is).

    The platform may restate a day until ``lookback_days`` after it. ``reach`` is how far the account's reading has come
    with the cursor. Days before ``kept_since`` may be too old for the platform, and are left out then.
    """

    days: DayRange
    cursor: Mapping[str, Any] | None
    lookback_days: int
    reach: Reach | None = None
    kept_since: date = date.min


@dataclass(frozen=True, slots=True)
class DayPolicy:
    """How far to read: days up to ``lookback_days`` before the last reading may still change, history starts at
    ``first_day``, and one request takes at most ``longest`` days.

    Days before ``oldest`` are read only when they are asked for: the platform may no longer keep them. An update reads
    ``again_days`` again where that is more than the look-back.
    """

    lookback_days: int
    first_day: date
    longest: int
    oldest: date = date.min
    again_days: int = 0


def plan_days(
    today: date, cursor: Mapping[str, Any] | None, window: SyncWindow, policy: DayPolicy
) -> Iterator[PlannedDays]:
    """What to read on the account's ``today``.

    ``cursor`` is the account's: ``since`` and ``until`` bound the days it holds, of which those of the look-back before
    ``until`` were still open when they were read. An explicit window is read up to today, as far back as the platform
    keeps it; ``asked`` in the cursor says how far one has come that was interrupted.
    """
    policy = replace(policy, first_day=max(policy.first_day, policy.oldest))
    if window.is_backfill:
        yield from _explicit(today, cursor or {}, window, policy)
        return
    first_day = _first_day_now(today, window, policy)
    if _held(cursor) is None:
        plan = _history(DayRange(first_day, today), today, policy)
    else:
        assert cursor is not None
        plan = _update(today, cursor, policy, first_day)
    asked = {"asked": cursor["asked"]} if cursor and cursor.get("asked") else {}
    for planned in plan:
        yield planned if planned.cursor is None else replace(planned, cursor={**planned.cursor, **asked})


def _first_day_now(today: date, window: SyncWindow, policy: DayPolicy) -> date:
    """Where this run stops: at the first day of all, or sooner where only the newest days are wanted."""
    first_day = min(policy.first_day, today)
    if window.newest_days is None:
        return first_day
    return max(first_day, today - (window.newest_days - 1) * DAY)


def _update(today: date, cursor: Mapping[str, Any], policy: DayPolicy, first_day: date) -> Iterator[PlannedDays]:
    held_since, held_until = date.fromisoformat(cursor["since"]), date.fromisoformat(cursor["until"])
    earliest = max(min(policy.first_day, held_since), policy.oldest)
    restated = max(min(held_until, today) - max(policy.lookback_days, policy.again_days) * DAY, earliest)
    fresh = DayRange(min(restated, today), today)
    held_since = min(held_since, fresh.since)
    for piece in fresh.pieces(policy.longest):
        # The cursor moves with the oldest piece only: before it, days in between are still unread.
        done = piece.since == fresh.since
        reach = Reach(policy.first_day, held_since, today) if done else None
        yield PlannedDays(piece, _cursor(held_since, today) if done else None, policy.lookback_days, reach)
    if first_day < held_since:
        yield from _history(DayRange(first_day, held_since - DAY), today, policy)


def _history(days: DayRange, until: date, policy: DayPolicy) -> Iterator[PlannedDays]:
    for piece in days.pieces(policy.longest):
        reach = Reach(min(policy.first_day, until), piece.since, until)
        yield PlannedDays(piece, _cursor(piece.since, until), policy.lookback_days, reach)


def _explicit(today: date, cursor: Mapping[str, Any], window: SyncWindow, policy: DayPolicy) -> Iterator[PlannedDays]:
    last_day = until = min(window.until or today, today)
    since = window.since or min(policy.first_day, until)
    asked = cursor.get("asked")
    if asked and asked["began"] == window.beginning:
        until = min(until, date.fromisoformat(asked["until"]))
    if since > until:
        return
    held = _held(cursor)
    for piece in DayRange(since, until).pieces(policy.longest):
        if held is None:
            held = (piece.since, piece.until) if piece.until == today else None
        elif piece.since < held[0] <= piece.until + DAY:
            held = (piece.since, held[1])
        left = {"began": window.beginning, "until": (piece.since - DAY).isoformat()}
        moved = {**(_cursor(*held) if held else {}), "asked": left}
        reach = Reach(since, piece.since, last_day)
        yield PlannedDays(piece, moved, policy.lookback_days, reach, policy.oldest)


def _held(cursor: Mapping[str, Any] | None) -> tuple[date, date] | None:
    """The first and the last day that the account holds; None before its first sync."""
    if not cursor or not cursor.get("since"):
        return None
    return date.fromisoformat(cursor["since"]), date.fromisoformat(cursor["until"])


def _cursor(since: date, until: date) -> dict[str, str]:
    return {"since": since.isoformat(), "until": until.isoformat()}

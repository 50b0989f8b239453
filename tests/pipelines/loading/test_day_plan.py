"""Which days are read: first load, look-back, catching up, backfill."""

import dataclasses
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipelines.loading.day_plan import DayPolicy, DayRange, PlannedDays, plan_days, today_in
from pipelines.loading.errors import PermanentError
from pipelines.loading.progress import Reach
from pipelines.loading.request import SyncWindow

TODAY = date(2026, 3, 31)
ALWAYS = SyncWindow(datetime(2026, 3, 31, 12, tzinfo=UTC))
POLICY = DayPolicy(lookback_days=30, first_day=date(2026, 1, 1), longest=40)


def plan(cursor: Mapping[str, Any] | None = None, window: SyncWindow = ALWAYS, **policy: Any) -> list[PlannedDays]:
    return list(plan_days(TODAY, cursor, window, dataclasses.replace(POLICY, **policy)))


def spans(planned: list[PlannedDays]) -> list[tuple[str, str]]:
    return [(one.days.since.isoformat(), one.days.until.isoformat()) for one in planned]


def cursor(since: str, until: str) -> dict[str, str]:
    return {"since": since, "until": until}


def held_days(planned: PlannedDays) -> dict[str, str]:
    assert planned.cursor is not None
    return {name: value for name, value in planned.cursor.items() if name != "asked"}


def test_a_first_load_goes_from_today_back_to_the_first_day() -> None:
    planned = plan()
    assert spans(planned) == [
        ("2026-02-20", "2026-03-31"),
        ("2026-01-11", "2026-02-19"),
        ("2026-01-01", "2026-01-10"),
    ]
    assert planned[0].cursor == cursor("2026-02-20", "2026-03-31")
    assert planned[-1].cursor == cursor("2026-01-01", "2026-03-31")


def test_the_newest_days_come_alone_where_history_is_for_later() -> None:
    newest = dataclasses.replace(ALWAYS, newest_days=30)
    (first,) = plan(window=newest)
    assert spans([first]) == [("2026-03-02", "2026-03-31")]
    assert first.reach == Reach(goal=date(2026, 1, 1), since=date(2026, 3, 2), until=TODAY)
    again = plan(first.cursor, newest)
    assert spans(again) == [("2026-03-01", "2026-03-31")]
    later = plan(first.cursor)
    assert spans(later) == [("2026-03-01", "2026-03-31"), ("2026-01-20", "2026-02-28"), ("2026-01-01", "2026-01-19")]
    assert [one.reach.is_complete for one in later if one.reach] == [False, False, True]


def test_asked_days_are_read_as_asked_also_where_history_is_for_later() -> None:
    window = dataclasses.replace(ALWAYS, since=date(2026, 2, 1), until=date(2026, 2, 10), newest_days=30)
    (planned,) = plan(window=window)
    assert planned.days == DayRange(date(2026, 2, 1), date(2026, 2, 10))
    assert planned.reach == Reach(date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 10))


def test_the_next_load_reads_what_was_still_open() -> None:
    planned = plan(cursor("2026-01-01", "2026-03-30"))
    assert spans(planned) == [("2026-02-28", "2026-03-31")]
    assert planned[0].cursor == cursor("2026-01-01", "2026-03-31")


def test_after_a_pause_all_days_open_at_the_last_reading_are_read() -> None:
    planned = plan(cursor("2026-01-01", "2026-02-10"))
    assert spans(planned) == [("2026-02-20", "2026-03-31"), ("2026-01-11", "2026-02-19")]
    assert [one.cursor for one in planned] == [None, cursor("2026-01-01", "2026-03-31")]


def test_an_unfinished_first_load_goes_on_below_what_it_holds() -> None:
    planned = plan(cursor("2026-02-20", "2026-03-31"))
    assert spans(planned) == [
        ("2026-03-01", "2026-03-31"),
        ("2026-01-11", "2026-02-19"),
        ("2026-01-01", "2026-01-10"),
    ]
    assert planned[-1].cursor == cursor("2026-01-01", "2026-03-31")


def test_a_young_account_is_read_from_its_first_day() -> None:
    assert spans(plan(first_day=date(2026, 3, 20))) == [("2026-03-20", "2026-03-31")]
    held = cursor("2026-03-20", "2026-03-30")
    assert spans(plan(held, first_day=date(2026, 3, 20))) == [("2026-03-20", "2026-03-31")]


def test_an_account_of_tomorrow_is_read_today() -> None:
    assert spans(plan(first_day=date(2026, 4, 1))) == [("2026-03-31", "2026-03-31")]


def test_backfill_is_read_as_asked_up_to_today() -> None:
    window = SyncWindow(ALWAYS.now, since=date(2025, 12, 1), until=date(2026, 5, 1))
    planned = plan(cursor("2026-01-01", "2026-03-30"), window)
    assert spans(planned)[0] == ("2026-02-20", "2026-03-31")
    assert spans(planned)[-1] == ("2025-12-01", "2025-12-01")
    assert held_days(planned[-1]) == cursor("2025-12-01", "2026-03-30"), "what it adds is held, the look-back stays"


def test_backfill_apart_from_what_is_held_moves_no_cursor() -> None:
    window = SyncWindow(ALWAYS.now, since=date(2025, 6, 1), until=date(2025, 6, 3))
    (alone,) = plan(None, window)
    assert (alone.days, held_days(alone)) == (DayRange(date(2025, 6, 1), date(2025, 6, 3)), {})
    held = cursor("2026-01-01", "2026-03-30")
    assert [held_days(one) for one in plan(held, window)] == [held]


def test_an_interrupted_backfill_goes_on_where_it_stopped() -> None:
    window = SyncWindow(ALWAYS.now, since=date(2025, 1, 1), until=date(2025, 12, 31))
    held = cursor("2026-01-01", "2026-03-30")
    whole = plan(held, window)
    assert len(whole) > 3
    later = dataclasses.replace(window, now=ALWAYS.now + timedelta(hours=5), began=ALWAYS.now)
    for done, planned in enumerate(whole, 1):
        assert spans(plan(planned.cursor, later)) == spans(whole)[done:]
    assert held_days(whole[-1]) == cursor("2025-01-01", "2026-03-30")
    before_any_sync = plan(None, window)[0]
    assert spans(plan(before_any_sync.cursor, later)) == spans(whole)[1:]


def test_an_update_between_keeps_what_is_left_of_a_backfill() -> None:
    window = SyncWindow(ALWAYS.now, since=date(2025, 1, 1), until=date(2025, 12, 31))
    stopped = plan(cursor("2026-01-01", "2026-03-30"), window)[0].cursor
    updated = plan(stopped)[-1].cursor
    assert spans(plan(updated, window)) == spans(plan(stopped, window))


def test_a_backfill_that_begins_anew_reads_everything() -> None:
    window = SyncWindow(ALWAYS.now, since=date(2025, 1, 1), until=date(2025, 12, 31))
    stopped = plan(None, window)[-1].cursor
    anew = dataclasses.replace(window, now=ALWAYS.now + timedelta(hours=5))
    assert spans(plan(stopped, anew)) == spans(plan(None, window))


def test_backfill_of_the_future_reads_nothing() -> None:
    assert plan(None, SyncWindow(ALWAYS.now, since=date(2026, 4, 2))) == []


def test_pieces_and_halves_cover_every_day_once() -> None:
    days = DayRange(date(2026, 1, 1), date(2026, 3, 31))
    pieces = [day for piece in days.pieces(7) for day in piece.days()]
    assert sorted(pieces) == days.days()
    older, newer = days.halves()
    assert older.days() + newer.days() == days.days()
    assert abs(len(older.days()) - len(newer.days())) <= 1


def test_posix_zones_have_their_sign_reversed() -> None:
    at_night = datetime(2026, 3, 10, 6, tzinfo=UTC)
    assert today_in("Etc/GMT+8", at_night) == date(2026, 3, 9)
    assert today_in("Asia/Tokyo", at_night + timedelta(hours=12)) == date(2026, 3, 11)
    with pytest.raises(PermanentError, match="time zone"):
        today_in("Mars/Olympus", at_night)


@pytest.mark.parametrize(
    ("held", "window", "first"),
    [
        (None, ALWAYS, "2026-03-12"),
        (cursor("2026-01-01", "2026-01-20"), ALWAYS, "2026-03-12"),
        (cursor("2026-03-20", "2026-03-30"), ALWAYS, "2026-03-12"),
        (None, dataclasses.replace(ALWAYS, since=date(2026, 1, 1)), "2026-01-01"),
        (None, dataclasses.replace(ALWAYS, since=date(2026, 3, 20)), "2026-03-20"),
    ],
    ids=["first", "after a long pause", "update", "asked", "asked after it"],
)
def test_days_that_the_platform_may_no_longer_keep_are_read_only_where_asked_for(
    held: Mapping[str, Any] | None, window: SyncWindow, first: str
) -> None:
    planned = plan(held, window, oldest=date(2026, 3, 12))
    assert min(since for since, _ in spans(planned)) == first
    assert {days.kept_since for days in planned} == {date(2026, 3, 12) if window.is_backfill else date.min}


def test_what_is_held_before_the_platforms_memory_stays_held() -> None:
    planned = plan(cursor("2026-01-01", "2026-03-30"), oldest=date(2026, 3, 12))
    assert spans(planned) == [("2026-03-12", "2026-03-31")]
    assert planned[0].cursor == cursor("2026-01-01", "2026-03-31")

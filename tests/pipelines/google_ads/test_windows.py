"""Spans of days: halved when a stream is cut, growing again, and never over a gap."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from pipelines.google_ads.detail_reports import CLICKS
from pipelines.google_ads.planning import look_back_days, planned_days
from pipelines.google_ads.reports import CAMPAIGN_INSIGHTS
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayPolicy, DayRange, PlannedDays, plan_days
from pipelines.loading.errors import ShrinkError
from pipelines.loading.request import SyncWindow
from pipelines.loading.windows import BATCH_ROWS, Window
from tests.sandbox.google_market import NOW

TODAY = date(2026, 3, 20)


def history(days: int) -> Iterator[PlannedDays]:
    return plan_days(TODAY, None, SyncWindow(NOW), DayPolicy(30, TODAY - timedelta(days=days - 1), 1))


def lengths(window: Window, days: int, rows_a_day: int, cut_above: int = 1000) -> list[int]:
    """The spans that come through when streams longer than ``cut_above`` days are cut."""
    found, covered = [], []
    for planned in window.spans(history(days)):
        pending = [planned.days]
        while pending:
            part = pending.pop()
            length = len(part.days())
            if length > cut_above:
                window.was_cut(part, ShrinkError("cut"))
                pending += part.halves()
                continue
            window.came_through(part, rows_a_day * length)
            found.append(length)
            covered += part.days()
        assert planned.cursor == {"since": planned.days.since.isoformat(), "until": TODAY.isoformat()}
    assert sorted(covered) == [TODAY - timedelta(days=back) for back in reversed(range(days))]
    return found


def test_small_answers_let_spans_grow() -> None:
    assert lengths(Window(), 365, rows_a_day=10) == [14, 112, 112, 112, 15]
    assert lengths(Window(), 364, rows_a_day=100) == [14, 50, 100, 100, 100]


def test_full_batches_keep_spans_as_they_are() -> None:
    assert lengths(Window(), 56, rows_a_day=BATCH_ROWS // 20) == [14, 14, 14, 14]


def test_answers_of_several_batches_shorten_spans() -> None:
    assert lengths(Window(), 28, rows_a_day=BATCH_ROWS // 10) == [14, 7, 7]


def test_cut_spans_are_halved_and_grow_again_with_patience() -> None:
    assert lengths(Window(), 56, rows_a_day=1, cut_above=7) == [7, 7, 7, 7, 7, 7, 7, 7]
    window = Window()
    window.was_cut(DayRange(TODAY - timedelta(days=13), TODAY), ShrinkError("cut"))
    assert window.days == 7
    week = DayRange(TODAY - timedelta(days=6), TODAY)
    window.came_through(week, 1)
    assert window.days == 7
    window.came_through(week, 1)
    assert window.days == 14


def test_days_with_a_gap_share_no_span() -> None:
    plan = (planned for planned in history(11) if planned.days.since.day not in range(11, 19))
    spans = [(span.days.since.day, span.days.until.day) for span in Window().spans(plan)]
    assert spans == [(19, 20), (10, 10)]


@pytest.mark.parametrize(
    ("window", "config", "cursor", "first", "count"),
    [
        (SyncWindow(NOW), {}, None, TODAY - timedelta(days=13), 14),
        (SyncWindow(NOW), {"backfill_days": 365}, None, TODAY - timedelta(days=89), 90),
        (SyncWindow(NOW, since=date(2025, 1, 1)), {}, None, TODAY - timedelta(days=89), 90),
        (SyncWindow(NOW), {}, {"since": "2026-03-01", "until": "2026-03-19"}, date(2026, 3, 16), 5),
        (SyncWindow(NOW), {}, {"since": "2025-03-01", "until": "2025-06-01"}, TODAY - timedelta(days=89), 90),
    ],
    ids=["first", "long history", "explicit", "update", "after a long pause"],
)
def test_clicks_are_asked_day_by_day_and_never_too_far_back(
    window: SyncWindow, config: dict[str, Any], cursor: dict[str, str] | None, first: date, count: int
) -> None:
    connection = Connection("north", "c", "google_ads", config)
    _, plan = planned_days(CLICKS, connection, cursor, window, TODAY, 35)
    spans = [planned.days for planned in plan]
    assert all(span.since == span.until for span in spans)
    assert (spans[0].until, spans[-1].since, len(spans)) == (TODAY, first, count)


@pytest.mark.parametrize(
    ("read_until", "config", "back"),
    [
        ("2026-03-15", {}, 90),
        ("2026-03-16", {}, 35),
        ("2026-02-01", {}, 90),
        ("2026-03-15", {"lookback_days": 7}, 7),
    ],
    ids=["a Sunday", "a Monday", "long ago", "as far as is set"],
)
def test_a_new_week_reads_three_months_again(read_until: str, config: dict[str, Any], back: int) -> None:
    connection = Connection("north", "c", "google_ads", config)
    cursor = {"since": "2025-03-01", "until": read_until}
    *_, last = planned_days(CAMPAIGN_INSIGHTS, connection, cursor, SyncWindow(NOW), TODAY, 35)[1]
    assert last.days.since == date.fromisoformat(read_until) - timedelta(days=back)


def test_clicks_of_days_that_are_gone_are_not_asked_for() -> None:
    connection = Connection("north", "c", "google_ads", {})
    explicit = SyncWindow(NOW, date(2025, 1, 1), date(2025, 2, 1))
    assert list(planned_days(CLICKS, connection, None, explicit, TODAY, 35)[1]) == []
    assert next(planned_days(CAMPAIGN_INSIGHTS, connection, None, explicit, TODAY, 35)[1]).days.until == explicit.until


def test_the_look_back_is_the_longest_window_of_enabled_actions() -> None:
    actions = [
        {"status": "ENABLED", "click_window_days": "60", "view_window_days": "1"},
        {"status": "REMOVED", "click_window_days": "90", "view_window_days": "30"},
    ]
    assert look_back_days(actions) == 65
    assert look_back_days([]) == 35

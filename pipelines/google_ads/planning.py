"""Which days of each report to read, as far as the account's settings and the platform's memory ask for."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from pipelines.google_ads.fields import Report
from pipelines.loading.account_reports import day_policy
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import PlannedDays, plan_days
from pipelines.loading.request import SyncWindow
from pipelines.loading.windows import Window

DEFAULT_WINDOW_DAYS = 30
MARGIN_DAYS = 5
"""Corrections follow a few days after a conversion window has closed."""

WEEKLY_DAYS = 90
"""Read again once a week: adjustments of conversions come later still, but seldom."""

HISTORY_DAYS = 1110
"""Daily figures reach back 37 months."""


def look_back_days(conversion_actions: Iterable[Mapping[str, Any]]) -> int:
    """Days that may still change: the longest window in which an enabled action counts a conversion, and a margin."""
    windows = [
        _days(action.get(name))
        for action in conversion_actions
        if action.get("status") == "ENABLED"
        for name in ("click_window_days", "view_window_days")
    ]
    return max((days for days in windows if days), default=DEFAULT_WINDOW_DAYS) + MARGIN_DAYS


def planned_days(
    report: Report,
    connection: Connection,
    cursor: Mapping[str, Any] | None,
    window: SyncWindow,
    today: date,
    look_back: int,
) -> tuple[Window, Iterator[PlannedDays]]:
    """The spans of a report to read on the account's ``today``, newest first, and the window that sizes them."""
    reach = report.reach
    oldest = today - timedelta(days=HISTORY_DAYS if reach.possible is None else reach.possible)
    policy = dataclasses.replace(day_policy(connection.config, today, look_back, oldest, 1), oldest=oldest)
    if reach.at_first is not None and connection.config.get("backfill_days") in (None, ""):
        policy = dataclasses.replace(policy, first_day=today - timedelta(days=reach.at_first))
    if reach.look_back is not None:
        policy = dataclasses.replace(policy, lookback_days=reach.look_back)
    elif connection.config.get("lookback_days") in (None, "") and _has_week_begun(cursor, today):
        policy = dataclasses.replace(policy, again_days=WEEKLY_DAYS)
    if reach.possible is not None and window.is_backfill:
        if window.until is not None and window.until < oldest:
            return Window(reach.longest), iter(())
        since = window.since or min(policy.first_day, window.until or today)
        window = dataclasses.replace(window, since=max(since, oldest))
    span = Window(reach.longest)
    return span, span.spans(plan_days(today, cursor, window, policy))


def _has_week_begun(cursor: Mapping[str, Any] | None, today: date) -> bool:
    """Whether a Monday has come since the report of ``cursor`` was last read."""
    if not cursor or not cursor.get("until"):
        return False
    return date.fromisoformat(cursor["until"]) < today - timedelta(days=today.weekday())


def _days(value: Any) -> int | None:
    """A window as Google counts it; None for what is no number."""
    text = str(value)
    return int(text) if text.isdigit() else None

"""Which days of an account are read: how long Meta restates them, and how far back it keeps them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from pipelines.loading.account_reports import day_policy
from pipelines.loading.day_plan import DayPolicy, PlannedDays, plan_days, today_in
from pipelines.loading.request import SyncWindow

RESTATED_DAYS = 28
MARGIN_DAYS = 3
"""Meta restates for 28 days; small corrections follow."""

DAYS_PER_REQUEST = 40
"""Enough for a look-back in one request; fewer where a report has more rows than are held at once."""
HISTORY_DAYS = 1095


@dataclass(frozen=True, slots=True)
class AccountDays:
    """The days of one account in its own ``zone``, up to its ``today``."""

    zone: str
    today: date
    policy: DayPolicy
    window: SyncWindow

    @classmethod
    def of(
        cls, account: Mapping[str, Any], config: Mapping[str, Any], window: SyncWindow, longest_window: int
    ) -> "AccountDays":
        """By the account's record, the connection's settings and its ad sets' longest attribution window in days."""
        zone = str(account.get("timezone_name") or "UTC")
        today = today_in(zone, window.now)
        oldest = today - timedelta(days=HISTORY_DAYS)
        created = account.get("created_time")
        first_possible = max(oldest, datetime.fromisoformat(created).date()) if created else oldest
        look_back = max(RESTATED_DAYS, longest_window) + MARGIN_DAYS
        policy = day_policy(config, today, look_back, first_possible, 1)
        return cls(zone, today, replace(policy, oldest=oldest), window)

    def plan(self, cursor: Mapping[str, Any] | None, history_days: int | None = None) -> Iterator[PlannedDays]:
        """The days to read of a report that holds those of ``cursor`` and goes back ``history_days`` at most."""
        if history_days is None:
            return plan_days(self.today, cursor, self.window, self.policy)
        first = self.today - timedelta(days=history_days - 1)
        window, policy = self.window, self.policy
        if window.until and window.until < first:
            return iter(())
        if window.since or window.until:
            window = replace(window, since=max(window.since or first, first))
        look_back = min(policy.lookback_days, history_days - 1)
        policy = DayPolicy(look_back, max(policy.first_day, first), policy.longest)
        return plan_days(self.today, cursor, window, policy)

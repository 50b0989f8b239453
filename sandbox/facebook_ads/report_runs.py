"""Asynchronous report runs: a run is asked for, polled until it is complete, and then read like any report."""

from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import Any

from sandbox.facebook_ads.call import Call

FIRST_RUN_ID = 6042000000000001
STAGES = (("Job Not Started", 0), ("Job Started", 0), ("Job Running", 100), ("Job Completed", 100))
"""A run moves on with every look at it; it already shows 100 % while it is still running."""


@dataclass(slots=True)
class Run:
    """A report run: the call that asked for it, and how often it was looked at."""

    run_id: str
    workspace_id: str
    account_id: str
    scope: tuple[str, str]
    asked: Call
    period: tuple[str, str]
    started_at: datetime
    looks: int = 0

    @property
    def days(self) -> int:
        since, until = map(date.fromisoformat, self.period)
        return (until - since).days + 1

    @property
    def complete(self) -> bool:
        return self.looks >= len(STAGES)

    def look(self, now: datetime, *, ends: bool = True) -> dict[str, Any]:
        """The run's state as it is shown; the next look finds it one stage further, up to its end if it ``ends``."""
        last = len(STAGES) - 1 if ends else len(STAGES) - 2
        status, percent = STAGES[min(self.looks, last)]
        self.looks = min(self.looks + 1, last + 1)
        state: dict[str, Any] = {
            "id": self.run_id,
            "account_id": self.account_id,
            "time_ref": int(self.started_at.timestamp()),
            "async_status": status,
            "async_percent_completion": percent,
            "date_start": self.period[0],
            "date_stop": self.period[1],
            "is_running": status in {"Job Started", "Job Running"},
        }
        return state | ({"time_completed": int(now.timestamp())} if status == "Job Completed" else {})


class Runs:
    """The runs asked for since the sandbox started."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._lock = Lock()

    def start(
        self,
        workspace_id: str,
        account_id: str,
        scope: tuple[str, str],
        asked: Call,
        period: tuple[str, str],
        now: datetime,
    ) -> Run:
        with self._lock:
            run_id = str(FIRST_RUN_ID + len(self._runs))
            run = Run(run_id, workspace_id, account_id, scope, asked, period, now)
            self._runs[run_id] = run
        return run

    def find(self, run_id: str) -> Run | None:
        return self._runs.get(run_id)

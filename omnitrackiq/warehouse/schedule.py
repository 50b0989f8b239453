"""When everything is synced: said once, for the scheduler that does it and for the pages that tell when."""

from datetime import datetime, timedelta

SYNC_CRON = "0 * * * *"
"""Every full hour."""


def next_sync(now: datetime) -> datetime:
    """The next moment of the schedule after ``now`` (aware)."""
    return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)

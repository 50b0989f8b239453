"""When everything is synced: said once, for the scheduler that does it and for the pages that tell when."""

from datetime import UTC, datetime, timedelta

SYNC_CRON = "0 * * * *"
"""Every full hour of UTC."""


def next_sync(now: datetime) -> datetime:
    """The next moment of the schedule after ``now`` (aware), in the zone of ``now``: some have other full hours."""
    begun = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return (begun + timedelta(hours=1)).astimezone(now.tzinfo)

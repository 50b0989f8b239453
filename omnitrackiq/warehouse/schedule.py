"""What the scheduler, which syncs, and the pages, which tell about it, have to call the same."""

from datetime import UTC, datetime, timedelta

SYNC_CRON = "0 * * * *"
"""Every full hour of UTC."""

WORKSPACE_TAG = "omnitrackiq/workspace"
"""The tag of a run that is about one workspace."""

CONNECTION_TAG = "omnitrackiq/connection"
"""The tag of a run that tests one connection."""


def next_sync(now: datetime) -> datetime:
    """The next moment of the schedule after ``now`` (aware), in the zone of ``now``: some have other full hours."""
    begun = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return (begun + timedelta(hours=1)).astimezone(now.tzinfo)

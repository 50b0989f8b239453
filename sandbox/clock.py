"""The sandbox's time: the real clock, or a moment that stands still until it is moved."""

from datetime import UTC, datetime


class Clock:
    """``now`` in UTC. ``frozen_at`` (aware) stops the clock there; None lets it run with the real one."""

    def __init__(self, frozen_at: datetime | None = None) -> None:
        self._frozen_at: datetime | None = None
        if frozen_at is not None:
            self.set(frozen_at)

    def now(self) -> datetime:
        return self._frozen_at or datetime.now(UTC)

    def set(self, moment: datetime) -> None:
        """Stops the clock at ``moment``; raises ValueError without a zone."""
        if moment.tzinfo is None:
            raise ValueError("the clock needs a moment with a time zone")
        self._frozen_at = moment.astimezone(UTC)

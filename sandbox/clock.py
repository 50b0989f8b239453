"""The sandbox's time: the real clock, or a moment that stands still until it is moved."""

from collections.abc import Callable
from datetime import UTC, datetime


class Clock:
    """``now`` in UTC. ``frozen_at`` (aware) stops the clock there; None lets it run with the real one.

    ``when_set`` is told every moment at which the clock is stopped later.
    """

    def __init__(
        self, frozen_at: datetime | None = None, when_set: Callable[[datetime], None] = lambda _: None
    ) -> None:
        self._when_set: Callable[[datetime], None] = lambda _: None
        self._frozen_at: datetime | None = None
        if frozen_at is not None:
            self.set(frozen_at)
        self._when_set = when_set

    def now(self) -> datetime:
        return self._frozen_at or datetime.now(UTC)

    def set(self, moment: datetime) -> None:
        """Stops the clock at ``moment``; raises ValueError without a zone."""
        if moment.tzinfo is None:
            raise ValueError("the clock needs a moment with a time zone")
        self._frozen_at = moment.astimezone(UTC)
        self._when_set(self._frozen_at)

"""Sessions of visitors who consented, and which of them was a visitor's first."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sandbox.market.interface import Market
from sandbox.market.model import Touch

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Visits:
    """The sessions of one workspace. What is past never changes, so each day of it is looked at once."""

    def __init__(self, market: Market, workspace_id: str) -> None:
        self._market = market
        self._workspace_id = workspace_id
        self._seen_until = _BEGINNING
        self._first: dict[str, int] = {}

    def between(self, since: datetime, until: datetime) -> Iterator[tuple[Touch, bool]]:
        """The first visit of each session that begins in ``since <= at < until``; True with a visitor's first one."""
        if until > self._seen_until:
            for touch in self._measured(self._seen_until, until):
                self._first.setdefault(touch.client_id, touch.touch_id)
            self._seen_until = until
        begun: set[tuple[str, int]] = set()
        for touch in self._measured(since, until):
            session = (touch.client_id, touch.session_id)
            if session not in begun:
                begun.add(session)
                yield touch, self._first[touch.client_id] == touch.touch_id

    def _measured(self, since: datetime, until: datetime) -> Iterator[Touch]:
        for touch in self._market.touches(self._workspace_id, since, until):
            if touch.kind == "click" and touch.consented:
                yield touch

"""Visits of people, in sessions, and which of them was a visitor's first."""

from collections.abc import Iterator
from datetime import UTC, datetime

from sandbox.market.interface import Market
from sandbox.market.model.visits import Touch

_BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)


class Visits:
    """The visits of one workspace. What is past never changes, so each day of it is looked at once."""

    def __init__(self, market: Market, workspace_id: str) -> None:
        self._market = market
        self._workspace_id = workspace_id
        self._seen_until = _BEGINNING
        self._first: dict[str, Touch] = {}
        self._numbers: dict[tuple[str, int], int] = {}
        self._counts: dict[str, int] = {}

    def between(self, since: datetime, until: datetime) -> Iterator[tuple[Touch, bool]]:
        """The first visit of each session that begins in ``since <= at < until``; True with a visitor's first one.

        Only visitors who consented have sessions.
        """
        begun: set[tuple[str, int]] = set()
        for touch in self.all_between(since, until):
            session = (touch.client_id, touch.session_id)
            if touch.consented and session not in begun:
                begun.add(session)
                yield touch, self.first(touch).touch_id == touch.touch_id

    def all_between(self, since: datetime, until: datetime) -> Iterator[Touch]:
        """Every visit in ``since <= at < until``, without consent too."""
        self._look_until(until)
        return self._clicks(since, until)

    def first(self, touch: Touch) -> Touch:
        """The visitor's first visit."""
        return self._first[touch.client_id]

    def number(self, touch: Touch) -> int:
        """How many sessions the visitor has had with that of ``touch``."""
        return self._numbers[touch.client_id, touch.session_id]

    def _look_until(self, until: datetime) -> None:
        if until <= self._seen_until:
            return
        for touch in self._clicks(self._seen_until, until):
            if touch.consented:
                self._first.setdefault(touch.client_id, touch)
                session = (touch.client_id, touch.session_id)
                if session not in self._numbers:
                    self._counts[touch.client_id] = self._counts.get(touch.client_id, 0) + 1
                    self._numbers[session] = self._counts[touch.client_id]
        self._seen_until = until

    def _clicks(self, since: datetime, until: datetime) -> Iterator[Touch]:
        return (touch for touch in self._market.touches(self._workspace_id, since, until) if touch.kind == "click")


class VisitsByWorkspace:
    """The visits of every workspace, each looked at once for all its readers."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._known: dict[str, Visits] = {}

    def __call__(self, workspace_id: str) -> Visits:
        return self._known.setdefault(workspace_id, Visits(self._market, workspace_id))

"""The pages of one list as they come: a list that goes in a circle is refused, not followed."""

from collections.abc import Sequence
from typing import Any

from pipelines.loading.errors import PermanentError


class PageTrail:
    """The trail through one list of ``platform``: at most one page is read twice before a circle is found."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._cursors: set[str] = set()
        self._last: Sequence[Any] = ()

    def go_on(self, cursor: Any, records: Sequence[Any]) -> str:
        """The cursor of the next page after one with ``records``.

        Raises PermanentError where there is none, it was followed before, or the page is the one before again.
        """
        if not cursor or str(cursor) in self._cursors or (records and records == self._last):
            raise PermanentError(
                f"{self._platform} repeats a page of its list or breaks off; report this with the time of the sync."
            )
        self._cursors.add(str(cursor))
        self._last = records
        return str(cursor)

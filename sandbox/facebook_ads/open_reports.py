"""Reports that are being paged: made with their first page, and the same for all pages that follow."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from sandbox.facebook_ads.call import Call
from sandbox.facebook_ads.insight_fields import Row

KEPT = 32
_PAGING = frozenset({"limit", "after", "before", "access_token"})


class OpenReports:
    """The reports asked for last, by what was asked of which node; safe to use from several threads."""

    def __init__(self) -> None:
        self._reports: OrderedDict[Hashable, list[Row]] = OrderedDict()
        self._lock = Lock()

    def rows(self, scope: tuple[str, str], call: Call, make: Callable[[], list[Row]]) -> list[Row]:
        """The rows that ``call`` pages through; ``make`` makes them for a first page."""
        asked = frozenset((name, text) for name, text in call.params.items() if name not in _PAGING)
        key = (scope, call.version, asked)
        with self._lock:
            known = self._reports.get(key) if {"after", "before"} & call.params.keys() else None
        if known is not None:
            return known
        report = make()
        with self._lock:
            self._reports[key] = report
            self._reports.move_to_end(key)
            while len(self._reports) > KEPT:
                self._reports.popitem(last=False)
        return report

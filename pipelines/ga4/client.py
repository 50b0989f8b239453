"""Requests to the Analytics Data API: reports with all their pages, within the property's quota."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import httpx

from pipelines.ga4.errors import is_stale_token, refusal
from pipelines.ga4.quota import SERVER_ERRORS_WAIT, QuotaBook
from pipelines.ga4.reports import Report
from pipelines.google_sign_in import GoogleSignIn
from pipelines.loading.answers import holds
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayRange
from pipelines.loading.errors import PermanentError, RateLimitError, SourceError
from pipelines.loading.http import ApiClient
from pipelines.loading.limiter import Scope, Usage, scope_key
from pipelines.loading.page_trail import PageTrail
from pipelines.loading.shrinking import FailingError
from pipelines.loading.whole_lists import ShiftedListError, read_whole
from pipelines.loading.windows import BATCH_ROWS, TooManyRowsError

BASE_URL = "https://analyticsdata.googleapis.com"
DEFAULT_VERSION = "v1beta"
PAGE_ROWS = 100_000
# Server errors are a quota too (ten an hour): a request is tried three times, a property nine.
MOST_TRIES, MOST_SERVER_ERRORS = 3, 9
# A report without rows still says what it is and of which property.
_IS_REPORT = holds("kind", "metricHeaders", "metadata")
SCOPE = "https://www.googleapis.com/auth/analytics.readonly"


class Ga4Client:
    """One property's reports, read with ``grant``. Raises SourceError; use it as a context manager.

    ``now`` tells the present moment (aware UTC). What is left of the property's quota is known to all connections of
    the run.
    """

    def __init__(self, connection: Connection, grant: Any, property_id: str, now: Callable[[], datetime]) -> None:
        version = connection.config.get("api_version") or DEFAULT_VERSION
        self._report_url = f"/{version}/properties/{property_id}:runReport"
        self._tries_failed = 0
        self._server_errors = 0
        self._quota = QuotaBook(now)
        self._limiter = connection.limiter
        self._limit = Scope(scope_key("analytics property", property_id), f"Analytics property {property_id}")
        self._sign_in = GoogleSignIn(grant, is_stale_token)
        self._api = ApiClient(connection.base_url or BASE_URL, self._classify)

    def __enter__(self) -> "Ga4Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._api.__exit__()

    def report(self, report: Report, days: DayRange) -> tuple[list[dict[str, str]], Mapping[str, Any]]:
        """All rows of a report over ``days`` (property zone) by API name, as texts, and the answer's metadata.

        Raises ShrinkError when it must be asked in parts, RateLimitError when little is left of the property's quota,
        ShiftedListError when its pages are never what was announced.
        """
        return read_whole(lambda: self._pages(report, days))

    def _pages(self, report: Report, days: DayRange) -> tuple[list[dict[str, str]], Mapping[str, Any]]:
        self._stop_before_the_wall(report)
        dimensions = ["date", *report.dimensions]
        is_one_day = days.since == days.until
        page_rows = PAGE_ROWS if is_one_day else min(PAGE_ROWS, BATCH_ROWS)
        body: dict[str, Any] = {
            "dateRanges": [{"startDate": days.since.isoformat(), "endDate": days.until.isoformat()}],
            "dimensions": [{"name": name} for name in dimensions],
            "metrics": [{"name": name} for name in report.metrics],
            # Pages of an unordered report may repeat and skip rows.
            "orderBys": [{"dimension": {"dimensionName": name}} for name in dimensions],
            "limit": str(page_rows),
            "returnPropertyQuota": True,
        }
        rows: list[dict[str, str]] = []
        metadata: Mapping[str, Any] = {}
        trail, total, offset = PageTrail("Google Analytics"), 1, 0
        while offset < total:
            page = self._ask({**body, "offset": str(offset)})
            found = list(rows_of(page))
            if found and "date" not in found[0]:
                raise PermanentError("Google Analytics answered another report than the one asked for; report this.")
            rows += found
            metadata = metadata or page.get("metadata", {})
            total = int(page.get("rowCount", 0))
            if total > BATCH_ROWS and not is_one_day:
                raise TooManyRowsError(total)
            offset += page_rows
            if not found:
                break
            trail.go_on(offset, found)
        different = len({tuple(row.values()) for row in rows})
        if not len(rows) == different == total:
            raise ShiftedListError("Google Analytics", total, different)
        return rows, metadata

    def metadata(self) -> Mapping[str, Any]:
        """What the smallest report with money says about the property: its currency, zone and what it withholds."""
        ranges = [{"startDate": "yesterday", "endDate": "yesterday"}]
        metrics = [{"name": "sessions"}, {"name": "purchaseRevenue"}]
        page = self._ask({"dateRanges": ranges, "metrics": metrics, "returnPropertyQuota": True})
        metadata: Mapping[str, Any] = page["metadata"]
        return metadata

    def _ask(self, body: Mapping[str, Any]) -> Any:
        page = self._api.post_json(self._report_url, body, is_answer=_IS_REPORT, auth=self._sign_in)
        self._quota.note(page.get("propertyQuota", {}))
        self._limiter.heed(self._quota.usages(self._limit.key))
        return page

    def _stop_before_the_wall(self, report: Report) -> None:
        self._limiter.admit([self._limit])
        wait = self._quota.wait_for(report.reserve)
        if wait is not None:
            raise RateLimitError(
                f"The report {report.stream} waits, for little is left of the property's Analytics quota; the sync "
                "goes on by itself when it is full again.",
                wait,
            )

    def _classify(self, response: httpx.Response) -> SourceError | None:
        found = refusal(response)
        if found is None:
            self._tries_failed = 0
            return None
        if found.action == "rate_limit":
            return self._parked(found.fault(self._quota.refused()))
        if found.action == "retry":
            self._tries_failed += 1
            self._server_errors += 1
            if self._server_errors >= MOST_SERVER_ERRORS:
                again = "Google Analytics fails again and again; reading pauses, for failures are limited too."
                return self._parked(RateLimitError(again, SERVER_ERRORS_WAIT))
            if self._tries_failed >= MOST_TRIES:
                self._tries_failed = 0
                return FailingError(f"Google Analytics fails with HTTP {found.http_status}.")
        return found.fault()

    def _parked(self, error: SourceError) -> SourceError:
        """``error``, after which no report of this property is asked for until its wait is over."""
        if isinstance(error, RateLimitError):
            self._limiter.heed([Usage(self._limit.key, 1.0, error.wait)])
        return error


def rows_of(page: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The rows of one answer by the names in its own headers; a cell without a value is left out."""
    names = [header["name"] for header in (*page.get("dimensionHeaders", ()), *page.get("metricHeaders", ()))]
    for row in page.get("rows", ()):
        cells = (*row.get("dimensionValues", ()), *row.get("metricValues", ()))
        yield {name: cell["value"] for name, cell in zip(names, cells, strict=True) if "value" in cell}

"""Requests to the Analytics Data API: reports with all their pages, within the property's quota."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from pipelines.ga4.errors import is_stale_token, refusal
from pipelines.ga4.quota import SERVER_ERRORS_WAIT, wait_before_wall
from pipelines.ga4.reports import Report
from pipelines.google_sign_in import GoogleSignIn, grant_of
from pipelines.loading.connection import Connection
from pipelines.loading.day_plan import DayRange
from pipelines.loading.errors import PermanentError, RateLimitError, ShrinkError, SourceError
from pipelines.loading.http import ApiClient

BASE_URL = "https://analyticsdata.googleapis.com"
DEFAULT_VERSION = "v1beta"
PAGE_ROWS = 100_000
# Server errors are a quota too (ten an hour): a request is tried three times, a property nine.
MOST_TRIES, MOST_SERVER_ERRORS = 3, 9
_SCOPE = "https://www.googleapis.com/auth/analytics.readonly"


class Ga4Client:
    """One property's reports. Raises SourceError; use it as a context manager. ``now`` is aware UTC."""

    def __init__(self, connection: Connection, property_id: str, now: datetime) -> None:
        version = connection.config.get("api_version") or DEFAULT_VERSION
        self._report_url = f"/{version}/properties/{property_id}:runReport"
        self._now = now
        self._tries_failed = 0
        self._server_errors = 0
        self._wait: timedelta | None = None
        self._sign_in = GoogleSignIn(grant_of(connection, [_SCOPE]), is_stale_token)
        self._api = ApiClient(connection.base_url or BASE_URL, self._classify)

    def __enter__(self) -> "Ga4Client":
        return self

    def __exit__(self, *_: object) -> None:
        self._api.__exit__()

    def report(self, report: Report, days: DayRange) -> tuple[list[dict[str, str]], Mapping[str, Any]]:
        """All rows of a report over ``days`` (property zone) by API name, as texts, and the answer's metadata.

        Raises ShrinkError when it must be asked in parts, RateLimitError when the answer before left little quota.
        """
        self._stop_before_the_wall()
        dimensions = ["date", *report.dimensions]
        body: dict[str, Any] = {
            "dateRanges": [{"startDate": days.since.isoformat(), "endDate": days.until.isoformat()}],
            "dimensions": [{"name": name} for name in dimensions],
            "metrics": [{"name": name} for name in report.metrics],
            # Pages of an unordered report may repeat and skip rows.
            "orderBys": [{"dimension": {"dimensionName": name}} for name in dimensions],
            "limit": str(PAGE_ROWS),
            "returnPropertyQuota": True,
        }
        rows: list[dict[str, str]] = []
        metadata: Mapping[str, Any] = {}
        total, offset = 1, 0
        while offset < total:
            page = self._ask({**body, "offset": str(offset)})
            rows += rows_of(page)
            metadata = metadata or page.get("metadata", {})
            total = int(page.get("rowCount", 0))
            offset += PAGE_ROWS
        if len(rows) != total:
            raise PermanentError(
                f"Google Analytics announced {total} rows and sent {len(rows)}; nothing of these days was loaded."
            )
        return rows, metadata

    def metadata(self) -> Mapping[str, Any]:
        """What the smallest report says about the property, such as its currency and zone."""
        ranges = [{"startDate": "yesterday", "endDate": "yesterday"}]
        metadata: Mapping[str, Any] = self._ask({"dateRanges": ranges, "metrics": [{"name": "sessions"}]})["metadata"]
        return metadata

    def _ask(self, body: Mapping[str, Any]) -> Any:
        page = self._api.post_json(self._report_url, body, auth=self._sign_in)
        self._wait = wait_before_wall(page.get("propertyQuota", {}), self._now)
        return page

    def _stop_before_the_wall(self) -> None:
        if self._wait is not None:
            raise RateLimitError(
                "Little is left of the property's Analytics quota; reading goes on when it is full again.", self._wait
            )

    def _classify(self, response: httpx.Response) -> SourceError | None:
        found = refusal(response)
        if found is None:
            self._tries_failed = 0
            return None
        if found.action == "retry":
            self._tries_failed += 1
            self._server_errors += 1
            if self._server_errors >= MOST_SERVER_ERRORS:
                return RateLimitError("Google Analytics fails again and again; reading pauses.", SERVER_ERRORS_WAIT)
            if self._tries_failed >= MOST_TRIES:
                self._tries_failed = 0
                return ShrinkError(f"Google Analytics fails with HTTP {found.http_status}.")
        return found.fault(self._now)


def rows_of(page: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The rows of one answer by the names in its own headers; a cell without a value is left out."""
    names = [header["name"] for header in (*page.get("dimensionHeaders", ()), *page.get("metricHeaders", ()))]
    for row in page.get("rows", ()):
        cells = (*row.get("dimensionValues", ()), *row.get("metricValues", ()))
        yield {name: cell["value"] for name, cell in zip(names, cells, strict=True) if "value" in cell}

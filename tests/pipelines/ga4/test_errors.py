"""The error table: every reason and status asks for what it should; quotas are told apart by what was left."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from pipelines.ga4.errors import HTTP_STATUSES, REASONS, STATUSES, refusal
from pipelines.ga4.quota import CONCURRENCY_WAIT, QuotaBook, until_next_day, until_next_hour
from pipelines.ga4.reports import EVENTS_DAILY, TRAFFIC_DAILY
from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    SourceError,
    TransientError,
)
from pipelines.loading.limiter import WALL

NOW = datetime(2026, 3, 20, 12, 34, tzinfo=UTC)


def fault(http_status: int, status: str = "", message: str = "no", **detail: Any) -> SourceError:
    body = {"error": {"code": http_status, "message": message, "status": status, "details": [detail] if detail else []}}
    found = refusal(httpx.Response(http_status, json=body))
    assert found is not None
    return found.fault()


ROWS: list[tuple[int, str, str, type[SourceError]]] = [
    (400, "INVALID_ARGUMENT", "", PermanentError),
    (400, "FAILED_PRECONDITION", "", PermanentError),
    (401, "UNAUTHENTICATED", "", ReauthorizeError),
    (401, "UNAUTHENTICATED", "ACCESS_TOKEN_EXPIRED", ReauthorizeError),
    (403, "PERMISSION_DENIED", "", ReauthorizeError),
    (403, "PERMISSION_DENIED", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", ReauthorizeError),
    (403, "PERMISSION_DENIED", "SERVICE_DISABLED", ConfigurationError),
    (403, "PERMISSION_DENIED", "CONSUMER_INVALID", ConfigurationError),
    (404, "NOT_FOUND", "", PermanentError),
    (429, "RESOURCE_EXHAUSTED", "", RateLimitError),
    (500, "INTERNAL", "", TransientError),
    (503, "UNAVAILABLE", "", TransientError),
    (504, "DEADLINE_EXCEEDED", "", TransientError),
]


@pytest.mark.parametrize(("http_status", "status", "reason", "kind"), ROWS)
def test_each_row_has_its_class(http_status: int, status: str, reason: str, kind: type[SourceError]) -> None:
    found = fault(http_status, status, **({"reason": reason} if reason else {}))
    assert type(found) is kind
    assert str(found).endswith(".")


def test_the_tables_have_no_other_rows() -> None:
    assert set(STATUSES) == {status for _, status, _, _ in ROWS}
    assert set(REASONS) == {reason for _, _, reason, _ in ROWS if reason}


@pytest.mark.parametrize("http_status", HTTP_STATUSES)
def test_pages_of_proxies_go_by_http_status(http_status: int) -> None:
    found = refusal(httpx.Response(http_status, text="<html>"))
    assert found is not None
    assert found.action == HTTP_STATUSES[http_status]


def test_good_answers_are_no_refusals() -> None:
    assert refusal(httpx.Response(200, json={"error": "a field of ours"})) is None


@pytest.mark.parametrize(
    ("left", "waits"),
    [
        ({}, [CONCURRENCY_WAIT, until_next_hour(NOW)]),
        ({"concurrentRequests": {}}, [CONCURRENCY_WAIT, CONCURRENCY_WAIT]),
        ({"tokensPerDay": {"remaining": 500}}, [until_next_day(NOW)]),
        ({"tokensPerProjectPerHour": {}, "tokensPerDay": {"remaining": 100_000}}, [until_next_hour(NOW)]),
        ({"potentiallyThresholdedRequestsPerHour": {"remaining": 1}}, [until_next_hour(NOW)]),
        ({"serverErrorsPerProjectPerHour": {}}, [timedelta(hours=1)]),
    ],
    ids=["nothing known", "too many at once", "day", "hour", "thresholded", "server errors"],
)
def test_a_refusal_is_put_down_to_the_quota_that_was_nearly_used_up(
    left: dict[str, Any], waits: list[timedelta]
) -> None:
    book = QuotaBook(lambda: NOW)
    book.note(left)
    assert [book.refused() for _ in waits] == waits


def test_hours_and_pacific_days_end_with_grace() -> None:
    assert NOW + until_next_hour(NOW) == datetime(2026, 3, 20, 13, 5, tzinfo=UTC)
    assert NOW + until_next_day(NOW) == datetime(2026, 3, 21, 7, 5, tzinfo=UTC)
    before_summer_time = datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    assert before_summer_time + until_next_day(before_summer_time) == datetime(2026, 3, 9, 7, 5, tzinfo=UTC)


def test_what_was_left_of_an_hour_counts_for_nothing_in_the_next() -> None:
    moments = [NOW]
    book = QuotaBook(lambda: moments[-1])
    book.note({"tokensPerHour": {"remaining": 500}})
    assert book.wait_for(TRAFFIC_DAILY.reserve) == until_next_hour(NOW)
    moments.append(NOW + timedelta(minutes=20))
    assert book.wait_for(TRAFFIC_DAILY.reserve) == until_next_hour(NOW) - timedelta(minutes=20)
    moments.append(NOW + timedelta(minutes=31))
    assert book.wait_for(TRAFFIC_DAILY.reserve) is None


@pytest.mark.parametrize(
    ("left", "core", "optional"),
    [
        ({"tokensPerDay": {"remaining": 20_000}}, until_next_day(NOW), until_next_day(NOW)),
        ({"tokensPerDay": {"remaining": 50_001}, "tokensPerHour": {"remaining": 4_000}}, *[until_next_hour(NOW)] * 2),
        ({"tokensPerProjectPerHour": {"consumed": 5}}, until_next_hour(NOW), until_next_hour(NOW)),
        ({"tokensPerProjectPerHour": {"remaining": 3_000}}, None, until_next_hour(NOW)),
        ({"tokensPerProjectPerHour": {"remaining": 3_600}, "concurrentRequests": {}}, None, None),
        ({}, None, None),
    ],
)
def test_reading_stops_at_a_tenth_and_optional_reports_at_a_quarter(
    left: dict[str, Any], core: timedelta | None, optional: timedelta | None
) -> None:
    book = QuotaBook(lambda: NOW)
    book.note(left)
    assert book.wait_for(TRAFFIC_DAILY.reserve) == core
    assert book.wait_for(EVENTS_DAILY.reserve) == optional
    open_limits = [usage for usage in book.usages("key") if usage.share_used < WALL]
    assert (len(open_limits) == len(list(book.usages("key")))) == (core is None)

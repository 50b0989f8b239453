"""The error table: every reason and status asks for what it should; texts only tell quotas apart."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from pipelines.ga4.errors import HTTP_STATUSES, QUOTA_TEXTS, REASONS, STATUSES, refusal
from pipelines.ga4.quota import until_next_day, until_next_hour, wait_before_wall
from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    SourceError,
    TransientError,
)

NOW = datetime(2026, 3, 20, 12, 34, tzinfo=UTC)


def fault(http_status: int, status: str = "", message: str = "no", **detail: Any) -> SourceError:
    body = {"error": {"code": http_status, "message": message, "status": status, "details": [detail] if detail else []}}
    found = refusal(httpx.Response(http_status, json=body))
    assert found is not None
    return found.fault(NOW)


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
    ("text", "wait"),
    [
        ("Exhausted concurrent requests quota.", timedelta(seconds=30)),
        ("Exhausted property tokens for a project per hour.", until_next_hour(NOW)),
        ("Exhausted property tokens per hour. More text.", until_next_hour(NOW)),
        ("Exhausted potentially thresholded requests quota.", until_next_hour(NOW)),
        ("Exhausted property tokens per day. These return in under 24 hours.", until_next_day(NOW)),
        ("Exhausted server errors quota.", timedelta(hours=1)),
        ("A text nobody has seen yet.", until_next_hour(NOW)),
    ],
)
def test_each_quota_has_its_wait(text: str, wait: timedelta) -> None:
    found = fault(429, "RESOURCE_EXHAUSTED", text)
    assert isinstance(found, RateLimitError)
    assert found.wait == wait
    assert {fragment for fragment, _ in QUOTA_TEXTS} == {"concurrent requests", "tokens per day", "server errors"}


def test_hours_and_pacific_days_end_with_grace() -> None:
    assert NOW + until_next_hour(NOW) == datetime(2026, 3, 20, 13, 5, tzinfo=UTC)
    assert NOW + until_next_day(NOW) == datetime(2026, 3, 21, 7, 5, tzinfo=UTC)
    before_summer_time = datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    assert before_summer_time + until_next_day(before_summer_time) == datetime(2026, 3, 9, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("quota", "wait"),
    [
        ({"tokensPerDay": {"remaining": 19_999}, "tokensPerHour": {"remaining": 30_000}}, until_next_day(NOW)),
        ({"tokensPerDay": {"remaining": 20_000}, "tokensPerHour": {"remaining": 3_999}}, until_next_hour(NOW)),
        ({"tokensPerProjectPerHour": {"consumed": 5}}, until_next_hour(NOW)),
        ({"tokensPerDay": {"remaining": 20_000}, "tokensPerProjectPerHour": {"remaining": 1_400}}, None),
        ({}, None),
    ],
)
def test_reading_stops_when_less_than_a_tenth_is_left(quota: dict[str, Any], wait: timedelta | None) -> None:
    assert wait_before_wall(quota, NOW) == wait

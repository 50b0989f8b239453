"""Every row of Shopify's error table."""

from typing import Any

import httpx
import pytest

from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    ShrinkError,
    SourceError,
    TransientError,
)
from pipelines.shopify.errors import (
    CODE_RULES,
    HTTP_RULES,
    AccessDeniedError,
    DisturbedError,
    RefusedTokenError,
    classify,
)

STATUSES: dict[int, type[SourceError]] = {
    400: PermanentError,
    401: RefusedTokenError,
    402: PermanentError,
    403: ReauthorizeError,
    404: ConfigurationError,
    423: PermanentError,
    429: RateLimitError,
    430: PermanentError,
}
CODES: dict[str, type[SourceError]] = {
    "THROTTLED": RateLimitError,
    "MAX_COST_EXCEEDED": ShrinkError,
    "INTERNAL_SERVER_ERROR": DisturbedError,
    "ACCESS_DENIED": AccessDeniedError,
    "SHOP_INACTIVE": PermanentError,
    "undefinedField": PermanentError,
    "argumentNotAccepted": PermanentError,
    "parseError": PermanentError,
    "BAD_REQUEST": PermanentError,
    "INVALID_VARIABLE": PermanentError,
}


def fault(status: int, body: Any, **headers: str) -> SourceError:
    found = classify(httpx.Response(status, json=body, headers=headers))
    assert found is not None
    return found


def coded(code: str | None, **more: Any) -> dict[str, Any]:
    return {"errors": [{"message": "any text", "extensions": {"code": code} if code else {}, **more}]}


def test_every_row_is_tested() -> None:
    assert set(STATUSES) == set(HTTP_RULES)
    assert set(CODES) == set(CODE_RULES)


@pytest.mark.parametrize(("status", "kind"), STATUSES.items())
def test_an_http_status(status: int, kind: type[SourceError]) -> None:
    error = fault(status, {"errors": "Some text"}, **{"x-request-id": "r-1"})
    assert type(error) is kind
    assert f"(HTTP {status}, request r-1)" in str(error)


@pytest.mark.parametrize(("code", "kind"), CODES.items())
def test_a_code_with_http_200(code: str, kind: type[SourceError]) -> None:
    assert type(fault(200, coded(code))) is kind


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_disturbed_service_is_tried_again(status: int) -> None:
    assert type(fault(status, {})) is TransientError


@pytest.mark.parametrize("code", [None, "SOMETHING_NEW"])
def test_an_unknown_code_is_permanent(code: str | None) -> None:
    assert type(fault(200, coded(code))) is PermanentError


def test_another_refusal_is_permanent() -> None:
    assert type(fault(418, {"errors": "no"})) is PermanentError


def test_errors_as_a_bare_string_are_permanent() -> None:
    assert type(fault(200, {"errors": "Something"})) is PermanentError


@pytest.mark.parametrize("body", [b'{"data": {}}', b"<html></html>", b'{"data": {"orde'])
def test_a_good_or_cut_off_answer_is_left_to_the_decoder(body: bytes) -> None:
    assert classify(httpx.Response(200, content=body)) is None


def test_the_gravest_of_several_errors_decides() -> None:
    both = {"errors": [*coded("ACCESS_DENIED")["errors"], *coded("undefinedField")["errors"]]}
    assert type(fault(200, both)) is PermanentError


def test_a_refused_field_is_named_with_its_scope() -> None:
    error = fault(
        200,
        {
            "errors": [
                {
                    "message": "no",
                    "path": ["orders", "nodes", 0, "email"],
                    "extensions": {"code": "ACCESS_DENIED", "requiredAccess": "`read_customers` access scope."},
                }
            ]
        },
    )
    assert isinstance(error, AccessDeniedError)
    assert error.fields == {"email"}
    assert "read email; grant `read_customers` access scope and" in str(error)


@pytest.mark.parametrize(
    ("body", "headers", "seconds"),
    [
        ({"errors": "x"}, {"retry-after": "2.5"}, 2.5),
        (
            {"errors": "x"},
            {"retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Wed, 21 Oct 2026 07:27:30 GMT"},
            30,
        ),
        ({"errors": "x"}, {"retry-after": "soon"}, 2),
        ({"errors": "x"}, {}, 2),
    ],
)
def test_the_header_says_how_long_to_wait(body: Any, headers: dict[str, str], seconds: float) -> None:
    error = fault(429, body, **headers)
    assert isinstance(error, RateLimitError)
    assert error.wait.total_seconds() == seconds


def test_a_throttled_query_waits_until_the_bucket_holds_it() -> None:
    status = {"maximumAvailable": 2000.0, "currentlyAvailable": 112, "restoreRate": 100.0}
    cost = {"requestedQueryCost": 752, "actualQueryCost": None, "throttleStatus": status}
    error = fault(200, coded("THROTTLED") | {"extensions": {"cost": cost}})
    assert isinstance(error, RateLimitError)
    assert error.wait.total_seconds() == 6.4


@pytest.mark.parametrize(
    ("location", "sentence"),
    [
        ("https://new-name.myshopify.com/admin", "the shop is now new-name.myshopify.com"),
        ("https://elsewhere.example/", "the address leads elsewhere"),
    ],
)
def test_a_renamed_shop_is_said(location: str, sentence: str) -> None:
    error = fault(308, {}, location=location)
    assert type(error) is ConfigurationError
    assert sentence in str(error)

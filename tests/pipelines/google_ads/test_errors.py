"""The error table: every code asks for what it should, by code and never by its text."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
import pytest

from pipelines.google_ads.errors import (
    ACTION_OF_HTTP,
    ERROR_CODES,
    AccountClosedError,
    AccountDeniedError,
    AccountUnavailableError,
    Action,
    classify,
    is_stale_token,
)
from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    ShrinkError,
    SourceError,
    TooOldError,
    TransientError,
)

ERROR_OF_ACTION: Mapping[Action, type[SourceError]] = {
    "rate_limit": RateLimitError,
    "rate_limit_hours": RateLimitError,
    "retry": TransientError,
    "shrink": ShrinkError,
    "renew": ReauthorizeError,
    "reauthorize": ReauthorizeError,
    "configuration": ConfigurationError,
    "denied_account": AccountDeniedError,
    "skip_account": AccountUnavailableError,
    "closed_account": AccountClosedError,
    "permanent": PermanentError,
}
# What the contract's table says of each code.
EXPECTED: Mapping[type[SourceError], tuple[tuple[str, str], ...]] = {
    RateLimitError: (
        ("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED"),
        ("quotaError", "RESOURCE_EXHAUSTED"),
        ("quotaError", "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION"),
        ("quotaError", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION"),
    ),
    TransientError: (
        ("internalError", "INTERNAL_ERROR"),
        ("internalError", "TRANSIENT_ERROR"),
        ("internalError", "DEADLINE_EXCEEDED"),
        ("databaseError", "CONCURRENT_MODIFICATION"),
        ("requestError", "EXPIRED_PAGE_TOKEN"),
        ("requestError", "INVALID_PAGE_TOKEN"),
    ),
    ShrinkError: (("requestError", "RPC_DEADLINE_TOO_SHORT"),),
    ReauthorizeError: (
        ("authenticationError", "OAUTH_TOKEN_EXPIRED"),
        ("authenticationError", "OAUTH_TOKEN_INVALID"),
        ("authenticationError", "OAUTH_TOKEN_REVOKED"),
        ("authenticationError", "OAUTH_TOKEN_DISABLED"),
        ("authenticationError", "GOOGLE_ACCOUNT_DELETED"),
        ("authenticationError", "NOT_ADS_USER"),
        ("reason", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
    ),
    ConfigurationError: (
        ("authenticationError", "TWO_STEP_VERIFICATION_NOT_ENROLLED"),
        ("authenticationError", "DEVELOPER_TOKEN_INVALID"),
        ("requestError", "DEVELOPER_TOKEN_PARAMETER_MISSING"),
        ("authorizationError", "DEVELOPER_TOKEN_PROHIBITED"),
        ("authorizationError", "DEVELOPER_TOKEN_NOT_APPROVED"),
        ("authorizationError", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION"),
        ("authorizationError", "PROJECT_DISABLED"),
        ("headerError", "INVALID_LOGIN_CUSTOMER_ID"),
        ("reason", "SERVICE_DISABLED"),
        ("reason", "CONSUMER_INVALID"),
    ),
    AccountDeniedError: (
        ("authenticationError", "CUSTOMER_NOT_FOUND"),
        ("authorizationError", "USER_PERMISSION_DENIED"),
        ("authorizationError", "INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION"),
        ("requestError", "INVALID_CUSTOMER_ID"),
    ),
    AccountClosedError: (("authorizationError", "CUSTOMER_NOT_ENABLED"),),
    AccountUnavailableError: (
        ("authorizationError", "ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT"),
        ("authorizationError", "METRIC_ACCESS_DENIED"),
    ),
    PermanentError: (
        ("requestError", "UNSUPPORTED_VERSION"),
        ("requestError", "PAGE_SIZE_NOT_SUPPORTED"),
        ("queryError", "REQUESTED_METRICS_FOR_MANAGER"),
        ("queryError", "UNRECOGNIZED_FIELD"),
    ),
    TooOldError: (("dateError", "EARLIER_THAN_MINIMUM_DATE"),),
}


def answer(code: tuple[str, str] | None, http_status: int = 400, **more: Any) -> httpx.Response:
    """A refusal; its text names another fault, which must not matter."""
    details: list[dict[str, Any]] = []
    if code and code[0] == "reason":
        details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": code[1]}]
    elif code:
        item = {"errorCode": {code[0]: code[1]}, "message": "INTERNAL_ERROR quota invalid_grant", **more}
        details = [{"@type": "x.GoogleAdsFailure", "errors": [item], "requestId": "r"}]
    error = {"code": http_status, "message": "no", "status": "X", "details": details}
    return httpx.Response(http_status, json={"error": error})


ROWS = [(code, kind) for kind, codes in EXPECTED.items() for code in codes]


@pytest.mark.parametrize(("code", "kind"), ROWS, ids=[code[1] for code, _ in ROWS])
def test_each_code_has_its_class(code: tuple[str, str], kind: type[SourceError]) -> None:
    found = classify(answer(code))
    assert type(found) is kind
    assert str(found).endswith(".")


def test_the_table_has_no_other_rows() -> None:
    assert set(ERROR_CODES) == {code for code, _ in ROWS}


@pytest.mark.parametrize(("status", "action"), ACTION_OF_HTTP.items())
def test_pages_of_proxies_go_by_http_status(status: int, action: Action) -> None:
    found = classify(httpx.Response(status, text="<html>error</html>"))
    assert type(found) is ERROR_OF_ACTION[action]


def test_unknown_codes_go_by_http_status() -> None:
    assert type(classify(answer(("newError", "NEWS"), 503))) is TransientError
    assert type(classify(answer(("newError", "NEWS"), 400))) is PermanentError
    assert type(classify(answer(None, 404))) is PermanentError


@pytest.mark.parametrize(("delay", "seconds"), [("900s", 900), ("1.5s", 1.5), (None, 5)])
def test_rate_limits_wait_as_long_as_they_say(delay: str | None, seconds: float) -> None:
    quota = {"details": {"quotaErrorDetails": {"rateScope": "DEVELOPER", "retryDelay": delay}}} if delay else {}
    found = classify(answer(("quotaError", "RESOURCE_EXHAUSTED"), 429, **quota))
    assert isinstance(found, RateLimitError)
    assert found.wait == timedelta(seconds=seconds)


def test_heavy_use_waits_for_hours() -> None:
    found = classify(answer(("quotaError", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION"), 429))
    assert isinstance(found, RateLimitError)
    assert found.wait >= timedelta(hours=1)


def test_streams_wrap_their_errors_in_an_array() -> None:
    body = answer(("queryError", "UNRECOGNIZED_FIELD")).json()
    assert type(classify(httpx.Response(400, json=[body]))) is PermanentError


def test_an_error_after_rows_counts_although_the_status_is_200() -> None:
    rows = {"results": [{"campaign": {"name": 'the "error": campaign'}}]}
    assert classify(httpx.Response(200, json=[rows])) is None
    late = answer(("internalError", "INTERNAL_ERROR"), 500).json()
    assert type(classify(httpx.Response(200, json=[rows, late]))) is TransientError


def test_only_old_tokens_are_renewed() -> None:
    assert is_stale_token(answer(("authenticationError", "OAUTH_TOKEN_EXPIRED"), 401))
    assert is_stale_token(answer(None, 401))
    assert not is_stale_token(answer(("authenticationError", "DEVELOPER_TOKEN_INVALID"), 401))
    assert not is_stale_token(answer(("authenticationError", "OAUTH_TOKEN_REVOKED"), 401))

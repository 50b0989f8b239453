"""What Google Ads refuses, and what each refusal asks for: a table of error codes, and the function that reads it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import httpx

from pipelines.loading.answers import retry_after
from pipelines.loading.decoding import decoded
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

Action = Literal[
    "rate_limit",
    "rate_limit_hours",
    "retry",
    "shrink",
    "renew",
    "reauthorize",
    "configuration",
    "denied_account",
    "skip_account",
    "closed_account",
    "too_old",
    "permanent",
]


class AccountDeniedError(ConfigurationError):
    """This sign-in may not open one account, or there is none; its other accounts may be open all the same."""


class AccountUnavailableError(PermanentError):
    """One account cannot be read (suspended, its figures hidden); the connection's other accounts can."""


class AccountClosedError(AccountUnavailableError):
    """The account is cancelled, or was never opened."""


# (error family, error name) -> what it asks for. Names without an entry go by their HTTP status.
ERROR_CODES: Mapping[tuple[str, str], Action] = {
    ("quotaError", "RESOURCE_TEMPORARILY_EXHAUSTED"): "rate_limit",
    ("quotaError", "RESOURCE_EXHAUSTED"): "rate_limit",
    ("quotaError", "EXCESSIVE_SHORT_TERM_QUERY_RESOURCE_CONSUMPTION"): "rate_limit",
    ("quotaError", "EXCESSIVE_LONG_TERM_QUERY_RESOURCE_CONSUMPTION"): "rate_limit_hours",
    ("internalError", "INTERNAL_ERROR"): "retry",
    ("internalError", "TRANSIENT_ERROR"): "retry",
    ("internalError", "DEADLINE_EXCEEDED"): "retry",
    ("databaseError", "CONCURRENT_MODIFICATION"): "retry",
    ("requestError", "EXPIRED_PAGE_TOKEN"): "retry",
    ("requestError", "INVALID_PAGE_TOKEN"): "retry",
    ("requestError", "RPC_DEADLINE_TOO_SHORT"): "shrink",
    ("authenticationError", "OAUTH_TOKEN_EXPIRED"): "renew",
    ("authenticationError", "OAUTH_TOKEN_INVALID"): "renew",
    ("authenticationError", "OAUTH_TOKEN_REVOKED"): "reauthorize",
    ("authenticationError", "OAUTH_TOKEN_DISABLED"): "reauthorize",
    ("authenticationError", "GOOGLE_ACCOUNT_DELETED"): "reauthorize",
    ("authenticationError", "NOT_ADS_USER"): "reauthorize",
    ("authenticationError", "CUSTOMER_NOT_FOUND"): "denied_account",
    ("authenticationError", "TWO_STEP_VERIFICATION_NOT_ENROLLED"): "configuration",
    ("authenticationError", "DEVELOPER_TOKEN_INVALID"): "configuration",
    ("requestError", "DEVELOPER_TOKEN_PARAMETER_MISSING"): "configuration",
    ("authorizationError", "DEVELOPER_TOKEN_PROHIBITED"): "configuration",
    ("authorizationError", "DEVELOPER_TOKEN_NOT_APPROVED"): "configuration",
    ("authorizationError", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION"): "configuration",
    ("authorizationError", "PROJECT_DISABLED"): "configuration",
    ("authorizationError", "USER_PERMISSION_DENIED"): "denied_account",
    ("authorizationError", "INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION"): "denied_account",
    ("headerError", "INVALID_LOGIN_CUSTOMER_ID"): "configuration",
    ("authorizationError", "CUSTOMER_NOT_ENABLED"): "closed_account",
    ("authorizationError", "ACTION_NOT_PERMITTED_FOR_SUSPENDED_ACCOUNT"): "skip_account",
    ("authorizationError", "METRIC_ACCESS_DENIED"): "skip_account",
    ("requestError", "INVALID_CUSTOMER_ID"): "denied_account",
    ("requestError", "UNSUPPORTED_VERSION"): "permanent",
    ("requestError", "PAGE_SIZE_NOT_SUPPORTED"): "permanent",
    ("queryError", "REQUESTED_METRICS_FOR_MANAGER"): "permanent",
    ("queryError", "UNRECOGNIZED_FIELD"): "permanent",
    ("dateError", "EARLIER_THAN_MINIMUM_DATE"): "too_old",
    # Reasons of plain google.rpc failures, which carry no Google Ads code.
    ("reason", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"): "reauthorize",
    ("reason", "SERVICE_DISABLED"): "configuration",
    ("reason", "CONSUMER_INVALID"): "configuration",
}
ACTION_OF_HTTP: Mapping[int, Action] = {
    401: "reauthorize",
    403: "configuration",
    408: "retry",
    409: "retry",
    429: "rate_limit",
    500: "retry",
    502: "retry",
    503: "retry",
    504: "retry",
}
_REMEDIES: Mapping[Action, tuple[type[SourceError], str]] = {
    "retry": (TransientError, "Google Ads has a passing fault ({code}); try again later."),
    "shrink": (ShrinkError, "Google Ads wants a smaller request ({code})."),
    "renew": (ReauthorizeError, "Google Ads does not accept a fresh access token ({code}); connect the account again."),
    "reauthorize": (ReauthorizeError, "Google Ads no longer accepts this sign-in ({code}); connect the account again."),
    "configuration": (
        ConfigurationError,
        "Google Ads refuses the connection's set-up ({code}); check its account ids and the developer token.",
    ),
    "denied_account": (AccountDeniedError, "Google Ads does not open the account ({code}); check customer_ids."),
    "skip_account": (
        AccountUnavailableError,
        "Google Ads has suspended this account or hides its figures ({code}); mend that there or take it out of the "
        "connection.",
    ),
    "closed_account": (
        AccountClosedError,
        "Google Ads has closed this account ({code}); reopen it or take it out of the connection.",
    ),
    "too_old": (TooOldError, "Google Ads keeps 37 months of figures; older days cannot be read ({code})."),
    "permanent": (
        PermanentError,
        "Google Ads refuses the request ({code}: {message}); update OmniTrackIQ or report this.",
    ),
}
_PROJECT = (
    "The developer token may not be used from this OAuth client's Google Cloud project ({code}); use its own one."
)
_API_CENTER = (
    "Google Ads does not know the developer token ({code}); copy it from the API Center of the manager account."
)
_ENABLE = "The Google Cloud project does not serve the Google Ads API ({code}); enable it there."
_SENTENCES: Mapping[tuple[str, str], str] = {
    ("authenticationError", "CUSTOMER_NOT_FOUND"): (
        "This Google user has no such Google Ads account ({code}); check customer_ids or sign in as another user."
    ),
    ("authenticationError", "TWO_STEP_VERIFICATION_NOT_ENROLLED"): (
        "Google Ads wants this user to verify in two steps ({code}); turn that on in the Google account."
    ),
    ("authenticationError", "DEVELOPER_TOKEN_INVALID"): _API_CENTER,
    ("requestError", "DEVELOPER_TOKEN_PARAMETER_MISSING"): _API_CENTER,
    ("authorizationError", "DEVELOPER_TOKEN_PROHIBITED"): _PROJECT,
    ("authorizationError", "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION"): _PROJECT,
    ("authorizationError", "PROJECT_DISABLED"): _PROJECT,
    ("authorizationError", "DEVELOPER_TOKEN_NOT_APPROVED"): (
        "The developer token opens test accounts only ({code}); apply for basic access in the API Center of "
        "the manager account."
    ),
    ("authorizationError", "USER_PERMISSION_DENIED"): (
        "This Google user may not open the account ({code}); check customer_ids and login_customer_id, or grant the "
        "user access in Google Ads."
    ),
    ("authorizationError", "INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION"): (
        "The manager does not open this account ({code}); check login_customer_id and customer_ids."
    ),
    ("headerError", "INVALID_LOGIN_CUSTOMER_ID"): (
        "The setting login_customer_id is no manager account ({code}); copy its number from Google Ads."
    ),
    ("requestError", "INVALID_CUSTOMER_ID"): (
        "The setting customer_ids names no account ({code}); copy its number from Google Ads."
    ),
    ("requestError", "UNSUPPORTED_VERSION"): (
        "Google Ads no longer answers this API version ({code}); set a newer api_version or update OmniTrackIQ."
    ),
    ("reason", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"): (
        "The sign-in lacks the permission for Google Ads ({code}); connect the account again and leave it ticked."
    ),
    ("reason", "SERVICE_DISABLED"): _ENABLE,
    ("reason", "CONSUMER_INVALID"): _ENABLE,
}
"""Where a code has a remedy of its own."""

DEFAULT_WAIT = timedelta(seconds=5)
LONG_WAIT = timedelta(hours=3)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One error of an answer: HTTP status, (family, name) of its code if it has one, and how long to wait.

    ``rate_scope`` is ``ACCOUNT`` or ``DEVELOPER``: whose limit is reached, where Google says so.
    """

    http_status: int
    code: tuple[str, str] | None = None
    message: str = ""
    wait: timedelta | None = None
    rate_scope: str | None = None

    @property
    def action(self) -> Action:
        by_code = ERROR_CODES.get(self.code) if self.code else None
        return by_code or ACTION_OF_HTTP.get(self.http_status, "permanent")

    @property
    def wait_time(self) -> timedelta:
        """How long to wait where a limit is reached."""
        if self.wait is not None:
            return self.wait
        return LONG_WAIT if self.action == "rate_limit_hours" else DEFAULT_WAIT

    def fault(self) -> SourceError:
        """The error that this refusal stands for."""
        if self.action in ("rate_limit", "rate_limit_hours"):
            sentence = "Google Ads limits the number of requests; reading goes on after the wait."
            return RateLimitError(sentence, self.wait_time)
        kind, general = _REMEDIES[self.action]
        sentence = _SENTENCES.get(self.code, general) if self.code else general
        name = ".".join(self.code) if self.code else f"HTTP {self.http_status}"
        return kind(sentence.format(code=name, message=self.message.rstrip(".") or "no reason given"))


def classify(response: httpx.Response) -> SourceError | None:
    """The fault in an answer, or None. A stream can fail after its first rows, with status 200."""
    found = refusal(response)
    return found.fault() if found else None


def is_stale_token(response: httpx.Response) -> bool:
    """Whether a 401 asks for a fresh access token."""
    found = refusal(response)
    return found is not None and (found.code is None or found.action == "renew")


def refusal(response: httpx.Response) -> Refusal | None:
    """The first refusal in an answer, or None."""
    if response.is_success:
        # An unescaped quote cannot stand inside a JSON text, so rows never hold these bytes.
        if b'"error":' not in response.content:
            return None
        return next(_refusals(response), None)
    return next(_refusals(response), Refusal(response.status_code, wait=retry_after(response)))


def _refusals(response: httpx.Response) -> Iterator[Refusal]:
    try:
        content = decoded(response)
    except ValueError:
        return
    for part in content if isinstance(content, list) else [content]:
        error = part.get("error") if isinstance(part, Mapping) else None
        if isinstance(error, Mapping):
            yield _refusal(error, response.status_code)


def _refusal(error: Mapping[str, Any], http_status: int) -> Refusal:
    status = int(error.get("code", http_status))
    wait = next(
        (_duration(detail["retryDelay"]) for detail in error.get("details", ()) if "retryDelay" in detail), None
    )
    for detail in error.get("details", ()):
        if reason := detail.get("reason"):
            return Refusal(status, ("reason", reason), str(error.get("message", "")), wait)
        for item in detail.get("errors", ()):
            family, name = next(iter(item.get("errorCode", {}).items()), ("", ""))
            quota = item.get("details", {}).get("quotaErrorDetails", {})
            return Refusal(
                status,
                (family, str(name)),
                str(item.get("message", "")),
                _duration(quota.get("retryDelay")) or wait,
                quota.get("rateScope"),
            )
    return Refusal(status, message=str(error.get("message", "")), wait=wait)


def _duration(text: Any) -> timedelta | None:
    """A protobuf duration such as ``1.5s``."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)s", text or "")
    return timedelta(seconds=float(match.group(1))) if match else None

"""What the Analytics Data API refuses, and what each refusal asks for."""

from collections.abc import Mapping
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
    SourceError,
    TransientError,
)

Action = Literal["rate_limit", "retry", "reauthorize", "configuration", "permanent"]

# What decides: the reason that a refusal carries, else its status, else the HTTP status. The API has one status for six
# quotas; which one it was is told by what the answers before said was left (see quota.py).
REASONS: Mapping[str, Action] = {
    "SERVICE_DISABLED": "configuration",
    "CONSUMER_INVALID": "configuration",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "reauthorize",
    "ACCESS_TOKEN_EXPIRED": "reauthorize",
}
STATUSES: Mapping[str, Action] = {
    "INVALID_ARGUMENT": "permanent",
    "FAILED_PRECONDITION": "permanent",
    "UNAUTHENTICATED": "reauthorize",
    "PERMISSION_DENIED": "reauthorize",
    "NOT_FOUND": "permanent",
    "RESOURCE_EXHAUSTED": "rate_limit",
    "INTERNAL": "retry",
    "UNAVAILABLE": "retry",
    "DEADLINE_EXCEEDED": "retry",
}
HTTP_STATUSES: Mapping[int, Action] = {
    401: "reauthorize",
    403: "reauthorize",
    408: "retry",
    429: "rate_limit",
    500: "retry",
    502: "retry",
    503: "retry",
    504: "retry",
}
_REMEDIES: Mapping[Action, tuple[type[SourceError], str]] = {
    "retry": (TransientError, "Google Analytics has a passing fault (HTTP {http}); try again later."),
    "reauthorize": (
        ReauthorizeError,
        "Google Analytics denies access to the property ({reason}); connect with a user who may view it.",
    ),
    "configuration": (
        ConfigurationError,
        "The Google Cloud project does not serve the Analytics Data API ({reason}); enable it there.",
    ),
    "permanent": (
        PermanentError,
        "Google Analytics refuses the request ({reason}: {message}); update OmniTrackIQ or report this.",
    ),
}
_SCOPE_MISSING = (
    "The sign-in lacks the permission for Google Analytics ({reason}); connect the account again and leave it ticked."
)
_NOT_FOUND = (
    "Google Analytics has no such property or API version ({reason}); check property_id and api_version, and "
    "whether the property was deleted."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error answer: HTTP status, google.rpc status and reason (empty without one), and its text."""

    http_status: int
    status: str = ""
    reason: str = ""
    message: str = ""
    asked_wait: timedelta | None = None

    @property
    def action(self) -> Action:
        return (
            REASONS.get(self.reason) or STATUSES.get(self.status) or HTTP_STATUSES.get(self.http_status) or "permanent"
        )

    def fault(self, wait: timedelta = timedelta(0)) -> SourceError:
        """The error that this refusal stands for.

        ``wait`` is how long a used-up quota keeps us out, unless the answer itself says so.
        """
        if self.action == "rate_limit":
            sentence = "The property's Analytics quota is used up; the sync goes on when it is full."
            return RateLimitError(sentence, wait if self.asked_wait is None else self.asked_wait)
        kind, sentence = _REMEDIES[self.action]
        if self.reason == "ACCESS_TOKEN_SCOPE_INSUFFICIENT":
            sentence = _SCOPE_MISSING
        elif self.http_status == httpx.codes.NOT_FOUND:
            sentence = _NOT_FOUND
        reason = self.reason or self.status or f"HTTP {self.http_status}"
        message = self.message.rstrip(".") or "no reason given"
        return kind(sentence.format(http=self.http_status, reason=reason, message=message))


def refusal(response: httpx.Response) -> Refusal | None:
    """The refusal in an answer, or None when it is good."""
    if response.is_success:
        return None
    try:
        content = decoded(response)
    except ValueError:
        content = None
    error: Any = content.get("error") if isinstance(content, Mapping) else None
    wait = retry_after(response)
    if not isinstance(error, Mapping):
        return Refusal(response.status_code, asked_wait=wait)
    reasons = (detail.get("reason") for detail in error.get("details", ()))
    return Refusal(
        response.status_code,
        str(error.get("status", "")),
        next((str(reason) for reason in reasons if reason), ""),
        str(error.get("message", "")),
        wait,
    )


def is_stale_token(response: httpx.Response) -> bool:
    """Whether a 401 asks for a fresh access token: Analytics names no finer reason."""
    return response.status_code == httpx.codes.UNAUTHORIZED

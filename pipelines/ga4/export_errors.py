"""What BigQuery refuses, and what each refusal asks for: a table of reasons, and the function that reads it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

import httpx

from pipelines.loading.decoding import decoded
from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    SourceError,
    TransientError,
)

Action = Literal["rate_limit", "long_rate_limit", "retry", "reauthorize", "grant", "configuration", "gone", "permanent"]

# What decides: the reason of the first error, else the HTTP status.
REASONS: Mapping[str, Action] = {
    "rateLimitExceeded": "rate_limit",
    "userRateLimitExceeded": "rate_limit",
    "quotaExceeded": "long_rate_limit",
    "backendError": "retry",
    "internalError": "retry",
    "jobBackendError": "retry",
    "jobInternalError": "retry",
    "tableUnavailable": "retry",
    "timeout": "retry",
    "authError": "reauthorize",
    "required": "reauthorize",
    "insufficientPermissions": "reauthorize",
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": "reauthorize",
    "accessDenied": "grant",
    "forbidden": "grant",
    "accessNotConfigured": "configuration",
    "SERVICE_DISABLED": "configuration",
    "billingNotEnabled": "configuration",
    "blocked": "configuration",
    "notFound": "gone",
    "invalid": "permanent",
    "notImplemented": "permanent",
    "responseTooLarge": "permanent",
}
HTTP_STATUSES: Mapping[int, Action] = {
    401: "reauthorize",
    403: "grant",
    404: "gone",
    408: "retry",
    429: "rate_limit",
    500: "retry",
    502: "retry",
    503: "retry",
    504: "retry",
}
SHORT_WAIT, LONG_WAIT = timedelta(seconds=5), timedelta(minutes=10)
_LIMITED = "BigQuery limits the number of requests; the sync goes on by itself."
_REMEDIES: Mapping[Action, tuple[type[SourceError], str]] = {
    "retry": (TransientError, "BigQuery has a passing fault ({reason}); try again later."),
    "reauthorize": (
        ReauthorizeError,
        "BigQuery does not accept this sign-in ({reason}); connect Google Analytics again with access to BigQuery.",
    ),
    "grant": (
        ConfigurationError,
        "The connection may not read the Analytics export in BigQuery ({reason}); give its user the role BigQuery Data "
        "Viewer on the dataset.",
    ),
    "configuration": (
        ConfigurationError,
        "The Google Cloud project does not serve BigQuery ({reason}); enable the API and its billing there.",
    ),
    "permanent": (PermanentError, "BigQuery refuses the request ({reason}); update OmniTrackIQ."),
}


class GoneError(ConfigurationError):
    """The project, dataset or table does not exist (any more)."""


def classify(response: httpx.Response) -> SourceError | None:
    """The fault in an answer, or None when it is good."""
    if response.is_success:
        return None
    reason = _reason(response)
    action = REASONS.get(reason) or HTTP_STATUSES.get(response.status_code) or "permanent"
    match action:
        case "rate_limit":
            return RateLimitError(_LIMITED, SHORT_WAIT)
        case "long_rate_limit":
            return RateLimitError(_LIMITED, LONG_WAIT)
        case "gone":
            return GoneError("BigQuery has no such Analytics export; check bigquery_project and that the link exists.")
    kind, sentence = _REMEDIES[action]
    return kind(sentence.format(reason=reason or f"HTTP {response.status_code}"))


def _reason(response: httpx.Response) -> str:
    """Google's new reason, else BigQuery's own, else nothing."""
    try:
        content: Any = decoded(response)
    except ValueError:
        return ""
    error = content.get("error") if isinstance(content, Mapping) else None
    if not isinstance(error, Mapping):
        return ""
    found = [str(each.get("reason", "")) for each in (*error.get("details", ()), *error.get("errors", ()))]
    return next((reason for reason in found if reason in REASONS), found[0] if found else "")

"""The European Central Bank's error table: HTTP status to what has to happen."""

from collections.abc import Mapping
from datetime import timedelta

import httpx

from pipelines.loading.errors import ConfigurationError, PermanentError, RateLimitError, SourceError, TransientError

_DISTURBED = "The European Central Bank's service is disturbed; try again later."
_DEFECT = "The European Central Bank refuses our request; update OmniTrackIQ or report this."

RULES: Mapping[int, tuple[type[SourceError], str]] = {
    400: (PermanentError, _DEFECT),
    404: (ConfigurationError, "The European Central Bank has no rates at this address; check the base URL."),
    406: (PermanentError, _DEFECT),
    408: (TransientError, _DISTURBED),
    413: (PermanentError, _DEFECT),
}
"""Status 429 waits, 5xx is tried again, other 4xx are permanent."""

_WAIT = timedelta(seconds=30)


def classify(response: httpx.Response) -> SourceError | None:
    """The error an answer stands for, or None when it is good."""
    status = response.status_code
    if status < 400:
        return None
    if status == 429:
        return RateLimitError("The European Central Bank limits our requests; try again later.", _WAIT)
    if status >= 500:
        return TransientError(f"{_DISTURBED} (HTTP {status})")
    kind, sentence = RULES.get(status, RULES[400])
    return kind(f"{sentence} (HTTP {status})")

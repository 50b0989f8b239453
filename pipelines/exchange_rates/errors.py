"""The European Central Bank's error table: HTTP status to what has to happen."""

import csv
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

_CUT_OFF = "The European Central Bank's answer is cut off; try again later."
_WAIT = timedelta(seconds=30)


def classify(response: httpx.Response) -> SourceError | None:
    """The error an answer stands for, or None when it is good and whole."""
    status = response.status_code
    if status < 400:
        return None if _is_whole(response.text) else TransientError(_CUT_OFF)
    if status == 429:
        return RateLimitError("The European Central Bank limits our requests; try again later.", _WAIT)
    if status >= 500:
        return TransientError(f"{_DISTURBED} (HTTP {status})")
    kind, sentence = RULES.get(status, RULES[400])
    return kind(f"{sentence} (HTTP {status})")


def _is_whole(text: str) -> bool:
    """Whether the last line of a CSV has as many fields as the first; no lines at all are whole."""
    lines = text.splitlines()
    return not lines or len(next(csv.reader(lines[-1:]))) == len(next(csv.reader(lines[:1])))

"""The European Central Bank's error table: HTTP status to what has to happen."""

import csv
from collections.abc import Mapping
from datetime import timedelta

import httpx

from pipelines.loading.answers import retry_after
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
COLUMNS = ("TIME_PERIOD", "CURRENCY", "OBS_VALUE")
BYTE_ORDER_MARK = "\ufeff"
_WAIT = timedelta(seconds=30)


def classify(response: httpx.Response, may_be_empty: bool = True) -> SourceError | None:
    """The error an answer stands for, or None when it is good and whole; ``may_be_empty``: also without rates."""
    status = response.status_code
    if status < 400:
        return None if response.is_redirect or _is_whole(response.text, may_be_empty) else TransientError(_CUT_OFF)
    if status == 429:
        wait = retry_after(response)
        sentence = "The European Central Bank limits our requests; try again later."
        return RateLimitError(sentence, _WAIT if wait is None else wait)
    if status >= 500:
        return TransientError(f"{_DISTURBED} (HTTP {status})")
    kind, sentence = RULES.get(status, RULES[400])
    return kind(f"{sentence} (HTTP {status})")


def _is_whole(text: str, may_be_empty: bool) -> bool:
    """Whether a CSV has our columns, and its last line all of them."""
    lines = text.strip().lstrip(BYTE_ORDER_MARK).splitlines()
    if len(lines) < 2 and not may_be_empty:
        return False
    try:
        first, last = next(csv.reader(lines[:1]), []), next(csv.reader(lines[-1:]), [])
    except csv.Error:
        return False
    return not lines or (set(COLUMNS) <= set(first) and len(last) == len(first))

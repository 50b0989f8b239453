"""The European Central Bank's error table: HTTP status to what has to happen."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta

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
MOST_DAYS_WITHOUT_RATES = 6
_WAIT = timedelta(seconds=30)


def classify(response: httpx.Response) -> SourceError | None:
    """The error an answer stands for, or None when it is good and whole."""
    status = response.status_code
    if status < 400:
        return None if response.is_redirect or _is_whole(response) else TransientError(_CUT_OFF)
    if status == 429:
        wait = retry_after(response)
        sentence = "The European Central Bank limits our requests; try again later."
        return RateLimitError(sentence, _WAIT if wait is None else wait)
    if status >= 500:
        return TransientError(f"{_DISTURBED} (HTTP {status})")
    kind, sentence = RULES.get(status, RULES[400])
    return kind(f"{sentence} (HTTP {status})")


def _is_whole(response: httpx.Response) -> bool:
    """Whether a CSV has our columns, and its last line all of them.

    An answer without rates is whole only for a few days: the bank closes for four at most.
    """
    lines = response.text.strip().lstrip(BYTE_ORDER_MARK).splitlines()
    if len(lines) < 2 and _days_asked(response.request) > MOST_DAYS_WITHOUT_RATES:
        return False
    try:
        first, last = next(csv.reader(lines[:1]), []), next(csv.reader(lines[-1:]), [])
    except csv.Error:
        return False
    return not lines or (set(COLUMNS) <= set(first) and len(last) == len(first))


def _days_asked(request: httpx.Request) -> int:
    since, until = (date.fromisoformat(request.url.params[name]) for name in ("startPeriod", "endPeriod"))
    return (until - since).days + 1

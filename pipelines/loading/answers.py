"""What any answer says by itself, whatever the platform: its HTTP status, how long to wait, and whether it is whole."""

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from pipelines.loading.errors import PermanentError, RateLimitError, SourceError, TransientError

IsAnswer = Callable[[Any], bool]

_WAIT_WITHOUT_WORD = timedelta(seconds=5)
_PASSING = (408, 425)


def is_structure(body: Any) -> bool:
    """Whether a decoded body is an object or a list: a bare text, number or null is no API's answer."""
    return isinstance(body, dict | list)


def holds(*keys: str) -> IsAnswer:
    """A test for a decoded body: an object with a value under at least one of ``keys``."""
    return lambda body: isinstance(body, dict) and any(body.get(key) is not None for key in keys)


def holds_list(*path: str) -> IsAnswer:
    """A test for a decoded body: objects one in the other along ``path``, with a list at its end."""

    def test(body: Any) -> bool:
        for key in path:
            body = body.get(key) if isinstance(body, dict) else None
        return isinstance(body, list)

    return test


def status_fault(response: httpx.Response, platform: str) -> SourceError | None:
    """What an answer without a code of the ``platform`` stands for by its HTTP status; None when that is good."""
    status = response.status_code
    if status == httpx.codes.TOO_MANY_REQUESTS:
        sentence = f"{platform} limits our requests (HTTP 429); the sync goes on by itself when the limit is lifted."
        wait = retry_after(response)
        return RateLimitError(sentence, _WAIT_WITHOUT_WORD if wait is None else wait)
    if status >= 500 or status in _PASSING:
        return TransientError(f"{platform}'s service is disturbed (HTTP {status}); try again later.")
    if status >= 400:
        return PermanentError(f"{platform} answered with HTTP {status} and no reason; check the address.")
    return None


def retry_after(response: httpx.Response) -> timedelta | None:
    """The wait that the header Retry-After asks for, in seconds or until a date; None when it says nothing usable.

    A date is compared with the answer's own, so that it does not matter how our clock goes.
    """
    text = response.headers.get("retry-after", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        until, now = _moment(text), _moment(response.headers.get("date", "")) or datetime.now(UTC)
        return max(until - now, timedelta(0)) if until else None
    if not math.isfinite(seconds):
        return None
    return timedelta(seconds=min(max(seconds, 0.0), timedelta(days=365).total_seconds()))


def _moment(text: str) -> datetime | None:
    """An HTTP date, which is in UTC also where it does not say so."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

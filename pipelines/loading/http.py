"""The HTTP client of all sources: time-outs, retries with back-off, and errors as one plain sentence."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import httpx
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    stop_after_delay,
    wait_random_exponential,
)

from pipelines.loading.answers import IsAnswer, is_structure
from pipelines.loading.decoding import decoded
from pipelines.loading.errors import PermanentError, RateLimitError, SourceError, TransientError, UnreachableError
from pipelines.loading.limiter import LONGEST_WAIT, Meter
from pipelines.loading.turns import sleep, waiting

Classifier = Callable[[httpx.Response], SourceError | None]

ATTEMPTS = 5
LONGEST_WAIT_SECONDS = LONGEST_WAIT.total_seconds()
READ_SECONDS = 60.0
"""The longest silence."""
ANSWER_SECONDS = 120.0
"""The longest that one answer may take to arrive, however it drips."""
PATIENCE_SECONDS = 170.0
"""No new attempt after this: with the last answer a request ends within five minutes."""
LARGEST_ANSWER = 512 * 1024 * 1024
_BACK_OFF = wait_random_exponential(multiplier=0.5, max=20)


def _is_worth_waiting(error: BaseException) -> bool:
    if isinstance(error, RateLimitError):
        return error.wait <= LONGEST_WAIT
    return isinstance(error, TransientError)


def _seconds_to_wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    # Who says "retry after 0" is still no reason to hammer.
    asked = error.wait.total_seconds() if isinstance(error, RateLimitError) else 0.0
    return max(asked, _BACK_OFF(state))


@cache
def certificates() -> ssl.SSLContext:
    """The authorities that are trusted, read once: it takes a tenth of a second."""
    return httpx.create_ssl_context()


class ApiClient:
    """Requests to one host.

    ``classify`` turns an answer into the SourceError it stands for, or None when it is good. Transient errors and
    waits of up to a minute are tried again, at most five times; everything else is raised at once. Redirects are not
    followed. ``meter`` keeps the requests within the limits that the run's connections share.
    """

    def __init__(
        self,
        base_url: str,
        classify: Classifier,
        headers: Mapping[str, str] | None = None,
        meter: Meter | None = None,
    ) -> None:
        self._classify = classify
        self._meter = meter
        self._host = httpx.URL(base_url).host
        self._client = httpx.Client(
            base_url=base_url,
            verify=certificates(),
            headers=dict(headers or {}),
            timeout=httpx.Timeout(READ_SECONDS, connect=10.0),
            follow_redirects=False,
            event_hooks={"response": [_bound]},
        )

    def __enter__(self) -> "ApiClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """One answer that ``classify`` found good; raises SourceError."""
        return self._patiently(self._once, method, url, options)

    def get_json(
        self, url: str, params: Mapping[str, Any] | None = None, *, is_answer: IsAnswer = is_structure, **options: Any
    ) -> Any:
        """The decoded body of a GET; one that is not whole JSON or fails ``is_answer`` is asked for again.

        An answer of another shape must never count as one without rows: it would empty what it covers.
        """
        return self._patiently(self._once_decoded, is_answer, "GET", url, {"params": params, **options})

    def post_json(self, url: str, body: Any, *, is_answer: IsAnswer = is_structure, **options: Any) -> Any:
        """The decoded body of a POST of ``body`` as JSON."""
        return self._patiently(self._once_decoded, is_answer, "POST", url, {"json": body, **options})

    def post_form(
        self, url: str, form: Mapping[str, str], *, is_answer: IsAnswer = is_structure, **options: Any
    ) -> Any:
        """The decoded body of a POST of form fields."""
        return self._patiently(self._once_decoded, is_answer, "POST", url, {"data": dict(form), **options})

    def _patiently(self, attempt: Callable[..., Any], *arguments: Any) -> Any:
        retrying = Retrying(
            retry=retry_if_exception(_is_worth_waiting),
            stop=stop_after_attempt(ATTEMPTS) | stop_after_delay(PATIENCE_SECONDS),
            wait=_seconds_to_wait,
            sleep=sleep,
            reraise=True,
        )
        return retrying(attempt, *arguments)

    def _once_decoded(self, is_answer: IsAnswer, method: str, url: str, options: Mapping[str, Any]) -> Any:
        response = self._once(method, url, options)
        try:
            body = decoded(response)
        except ValueError as error:
            raise TransientError(f"{self._host} sent an answer that is cut off or no JSON; try again later.") from error
        except RecursionError as error:
            raise self._too_deep() from error
        if not is_answer(body):
            raise TransientError(f"{self._host} sent an answer of a shape that it never has; try again later.")
        return body

    def _once(self, method: str, url: str, options: Mapping[str, Any]) -> httpx.Response:
        response = self._send(method, url, **options)
        try:
            if self._meter is not None:
                self._meter.limiter.heed(self._meter.usage(response))
            fault = self._classify(response)
        except RecursionError as error:
            raise self._too_deep() from error
        if fault is not None:
            raise fault
        if response.is_redirect:
            raise PermanentError(f"{self._host} redirects elsewhere, which is not followed; check the address.")
        return response

    def _too_deep(self) -> PermanentError:
        return PermanentError(f"{self._host} sent an answer that is nested too deeply to be read.")

    def _send(self, method: str, url: str, auth: Any = None, **options: Any) -> httpx.Response:
        request = self._client.build_request(method, url, **options)
        if self._meter is not None:
            self._meter.limiter.admit(self._meter.scopes(request))
        try:
            with waiting():
                return self._client.send(request, **({} if auth is None else {"auth": auth}))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError) as error:
            raise UnreachableError(
                f"{self._host} could not be reached; check the network and try again later."
            ) from error
        except httpx.TimeoutException as error:
            raise TransientError(f"{self._host} did not answer in time; try again later.") from error
        except httpx.TransportError as error:
            raise TransientError(f"{self._host} broke off the connection; try again later.") from error
        except httpx.DecodingError as error:
            raise TransientError(f"{self._host} sent an answer that cannot be unpacked; try again later.") from error


class _Bounded(httpx.SyncByteStream):
    """A body that may neither drip for ever nor grow without end."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._stream = response.stream

    def __iter__(self) -> Iterator[bytes]:
        ends_at, size = time.monotonic() + ANSWER_SECONDS, 0
        assert isinstance(self._stream, httpx.SyncByteStream)
        for chunk in self._stream:
            size += len(chunk)
            if time.monotonic() > ends_at:
                raise httpx.ReadTimeout("The answer drips.", request=self._response.request)
            if size > LARGEST_ANSWER:
                raise PermanentError(f"{self._response.request.url.host} sent more than 512 MB in one answer.")
            yield chunk

    def close(self) -> None:
        self._stream.close()  # type: ignore[union-attr]


def _bound(response: httpx.Response) -> None:
    response.stream = _Bounded(response)

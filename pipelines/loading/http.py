"""The HTTP client of all sources: time-outs, retries with back-off, and errors as one plain sentence."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import orjson
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_random_exponential

from pipelines.loading.errors import PermanentError, RateLimitError, SourceError, TransientError

Classifier = Callable[[httpx.Response], SourceError | None]

ATTEMPTS = 5
LONGEST_WAIT_SECONDS = 60.0
_BACK_OFF = wait_random_exponential(multiplier=0.5, max=20)


def _is_worth_waiting(error: BaseException) -> bool:
    if isinstance(error, RateLimitError):
        return error.wait.total_seconds() <= LONGEST_WAIT_SECONDS
    return isinstance(error, TransientError)


def _seconds_to_wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, RateLimitError):
        return max(error.wait.total_seconds(), 0.0)
    return _BACK_OFF(state)


class ApiClient:
    """Requests to one host.

    ``classify`` turns an answer into the SourceError it stands for, or None when it is good. Transient errors and
    waits of up to a minute are tried again, at most five times; everything else is raised at once. Redirects are not
    followed.
    """

    def __init__(self, base_url: str, classify: Classifier, headers: Mapping[str, str] | None = None) -> None:
        self._classify = classify
        self._host = httpx.URL(base_url).host
        self._client = httpx.Client(
            base_url=base_url,
            headers=dict(headers or {}),
            timeout=httpx.Timeout(60.0, connect=10.0),
            follow_redirects=False,
        )

    def __enter__(self) -> "ApiClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def request(self, method: str, url: str, **options: Any) -> httpx.Response:
        """One answer that ``classify`` found good; raises SourceError."""
        return self._patiently(self._once, method, url, options)

    def get_json(self, url: str, params: Mapping[str, Any] | None = None, **options: Any) -> Any:
        """The decoded body of a GET; an answer that is not whole JSON is asked for again."""
        return self._patiently(self._once_decoded, "GET", url, {"params": params, **options})

    def post_json(self, url: str, body: Any, **options: Any) -> Any:
        """The decoded body of a POST of ``body`` as JSON."""
        return self._patiently(self._once_decoded, "POST", url, {"json": body, **options})

    def post_form(self, url: str, form: Mapping[str, str], **options: Any) -> Any:
        """The decoded body of a POST of form fields."""
        return self._patiently(self._once_decoded, "POST", url, {"data": dict(form), **options})

    def _patiently(self, attempt: Callable[..., Any], *arguments: Any) -> Any:
        retrying = Retrying(
            retry=retry_if_exception(_is_worth_waiting),
            stop=stop_after_attempt(ATTEMPTS),
            wait=_seconds_to_wait,
            reraise=True,
        )
        return retrying(attempt, *arguments)

    def _once_decoded(self, method: str, url: str, options: Mapping[str, Any]) -> Any:
        response = self._once(method, url, options)
        try:
            return orjson.loads(response.content)
        except orjson.JSONDecodeError as error:
            raise TransientError(f"{self._host} sent an answer that is cut off; try again later.") from error

    def _once(self, method: str, url: str, options: Mapping[str, Any]) -> httpx.Response:
        try:
            response = self._client.request(method, url, **options)
        except httpx.TimeoutException as error:
            raise TransientError(f"{self._host} did not answer in time; try again later.") from error
        except httpx.TransportError as error:
            raise TransientError(
                f"{self._host} could not be reached; check the network and try again later."
            ) from error
        fault = self._classify(response)
        if fault is not None:
            raise fault
        if response.is_redirect:
            raise PermanentError(f"{self._host} redirects elsewhere, which is not followed; check the address.")
        return response

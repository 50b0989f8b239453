"""Asynchronous report runs: a report that is too large to be answered at once is made by Meta and fetched when ready.

``POST act_<id>/insights`` starts a run, ``GET <run>`` says how it fares, ``GET <run>/insights`` reads what it made. The
status decides, not the percentage: a run may show 100 % and still be at work.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from tenacity import RetryCallState, Retrying, retry_if_exception_type, retry_if_result, stop_after_attempt
from tenacity.wait import wait_exponential

from pipelines.facebook_ads.client import FacebookClient, Record
from pipelines.facebook_ads.errors import RefusedError, run_fault
from pipelines.loading.errors import RateLimitError, ShrinkError, TransientError
from pipelines.loading.turns import sleep

COMPLETED, FAILED, SKIPPED, NOT_STARTED = "Job Completed", "Job Failed", "Job Skipped", "Job Not Started"
_ENDED = frozenset({COMPLETED, FAILED, SKIPPED})
_STARTS = 3
_READINGS = 5
_COME_BACK_IN = timedelta(minutes=15)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for a run, in seconds: between two looks, for its start, and for its end."""

    first_pause: float = 1.0
    longest_pause: float = 20.0
    start_within: float = 300.0
    end_within: float = 1800.0


PATIENCE = Patience()


class ReportRuns:
    """Reads reports of one connection by runs, one after the other."""

    def __init__(self, client: FacebookClient, patience: Patience) -> None:
        self._client = client
        self._patience = patience

    def read(self, account_id: str, params: Mapping[str, Any]) -> list[Record]:
        """All rows of the report with ``params``.

        Raises ShrinkError where a smaller report may succeed, also where a run does not end in time, RateLimitError
        where Meta does not come round to it, and what a failed run names otherwise.
        """
        for _ in range(_STARTS):
            run_id = str(self._client.post(f"act_{account_id}/insights", params).get("report_run_id"))
            state = self._watch(run_id)
            match state.get("async_status"):
                case "Job Completed":
                    return self._made_by(run_id)
                case "Job Failed":
                    fault = run_fault(state)
                    if fault is None:
                        raise ShrinkError("Meta failed to make a report.")
                    if not isinstance(fault, TransientError):
                        raise fault
                case "Job Skipped":
                    continue
                case "Job Not Started":
                    raise _parked(f"Meta has not begun a report within {self._patience.start_within / 60:.0f} minutes")
                case _:
                    raise ShrinkError(
                        f"Meta did not finish a report within {self._patience.end_within / 60:.0f} minutes."
                    )
        if state.get("async_status") == FAILED:
            raise ShrinkError("Meta failed to make a report three times.")
        raise _parked("Meta skipped a report three times")

    def _made_by(self, run_id: str) -> list[Record]:
        return self._once_there(lambda: list(self._client.edge(f"{run_id}/insights", {})))

    def _watch(self, run_id: str) -> Record:
        """The state in which a run ended, or that of the last look when waiting took too long."""
        watching = Retrying(
            retry=retry_if_result(lambda state: state.get("async_status") not in _ENDED),
            stop=self._waited_too_long,
            wait=self._pauses(),
            sleep=sleep,
            retry_error_callback=lambda look: look.outcome.result() if look.outcome else {},
        )
        return watching(lambda: self._once_there(lambda: self._client.node(run_id)))

    def _waited_too_long(self, look: RetryCallState) -> bool:
        state = look.outcome.result() if look.outcome else {}
        started = state.get("async_status") != NOT_STARTED
        limit = self._patience.end_within if started else self._patience.start_within
        return look.idle_for >= limit

    def _once_there(self, read: Callable[[], T]) -> T:
        """``read()``, again where Meta does not know the fresh run yet."""
        retrying = Retrying(
            retry=retry_if_exception_type(RefusedError),
            stop=stop_after_attempt(_READINGS),
            wait=self._pauses(),
            sleep=sleep,
            reraise=True,
        )
        return retrying(read)

    def _pauses(self) -> wait_exponential:
        return wait_exponential(multiplier=self._patience.first_pause, max=self._patience.longest_pause)


def _parked(reason: str) -> RateLimitError:
    return RateLimitError(f"{reason}; the sync goes on by itself later.", _COME_BACK_IN)

"""Meta's error table: code and subcode to what has to happen. Codes decide, never types or texts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import httpx

from pipelines.facebook_ads.usage import read_usage
from pipelines.loading.answers import status_fault
from pipelines.loading.decoding import decoded
from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    ShrinkError,
    SourceError,
    TooOldError,
    TransientError,
)

Outcome = Literal["retry", "unknown", "shrink", "too_old", "rate_limit", "reauth", "config", "refused", "permanent"]


class UnknownFaultError(TransientError):
    """Meta does not know what went wrong: worth a retry, and a smaller page if it goes on."""


class RefusedError(PermanentError):
    """Meta refuses the object or a parameter; a report run that is not ready yet is refused the same way."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Errors with one of ``codes`` and one of ``subcodes``; no entry means any.

    Of rate limits only: ``limit`` is the one at fault, as usage headers name it, and ``wait_minutes`` is how long to
    wait when they say nothing.
    """

    codes: tuple[int, ...]
    outcome: Outcome
    sentence: str
    subcodes: tuple[int, ...] = ()
    wait_minutes: int = 5
    limit: str | None = None

    def covers(self, code: int, subcode: int) -> bool:
        return (not self.codes or code in self.codes) and (not self.subcodes or subcode in self.subcodes)


_WAIT = "Meta limits the calls of this {}; the sync goes on by itself when the limit is lifted."
_GRANT = "The token may not read this ad account; grant it ads_read for the account in Meta Business settings."
_SIGN_IN = "Facebook no longer accepts the sign-in; connect the account again."
_DISTURBED = "Meta's service is disturbed; try again later."
_SHRINK = "Meta finds the request too large."

BEFORE_TRANSIENT: tuple[Rule, ...] = (
    Rule((190, 102), "reauth", _SIGN_IN),
    Rule((4,), "rate_limit", _WAIT.format("app")),
    Rule((17,), "rate_limit", _WAIT.format("ad account")),
    Rule((32,), "rate_limit", _WAIT.format("page")),
    Rule((341,), "rate_limit", _WAIT.format("app"), wait_minutes=60),
    Rule((613,), "rate_limit", _WAIT.format("ad account")),
    Rule((80000,), "rate_limit", _WAIT.format("ad account's reports"), limit="reports"),
    Rule((80003,), "rate_limit", _WAIT.format("ad account's audiences"), limit="custom_audience"),
    Rule((80004,), "rate_limit", _WAIT.format("ad account"), limit="objects"),
    Rule((80001, 80002, 80005, 80006, 80008, 80009, 80014), "rate_limit", _WAIT.format("business")),
    Rule((3018,), "too_old", "Meta keeps 37 months of reports; older days cannot be read."),
    Rule((2635,), "permanent", "Meta retired this API version; set a newer api_version or update OmniTrackIQ."),
    Rule((3, 10, *range(200, 300)), "config", _GRANT),
    Rule((), "config", "The ad account is set up wrongly; check it in Meta Business settings.", (2853001, 2446289)),
    Rule((2446289,), "config", "The ad account is set up wrongly; check it in Meta Business settings."),
    Rule((), "shrink", _SHRINK, (1487534, 1504018, 1504038)),
    Rule((1,), "unknown", "Meta reports an unknown error; try again later.", (99,)),
    Rule((2, 960), "retry", _DISTURBED),
)
"""Rows that hold whatever else the answer says."""

AFTER_TRANSIENT: tuple[Rule, ...] = (
    Rule((1,), "shrink", _SHRINK),
    Rule((100,), "refused", "Meta knows no such object for this token; check the ad account id.", (33,)),
    Rule((100,), "refused", "Meta refuses a parameter or field; update OmniTrackIQ."),
)
"""Rows for answers that do not call themselves transient."""

_TRANSIENT = Rule((), "retry", _DISTURBED)


def classify(response: httpx.Response) -> SourceError | None:
    """The error an answer stands for, or None when it is good (its body may still be cut off)."""
    error = _error_of(response)
    if error is None:
        return status_fault(response, "Meta")
    code, subcode = _number(error.get("code")), _number(error.get("error_subcode"))
    transient = bool(error.get("is_transient")) or response.status_code == 503
    if rule := _rule(code, subcode, transient):
        return _raised(rule, code, time_to_wait(response, rule))
    if response.status_code >= 500:
        return TransientError(_DISTURBED)
    return PermanentError(f"Meta refuses the request with error {code}; update OmniTrackIQ or report the code.")


def run_fault(state: Mapping[str, Any]) -> SourceError | None:
    """The error that the state of a failed report run names, or None when it names none that is known."""
    code, subcode = _number(state.get("error_code")), _number(state.get("error_subcode"))
    rule = _rule(code, subcode, transient=False) if code else None
    return _raised(rule, code, timedelta(minutes=rule.wait_minutes)) if rule else None


def _error_of(response: httpx.Response) -> Mapping[str, Any] | None:
    try:
        body = decoded(response)
    except ValueError:
        return None
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else None


def _number(value: Any) -> int:
    """A code as a number; 0 where there is none."""
    text = str(value)
    return int(text) if text.isdecimal() else 0


def _rule(code: int, subcode: int, transient: bool) -> Rule | None:
    rules = (*BEFORE_TRANSIENT, _TRANSIENT) if transient else (*BEFORE_TRANSIENT, *AFTER_TRANSIENT)
    return next((rule for rule in rules if rule.covers(code, subcode)), None)


def _raised(rule: Rule, code: int, wait: timedelta) -> SourceError:
    sentence = f"{rule.sentence} (Meta error {code})"
    match rule.outcome:
        case "rate_limit":
            return RateLimitError(sentence, wait)
        case "reauth":
            return ReauthorizeError(sentence)
        case "config":
            return ConfigurationError(sentence)
        case "shrink":
            return ShrinkError(sentence)
        case "too_old":
            return TooOldError(sentence)
        case "unknown":
            return UnknownFaultError(sentence)
        case "retry":
            return TransientError(sentence)
        case "refused":
            return RefusedError(sentence)
        case "permanent":
            return PermanentError(sentence)


def time_to_wait(response: httpx.Response, rule: Rule) -> timedelta:
    """How long the usage headers ask to wait, by the limit that the rule names if it is among them."""
    asked = [reading for reading in read_usage(response.headers) if reading.wait]
    ours = [reading for reading in asked if rule.limit and reading.kind in (rule.limit, "account")]
    return max((reading.wait for reading in ours or asked), default=timedelta(minutes=rule.wait_minutes))

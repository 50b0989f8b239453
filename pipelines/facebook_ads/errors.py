"""Meta's error table: code and subcode to what has to happen. Codes decide, never types or texts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import httpx

from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    ShrinkError,
    SourceError,
    TransientError,
)

Outcome = Literal["retry", "unknown", "shrink", "too_old", "rate_limit", "reauth", "config", "permanent"]


class UnknownFaultError(TransientError):
    """Meta does not know what went wrong: worth a retry, and a smaller page if it goes on."""


class TooOldError(PermanentError):
    """The range starts before the history that Meta keeps."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Errors with one of ``codes`` and one of ``subcodes``; no entry means any. ``wait_minutes``: rate limits only."""

    codes: tuple[int, ...]
    outcome: Outcome
    sentence: str
    subcodes: tuple[int, ...] = ()
    wait_minutes: int = 5
    usage_type: str | None = None

    def covers(self, code: int, subcode: int | None) -> bool:
        return (not self.codes or code in self.codes) and (not self.subcodes or subcode in self.subcodes)


_WAIT = "Meta limits the calls of this {}; the sync goes on by itself when the limit is lifted."
_GRANT = "The token may not read this ad account; grant it ads_read for the account in Meta Business settings."
_SIGN_IN = "Facebook no longer accepts the sign-in; connect the account again."
_SHRINK = "Meta finds the request too large; a smaller one follows."
_REPORT_CASE, _MANAGE_CASE, _AUDIENCE_CASE = "ads_insights", "ads_management", "custom_audience"

BEFORE_TRANSIENT: tuple[Rule, ...] = (
    Rule((190, 102), "reauth", _SIGN_IN),
    Rule((4,), "rate_limit", _WAIT.format("app")),
    Rule((17,), "rate_limit", _WAIT.format("ad account")),
    Rule((32,), "rate_limit", _WAIT.format("page")),
    Rule((341,), "rate_limit", _WAIT.format("app"), wait_minutes=60),
    Rule((613,), "rate_limit", _WAIT.format("ad account")),
    Rule((80000,), "rate_limit", _WAIT.format("ad account's reports"), usage_type=_REPORT_CASE),
    Rule((80003,), "rate_limit", _WAIT.format("ad account's audiences"), usage_type=_AUDIENCE_CASE),
    Rule((80004,), "rate_limit", _WAIT.format("ad account"), usage_type=_MANAGE_CASE),
    Rule((80001, 80002, 80005, 80006, 80008, 80009, 80014), "rate_limit", _WAIT.format("business")),
    Rule((3018,), "too_old", "Meta keeps 37 months of reports; older days cannot be read."),
    Rule((2635,), "permanent", "Meta retired this API version; set a newer api_version or update OmniTrackIQ."),
    Rule((3, 10, *range(200, 300)), "config", _GRANT),
    Rule((), "config", "The ad account is set up wrongly; check it in Meta Business settings.", (2853001, 2446289)),
    Rule((2446289,), "config", "The ad account is set up wrongly; check it in Meta Business settings."),
    Rule((), "shrink", _SHRINK, (1487534, 1504018, 1504038)),
    Rule((1,), "unknown", "Meta reports an unknown error; try again later.", (99,)),
    Rule((2, 960), "retry", "Meta's service is disturbed; try again later."),
)
"""Rows that hold whatever else the answer says."""

AFTER_TRANSIENT: tuple[Rule, ...] = (
    Rule((1,), "shrink", _SHRINK),
    Rule((100,), "permanent", "Meta knows no such object for this token; check the ad account id.", (33,)),
    Rule((100,), "permanent", "Meta refuses a parameter or field; update OmniTrackIQ."),
)
"""Rows for answers that do not call themselves transient."""

_DISTURBED = "Meta's service is disturbed; try again later."


def classify(response: httpx.Response) -> SourceError | None:
    """The error an answer stands for, or None when it is good (its body may still be cut off)."""
    error = _error_of(response)
    if error is None:
        if response.status_code >= 500:
            return TransientError(_DISTURBED)
        if response.status_code >= 400:
            return PermanentError(f"Meta answered with HTTP {response.status_code} and no reason; check the address.")
        return None
    code, subcode = int(error.get("code") or 0), error.get("error_subcode")
    if rule := _first(BEFORE_TRANSIENT, code, subcode):
        return _raised(rule, code, response)
    if error.get("is_transient") or response.status_code == 503:
        return TransientError(_DISTURBED)
    if rule := _first(AFTER_TRANSIENT, code, subcode):
        return _raised(rule, code, response)
    if response.status_code >= 500:
        return TransientError(_DISTURBED)
    return PermanentError(f"Meta refuses the request with error {code}; update OmniTrackIQ or report the code.")


def _error_of(response: httpx.Response) -> Mapping[str, Any] | None:
    try:
        body = json.loads(response.content)
    except ValueError:
        return None
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else None


def _first(rules: tuple[Rule, ...], code: int, subcode: int | None) -> Rule | None:
    return next((rule for rule in rules if rule.covers(code, subcode)), None)


def _raised(rule: Rule, code: int, response: httpx.Response) -> SourceError:
    sentence = f"{rule.sentence} (Meta error {code})"
    match rule.outcome:
        case "rate_limit":
            return RateLimitError(sentence, time_to_wait(response, rule))
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
        case "permanent":
            return PermanentError(sentence)


def time_to_wait(response: httpx.Response, rule: Rule) -> timedelta:
    """How long the usage headers ask to wait: minutes per business use case, seconds per ad account."""
    waits = [timedelta(minutes=minutes) for minutes in _use_case_minutes(response, rule.usage_type)]
    account = _header(response, "x-ad-account-usage")
    if isinstance(account, dict) and account.get("reset_time_duration"):
        waits.append(timedelta(seconds=float(account["reset_time_duration"])))
    return max(waits, default=timedelta(minutes=rule.wait_minutes))


def _use_case_minutes(response: httpx.Response, usage_type: str | None) -> list[float]:
    usage = _header(response, "x-business-use-case-usage")
    entries = [entry for entries in usage.values() for entry in entries] if isinstance(usage, dict) else []
    ours = [entry for entry in entries if entry.get("type") == usage_type]
    minutes = [float(entry.get("estimated_time_to_regain_access") or 0) for entry in ours or entries]
    return [value for value in minutes if value > 0]


def _header(response: httpx.Response, name: str) -> Any:
    try:
        return json.loads(response.headers.get(name, "null"))
    except ValueError:
        return None

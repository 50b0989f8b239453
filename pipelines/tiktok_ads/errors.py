"""TikTok's error table: the code of the envelope to what has to happen. HTTP status and text say nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import httpx

from pipelines.loading.answers import status_fault
from pipelines.loading.decoding import decoded
from pipelines.loading.errors import (
    ConfigurationError,
    PermanentError,
    RateLimitError,
    ReauthorizeError,
    ShrinkError,
    SourceError,
    TransientError,
)

Outcome = Literal["ok", "retry", "shrink", "rate_limit", "reauth", "config", "refused", "permanent"]


class RefusedError(PermanentError):
    """TikTok refuses the request: now and then without a cause, and where the app may not read the object."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Errors with one of ``codes``; ``wait`` only for rate limits."""

    codes: Iterable[int]
    outcome: Outcome
    sentence: str = ""
    wait: timedelta = timedelta(seconds=2)


RULES: tuple[Rule, ...] = (
    Rule((0, 20001), "ok"),
    Rule(
        (40100, 40132, 40133, 40016, 61000),
        "rate_limit",
        "TikTok limits the calls of this app; the sync goes on by itself when the limit is lifted.",
    ),
    Rule(
        (60001,),
        "rate_limit",
        "TikTok is under maintenance; the sync goes on by itself when it is over.",
        timedelta(minutes=10),
    ),
    Rule(range(50000, 50003), "retry", "TikTok's service is disturbed; try again later."),
    Rule(range(51000, 54000), "retry", "TikTok's service is disturbed; try again later."),
    Rule((40200, 40201, 40202, 40700), "retry", "TikTok is not ready for the request; try again later."),
    Rule(
        (40102, 40104, 40105, 40106, 40115, 40120, 40309),
        "reauth",
        "TikTok no longer accepts the access token; connect the account again.",
    ),
    Rule(
        (40103, 40107, 40108, 40110),
        "reauth",
        "TikTok no longer accepts the authorisation; connect the account again.",
    ),
    Rule(
        (40001, 40003, 40113, 40117, 40118, 40124, 40125, 40130, 40131),
        "config",
        "The app may not read this advertiser; grant it reporting and ads management in TikTok Business Center.",
    ),
    Rule(
        (40300, 40301, 40302, 40007, 41000),
        "config",
        "TikTok does not know this advertiser for the token, or has blocked it; check the advertiser id.",
    ),
    Rule((40009, 40010, 40013), "config", "This is a TikTok sandbox account with limits; connect a real account."),
    Rule((40067,), "shrink", "TikTok finds the report too large; a smaller one follows."),
    Rule(
        (40002,),
        "refused",
        "TikTok refuses the request, as it does where the app may not read what is asked for; grant it the advertiser "
        "in TikTok Business Center, or report the code.",
    ),
    Rule((40000, 40011, 40061), "permanent", "TikTok refuses a parameter; update OmniTrackIQ."),
    Rule(
        (40006, 40051, 40400, 41001, 41002),
        "permanent",
        "TikTok no longer has this version, path or field; update OmniTrackIQ.",
    ),
)


TRUNCATED = "x-tt-ads-throttle"
"""A header on good answers that leave out all but the newest 20,000 ads."""


class TooManyAdsError(ShrinkError):
    """The answer is cut short, for the account has more ads than TikTok reports at once."""


def classify(response: httpx.Response) -> SourceError | None:
    """The error an answer stands for, or None when it is good (its body may still be cut off)."""
    if TRUNCATED in response.headers:
        return TooManyAdsError("TikTok reports only the newest 20,000 ads at once; fewer campaigns follow.")
    code = _code_of(response)
    if code is None:
        return status_fault(response, "TikTok")
    rule = next((rule for rule in RULES if code in rule.codes), None)
    if rule is None:
        return PermanentError(f"TikTok refuses the request with code {code}; update OmniTrackIQ or report the code.")
    return _raised(rule, code)


def limit_wait(response: httpx.Response) -> timedelta | None:
    """How long an answer keeps us out because a limit is reached; None for every other answer."""
    fault = classify(response)
    return fault.wait if isinstance(fault, RateLimitError) else None


def _code_of(response: httpx.Response) -> int | None:
    try:
        body: Any = decoded(response)
    except ValueError:
        return None
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) else None


def _raised(rule: Rule, code: int) -> SourceError | None:
    sentence = f"{rule.sentence} (TikTok code {code})"
    match rule.outcome:
        case "ok":
            return None
        case "rate_limit":
            return RateLimitError(sentence, rule.wait)
        case "reauth":
            return ReauthorizeError(sentence)
        case "config":
            return ConfigurationError(sentence)
        case "shrink":
            return ShrinkError(sentence)
        case "retry":
            return TransientError(sentence)
        case "refused":
            return RefusedError(sentence)
        case "permanent":
            return PermanentError(sentence)

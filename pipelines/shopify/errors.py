"""Shopify's error table: HTTP status or GraphQL error code to what has to happen. Codes decide, never texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import httpx

from pipelines.loading.answers import retry_after
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

Outcome = Literal[
    "retry", "shrink_after_retries", "shrink", "rate_limit", "denied", "token", "reauth", "config", "permanent"
]


class DisturbedError(TransientError):
    """Shopify failed inside: worth a retry, and a smaller page if it goes on."""


class RefusedTokenError(ReauthorizeError):
    """The token has ended or was taken back: worth another one, where it can be renewed."""


class AccessDeniedError(ReauthorizeError):
    """The token may not read ``fields``; everything else can be read."""

    def __init__(self, message: str, fields: frozenset[str]) -> None:
        super().__init__(message)
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Rule:
    """What one status or code stands for, with the sentence that people read."""

    outcome: Outcome
    sentence: str


_DISTURBED = "Shopify's service is disturbed; try again later."
_DEFECT = "Shopify refuses a query of ours; update OmniTrackIQ or report the code."
_LIMIT = "Shopify limits the requests of this shop; the sync goes on by itself when the limit is lifted."

HTTP_RULES: Mapping[int, Rule] = {
    400: Rule("permanent", "Shopify cannot read our request; update OmniTrackIQ or report this."),
    401: Rule("token", "Shopify no longer accepts the access token; connect the shop again."),
    402: Rule("permanent", "The shop is frozen for unpaid bills; the sync goes on once its owner has paid Shopify."),
    403: Rule("reauth", "The access token lacks a permission; grant it read_orders and connect the shop again."),
    404: Rule("config", "There is no such shop or API version; check the shop's address and api_version."),
    423: Rule("permanent", "Shopify has locked the shop; its owner must ask Shopify's support."),
    429: Rule("rate_limit", _LIMIT),
    430: Rule("permanent", "Shopify rejects us for security reasons; pause the connection and ask its support."),
}
"""Status 5xx is ``retry``; redirects are ``config``; other 4xx are ``permanent``."""

CODE_RULES: Mapping[str, Rule] = {
    "THROTTLED": Rule("rate_limit", _LIMIT),
    "MAX_COST_EXCEEDED": Rule("shrink", "Shopify finds the query too dear; a smaller page follows."),
    "INTERNAL_SERVER_ERROR": Rule("shrink_after_retries", _DISTURBED),
    "ACCESS_DENIED": Rule("denied", "The token may not read {fields}; grant {scopes} and connect the shop again."),
    "SHOP_INACTIVE": Rule("permanent", "The shop is not active; its owner must open it again."),
    "undefinedField": Rule("permanent", _DEFECT),
    "argumentNotAccepted": Rule("permanent", _DEFECT),
    "parseError": Rule("permanent", _DEFECT),
    "BAD_REQUEST": Rule("permanent", _DEFECT),
    "INVALID_VARIABLE": Rule("permanent", _DEFECT),
}
"""Codes that are not listed are ``permanent``."""

BulkOutcome = Literal["wait", "done", "again", "shrink", "denied", "permanent"]

BULK_RULES: Mapping[str, BulkOutcome] = {
    "CREATED": "wait",
    "RUNNING": "wait",
    "CANCELING": "wait",
    "COMPLETED": "done",
    "CANCELED": "again",
    "EXPIRED": "again",
    "TIMEOUT": "shrink",
    "INTERNAL_SERVER_ERROR": "shrink",
    "ACCESS_DENIED": "denied",
    "LIMIT_REACHED": "wait",
    "OPERATION_IN_PROGRESS": "wait",
    "INVALID": "permanent",
}
"""Bulk operations: their statuses, the error codes of those that are FAILED, and the codes of what is not started.

Others are ``permanent``.
"""

_WAIT_WITHOUT_WORD = timedelta(seconds=2)


def classify(response: httpx.Response) -> SourceError | None:
    """The error an answer stands for, or None when it is good (its body may still be cut off)."""
    status = response.status_code
    if response.is_redirect:
        return _moved(response)
    if status >= 500:
        return TransientError(_said(_DISTURBED, f"HTTP {status}", response))
    if status >= 400:
        rule = HTTP_RULES.get(status, HTTP_RULES[400])
        return _raised(rule, f"HTTP {status}", response, ())
    body = _decoded(response)
    errors = body.get("errors") if isinstance(body, dict) else None
    if not errors:
        return None
    listed = errors if isinstance(errors, list) else [{"message": errors}]
    codes = [str((error.get("extensions") or {}).get("code") or "unknown") for error in listed]
    # The gravest code decides: a refused field beside a defect is a defect.
    code = min(codes, key=_gravity)
    return _raised(CODE_RULES.get(code, Rule("permanent", _DEFECT)), code, response, listed)


def _gravity(code: str) -> int:
    order: tuple[Outcome, ...] = ("permanent", "reauth", "rate_limit", "shrink_after_retries", "shrink", "denied")
    rule = CODE_RULES.get(code)
    return order.index(rule.outcome) if rule else 0


def _raised(rule: Rule, code: str, response: httpx.Response, errors: Sequence[Mapping[str, Any]]) -> SourceError:
    sentence = _said(rule.sentence, code, response)
    match rule.outcome:
        case "rate_limit":
            return RateLimitError(sentence, time_to_wait(response))
        case "denied":
            return _denied(sentence, errors)
        case "token":
            return RefusedTokenError(sentence)
        case "reauth":
            return ReauthorizeError(sentence)
        case "config":
            return ConfigurationError(sentence)
        case "shrink":
            return ShrinkError(sentence)
        case "shrink_after_retries":
            return DisturbedError(sentence)
        case "retry":
            return TransientError(sentence)
        case "permanent":
            return PermanentError(sentence)


def _denied(sentence: str, errors: Sequence[Mapping[str, Any]]) -> AccessDeniedError:
    fields = frozenset(str(error["path"][-1]) for error in errors if error.get("path"))
    required = {str((error.get("extensions") or {}).get("requiredAccess") or "the scope it needs") for error in errors}
    text = sentence.replace("{fields}", ", ".join(sorted(fields)) or "a field")
    return AccessDeniedError(text.replace("{scopes}", " and ".join(sorted(required)).rstrip(".")), fields)


def _moved(response: httpx.Response) -> ConfigurationError:
    target = httpx.URL(response.headers.get("location", "")).host
    where = f"the shop is now {target}" if target.endswith(".myshopify.com") else "the address leads elsewhere"
    return ConfigurationError(f"Shopify says that {where}; change the connection's shop.")


def time_to_wait(response: httpx.Response) -> timedelta:
    """How long to wait: as the header says, else until the bucket holds what the query asks for."""
    asked = retry_after(response)
    if asked is not None:
        return asked
    body = _decoded(response)
    cost = (body.get("extensions") or {}).get("cost") if isinstance(body, dict) else None
    if not cost:
        return _WAIT_WITHOUT_WORD
    return timedelta(seconds=seconds_to_fill(cost["requestedQueryCost"], cost["throttleStatus"]))


def seconds_to_fill(points: float, bucket: Mapping[str, float]) -> float:
    """The seconds until ``bucket`` (a throttleStatus) holds ``points``."""
    missing = points - bucket["currentlyAvailable"]
    return max(0.0, missing / bucket["restoreRate"])


def _said(sentence: str, code: str, response: httpx.Response) -> str:
    request_id = response.headers.get("x-request-id")
    return f"{sentence} ({code}{f', request {request_id}' if request_id else ''})"


def _decoded(response: httpx.Response) -> Any:
    try:
        return decoded(response)
    except ValueError:
        return None

"""Meta's usage headers: how much of which limit is used up, and how long it asks to wait."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

_USE_CASES = {"ads_insights": "reports", "ads_management": "objects"}
_SHARES = ("call_count", "total_cputime", "total_time")


@dataclass(frozen=True, slots=True)
class Reading:
    """One limit as an answer tells of it.

    ``kind`` is ``app``, ``account``, ``reports`` or ``objects`` (of an account), or Meta's name of another use case;
    ``owner`` is the account or business that it counts for, where the header names it. ``share_used`` is 1 when calls
    are refused. ``wait`` is zero unless Meta says how long.
    """

    kind: str
    owner: str | None
    share_used: float
    wait: timedelta = timedelta(0)


def read_usage(headers: Mapping[str, str]) -> list[Reading]:
    """Every limit that the ``headers`` of an answer tell of; what is no number or no JSON tells nothing."""
    return [
        *_use_cases(_content(headers, "x-business-use-case-usage")),
        *_app(_content(headers, "x-app-usage")),
        *_account(_content(headers, "x-ad-account-usage")),
        *_throttle(_content(headers, "x-fb-ads-insights-throttle")),
    ]


def _use_cases(content: Mapping[str, Any]) -> Iterator[Reading]:
    for owner, entries in content.items():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, Mapping):
                name = str(entry.get("type"))
                wait = timedelta(minutes=_number(entry.get("estimated_time_to_regain_access")))
                yield Reading(_USE_CASES.get(name, name), owner, _largest(entry), wait)


def _app(content: Mapping[str, Any]) -> Iterator[Reading]:
    if content:
        yield Reading("app", None, _largest(content))


def _account(content: Mapping[str, Any]) -> Iterator[Reading]:
    if content:
        wait = timedelta(seconds=_number(content.get("reset_time_duration")))
        yield Reading("account", None, _number(content.get("acc_id_util_pct")) / 100, wait)


def _throttle(content: Mapping[str, Any]) -> Iterator[Reading]:
    if content:
        yield Reading("reports", None, _number(content.get("acc_id_util_pct")) / 100)
        yield Reading("app", None, _number(content.get("app_id_util_pct")) / 100)


def _largest(entry: Mapping[str, Any]) -> float:
    return max(_number(entry.get(name)) for name in _SHARES) / 100


def _content(headers: Mapping[str, str], name: str) -> Mapping[str, Any]:
    try:
        content = json.loads(headers.get(name, "{}"))
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def _number(value: Any) -> float:
    """A figure of a header; 0 where there is none."""
    try:
        number = Decimal(str(value or 0))
    except InvalidOperation:
        return 0.0
    return float(number) if number.is_finite() and 0 <= number < 1_000_000 else 0.0

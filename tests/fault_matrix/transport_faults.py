"""The faults of the way to a platform, as plans for the sandbox, and how a run that meets them has to end (R2)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

End = Literal["right data", "failed", "throttled_until"]

LASTING = 1000


@dataclass(frozen=True, slots=True)
class TransportFault:
    """A fault by its name, the sandbox's plan for it, and how a run that meets it ends.

    It passes after ``times`` requests. ``unless`` names platforms where it ends otherwise.
    """

    name: str
    plan: Mapping[str, Any]
    end: End = "right data"
    times: int = 2
    unless: Mapping[str, End] = field(default_factory=dict)

    def end_for(self, platform: str) -> End:
        return self.unless.get(platform, self.end)


def _limited(name: str, retry_after: str, end: End = "right data", **more: Any) -> TransportFault:
    plan = {"status": 429, "headers": {"Retry-After": retry_after}}
    return TransportFault(f"429 with Retry-After {name}", plan, end, **more)


def _said(name: str, body: str, **more: Any) -> TransportFault:
    return TransportFault(f"200 with {name}", {"status": 200, "body": body}, **more)


# Analytics names no wait for quotas that start again with the next hour.
_NEXT_HOUR: Mapping[str, End] = {"ga4": "throttled_until"}

TRANSPORT_FAULTS = (
    TransportFault("429", {"status": 429}, unless=_NEXT_HOUR),
    _limited("1 s", "1"),
    _limited("0", "0"),
    _limited("15 minutes", "900", "throttled_until", times=1),
    _limited("1e9", "1e9", "throttled_until", times=LASTING),
    _limited("1000000000", "1000000000", "throttled_until", times=LASTING),
    _limited("a date past", "Wed, 21 Oct 2015 07:28:00 GMT"),
    _limited("a date in 2099", "Thu, 01 Jan 2099 00:00:00 GMT", "throttled_until", times=LASTING),
    _limited("infinity", "inf", unless=_NEXT_HOUR),
    _limited("nonsense", "soon", unless=_NEXT_HOUR),
    TransportFault("500", {"status": 500}),
    TransportFault("500 for ever", {"status": 500}, "failed", LASTING),
    TransportFault("502 with HTML", {"status": 502, "body": "<html>Bad Gateway</html>"}),
    TransportFault("503", {"status": 503, "body": "upstream connect error"}),
    TransportFault("504", {"status": 504}),
    TransportFault("connection closed", {"kind": "disconnect"}),
    TransportFault("reset in the middle", {"kind": "reset"}),
    TransportFault("stall in the middle", {"kind": "stall", "seconds": 2.0}),
    TransportFault("slow drip", {"kind": "drip", "seconds": 0.05}),
    TransportFault("truncated", {"kind": "truncate"}),
    TransportFault("truncated for ever", {"kind": "truncate"}, "failed", LASTING),
    TransportFault("corrupt gzip", {"kind": "gzip"}),
    TransportFault("byte order mark", {"kind": "bom"}),
    TransportFault("wrong charset", {"kind": "utf16"}),
    TransportFault("100 MB", {"kind": "pad", "megabytes": 100}, times=1),
    TransportFault("a key twice", {"kind": "twice"}, times=1),
    _said("HTML", "<!doctype html><html>Please log in</html>"),
    _said("HTML for ever", "<!doctype html><html>Please log in</html>", end="failed", times=LASTING),
    _said("nothing", ""),
    _said("null", "null"),
    _said("a text", '"ok"'),
    _said("an empty object", "{}"),
    _said("a list of texts", '["ok"]'),
    _said("an error of unknown shape", '{"error": "maintenance"}'),
    _said("an error of unknown shape for ever", '{"error": "maintenance"}', end="failed", times=LASTING),
    _said("NaN", '{"data": NaN}'),
    _said("infinity", '{"data": [Infinity, -Infinity]}'),
    _said("deep nesting", "[" * 200_000 + "]" * 200_000, end="failed", times=LASTING),
    TransportFault(
        "400 with deep nesting", {"status": 400, "body": '{"error":' * 100_000 + "1" + "}" * 100_000}, "failed", LASTING
    ),
)

"""Cursor paging. A cursor is anchored to the last record's key, so records that appear meanwhile shift nothing."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from sandbox.facebook_ads.call import Call
from sandbox.facebook_ads.errors import bad_parameter, too_much_data

Key = tuple[str, ...]
T = TypeVar("T")

DEFAULT_LIMIT = 25
LARGEST_LIMIT = 5000


def _cursor(key: Key) -> str:
    return base64.urlsafe_b64encode(json.dumps(key, separators=(",", ":")).encode()).decode().rstrip("=")


def _key(cursor: str) -> Key:
    try:
        return tuple(json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))))
    except (binascii.Error, ValueError) as error:
        raise bad_parameter("Invalid cursor for pagination") from error


def page(
    call: Call, items: Sequence[T], key: Callable[[T], Key], render: Callable[[T], dict[str, Any]]
) -> dict[str, Any]:
    """The envelope of the page that ``call`` asks for; ``items`` are sorted by ``key``, which tells them apart."""
    limit = call.whole("limit", DEFAULT_LIMIT)
    if limit > LARGEST_LIMIT:
        raise too_much_data()
    after, before = call.params.get("after"), call.params.get("before")
    if after:
        anchor = _key(after)
        rest = [item for item in items if key(item) > anchor]
        chosen, more = rest[:limit], len(rest) > limit
    elif before:
        anchor = _key(before)
        chosen, more = [item for item in items if key(item) < anchor][-limit:], True
    else:
        chosen, more = list(items[:limit]), len(items) > limit
    body: dict[str, Any] = {"data": [render(item) for item in chosen]}
    if chosen:
        first, last = _cursor(key(chosen[0])), _cursor(key(chosen[-1]))
        body["paging"] = {"cursors": {"before": first, "after": last}}
        if more:
            body["paging"]["next"] = _link(call, {"limit": str(limit), "after": last})
        if after:
            body["paging"]["previous"] = _link(call, {"limit": str(limit), "before": first})
    if call.flag("summary"):
        body["summary"] = {"total_count": len(items)}
    return body


def _link(call: Call, overrides: dict[str, str]) -> str:
    kept = {name: value for name, value in call.params.items() if name not in {"after", "before", "limit"}}
    return f"{call.origin}/{call.version}/{'/'.join(call.path)}?{urlencode(kept | overrides)}"

"""The usage headers: how much of an account's quota the last five minutes took."""

import json
from collections import defaultdict, deque
from time import monotonic

QUOTA = 9000
DECAY_SECONDS = 300.0


class Usage:
    """Calls per account; a read costs one point, points decay after five minutes."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def headers(self, account_id: str | None) -> dict[str, str]:
        """Counts a call on ``account_id`` and returns the headers that report the usage, as JSON text."""
        headers = {"x-app-usage": json.dumps({"call_count": 0, "total_time": 0, "total_cputime": 0})}
        if account_id is None:
            return headers
        calls, moment = self._calls[account_id], monotonic()
        calls.append(moment)
        while moment - calls[0] > DECAY_SECONDS:
            calls.popleft()
        percent = round(100 * len(calls) / QUOTA, 2)
        case = {
            "type": "ads_insights",
            "call_count": int(percent),
            "total_cputime": int(percent),
            "total_time": int(percent),
            "estimated_time_to_regain_access": 0,
            "ads_api_access_tier": "standard_access",
        }
        load = {"app_id_util_pct": 0.0, "acc_id_util_pct": percent, "ads_api_access_tier": "standard_access"}
        return headers | {
            "x-business-use-case-usage": json.dumps({account_id: [case]}),
            "x-ad-account-usage": json.dumps({"acc_id_util_pct": percent, "reset_time_duration": 0}),
            "x-fb-ads-insights-throttle": json.dumps(load),
        }

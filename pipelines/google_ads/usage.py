"""Which of Google's limits a request counts against, and which one an answer says is used up.

Google counts operations and bursts per developer token and per account, and says how long to wait only once a limit is
exceeded: answers carry no share used. ``rateScope`` tells whose limit it was.
"""

import re

import httpx

from pipelines.google_ads.errors import refusal
from pipelines.loading.limiter import Scope, Scopes, Usage, Usages, scope_key

_CUSTOMER = re.compile(r"/customers/(\d+)/")
_EXCEEDED = ("rate_limit", "rate_limit_hours")


def scopes(request: httpx.Request) -> Scopes:
    """The developer token of a request, and the account that it asks for, if any."""
    found = [Scope(_developer_key(request), "the Google Ads developer token")]
    if account_id := _account_id(request):
        found.append(Scope(_account_key(account_id), f"Google Ads account {account_id}"))
    return found


def usage(response: httpx.Response) -> Usages:
    """The limit that an answer calls exceeded; nothing for every other answer."""
    found = refusal(response)
    if found is None or found.action not in _EXCEEDED:
        return ()
    account_id = _account_id(response.request)
    is_accounts = account_id is not None and found.rate_scope != "DEVELOPER"
    key = _account_key(account_id) if is_accounts and account_id else _developer_key(response.request)
    return (Usage(key, 1.0, found.wait_time),)


def _developer_key(request: httpx.Request) -> str:
    return scope_key("google ads developer", request.headers.get("developer-token", ""))


def _account_key(account_id: str) -> str:
    return scope_key("google ads account", account_id)


def _account_id(request: httpx.Request) -> str | None:
    match = _CUSTOMER.search(request.url.path)
    return match.group(1) if match else None

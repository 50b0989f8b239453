"""Requests to the Graph API: version, token in the header, and cursor paging that asks for less when it must."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipelines.facebook_ads.errors import UnknownFaultError, classify
from pipelines.loading.accounts import access_token
from pipelines.loading.answers import holds, holds_list
from pipelines.loading.connection import Connection
from pipelines.loading.errors import ShrinkError
from pipelines.loading.http import ApiClient
from pipelines.loading.page_trail import PageTrail

BASE_URL = "https://graph.facebook.com"
API_VERSION = "v25.0"
PAGE_SIZE = 500
SMALLEST_PAGE = 25
"""Of a report, which is asked for over fewer days instead."""

Record = dict[str, Any]

# What every object, every state of a report run and every list has.
_IS_NODE = holds("id", "account_id", "report_run_id", "async_status")
_IS_LIST = holds_list("data")


class FacebookClient:
    """Reads nodes and edges with one connection's token; raises SourceError."""

    def __init__(self, connection: Connection) -> None:
        token = access_token(connection, "Facebook Ads")
        self._version = str(connection.config.get("api_version") or API_VERSION)
        headers = {"Authorization": f"Bearer {token}"}
        self._http = ApiClient(connection.base_url or BASE_URL, classify, headers)

    def __enter__(self) -> "FacebookClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.__exit__()

    def node(self, path: str, fields: tuple[str, ...] = ()) -> Record:
        """One object with the given fields, or with those that Meta shows unasked."""
        params = {"fields": ",".join(fields)} if fields else {}
        record: Record = self._http.get_json(self._url(path), params, is_answer=_IS_NODE)
        return record

    def post(self, path: str, params: Mapping[str, Any]) -> Record:
        """What Meta answers to a form with ``params``."""
        record: Record = self._http.post_form(self._url(path), _texts(params), is_answer=_IS_NODE)
        return record

    def edge(self, path: str, params: Mapping[str, Any], smallest: int = SMALLEST_PAGE) -> Iterator[Record]:
        """Every record of a list. Pages shrink where Meta asks for less; raises ShrinkError below the ``smallest``."""
        limit, after = PAGE_SIZE, None
        trail = PageTrail("Meta")
        while True:
            query = _texts(params) | {"limit": str(limit)} | ({"after": after} if after else {})
            try:
                page = self._http.get_json(self._url(path), query, is_answer=_IS_LIST)
            except (ShrinkError, UnknownFaultError) as error:
                if limit <= smallest:
                    raise ShrinkError(str(error)) from error
                limit = max(limit // 4, smallest)
                continue
            yield from page["data"]
            paging = page.get("paging") or {}
            if "next" not in paging:
                return
            after = trail.go_on((paging.get("cursors") or {}).get("after"), page["data"])

    def _url(self, path: str) -> str:
        return f"/{self._version}/{path}"


def _texts(params: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))
        for name, value in params.items()
    }

"""Requests to the Business API: token header, JSON text parameters, and page numbers."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import httpx

from pipelines.loading.accounts import access_token
from pipelines.loading.connection import Connection
from pipelines.loading.errors import RateLimitError
from pipelines.loading.http import ApiClient
from pipelines.loading.limiter import Usage
from pipelines.tiktok_ads.errors import classify
from pipelines.tiktok_ads.usage import meter

BASE_URL = "https://business-api.tiktok.com"
API_VERSION = "v1.3"
PAGE_SIZE = 1000
LONG_WAIT = timedelta(minutes=5)

Record = dict[str, Any]


class TikTokClient:
    """Reads with one connection's token; raises SourceError."""

    def __init__(self, connection: Connection) -> None:
        token = access_token(connection, "TikTok Ads")
        self._meter = meter(connection)
        self._version = str(connection.config.get("api_version") or API_VERSION)
        self._http = ApiClient(connection.base_url or BASE_URL, classify, {"Access-Token": token}, self._meter)

    def __enter__(self) -> "TikTokClient":
        return self

    def __exit__(self, *_: object) -> None:
        self._http.__exit__()

    def get(self, path: str, params: Mapping[str, Any]) -> Record:
        """The ``data`` of one answer.

        TikTok never says how long a limit lasts: one that outlives the short retries counts by the minute, so its wait
        is five minutes, for all connections of the app.
        """
        query = {name: _text(value) for name, value in params.items()}
        try:
            answer = self._http.get_json(f"/open_api/{self._version}/{path}/", query)
        except RateLimitError as error:
            wait = max(error.wait, LONG_WAIT)
            scopes = self._meter.scopes(httpx.Request("GET", path))
            self._meter.limiter.heed([Usage(scope.key, 1.0, wait) for scope in scopes])
            raise RateLimitError(str(error), wait) from error
        data: Record = answer.get("data") or {}
        return data

    def pages(self, path: str, params: Mapping[str, Any]) -> Iterator[Record]:
        """Every record of a paged list."""
        page, last = 1, 1
        while page <= last:
            data = self.get(path, {**params, "page": page, "page_size": PAGE_SIZE})
            yield from data.get("list") or ()
            last = int(data.get("page_info", {}).get("total_page") or 0)
            page += 1


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))

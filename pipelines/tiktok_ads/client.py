"""Requests to the Business API: token header, JSON text parameters, and page numbers."""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential

from pipelines.loading.accounts import access_token
from pipelines.loading.answers import IsAnswer, holds, holds_list
from pipelines.loading.connection import Connection
from pipelines.loading.errors import RateLimitError
from pipelines.loading.http import ApiClient
from pipelines.loading.limiter import Usage
from pipelines.loading.page_trail import PageTrail
from pipelines.loading.turns import sleep
from pipelines.loading.whole_lists import ShiftedListError, read_whole
from pipelines.tiktok_ads.errors import RefusedError, classify
from pipelines.tiktok_ads.usage import meter

BASE_URL = "https://business-api.tiktok.com"
API_VERSION = "v1.3"
PAGE_SIZE = 1000
LONG_WAIT = timedelta(minutes=5)
TRIES = 3
"""So often is asked what TikTok refuses now and then without a cause."""

_PAUSES = wait_exponential(multiplier=1, max=4)
_IS_PAGE = holds_list("data", "list")

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

    def get(self, path: str, params: Mapping[str, Any], is_answer: IsAnswer = holds("data")) -> Record:
        """The ``data`` of one answer.

        TikTok never says how long a limit lasts: one that outlives the short retries counts by the minute, so its wait
        is five minutes, for all connections of the app.
        """
        query = {name: _text(value) for name, value in params.items()}
        asking = Retrying(
            retry=retry_if_exception_type(RefusedError),
            stop=stop_after_attempt(TRIES),
            wait=_PAUSES,
            sleep=sleep,
            reraise=True,
        )
        try:
            answer = asking(self._http.get_json, f"/open_api/{self._version}/{path}/", query, is_answer=is_answer)
        except RateLimitError as error:
            wait = max(error.wait, LONG_WAIT)
            scopes = self._meter.scopes(httpx.Request("GET", path))
            self._meter.limiter.heed([Usage(scope.key, 1.0, wait) for scope in scopes])
            raise RateLimitError(str(error), wait) from error
        data: Record = answer["data"]
        return data

    def records(self, path: str, params: Mapping[str, Any]) -> list[Record]:
        """Every record of a paged list; raises ShiftedListError when they are never as many as TikTok announces."""
        return read_whole(lambda: self._pages(path, params))

    def _pages(self, path: str, params: Mapping[str, Any]) -> list[Record]:
        trail, page = PageTrail("TikTok"), 1
        records: list[Record] = []
        while True:
            data = self.get(path, {**params, "page": page, "page_size": PAGE_SIZE}, _IS_PAGE)
            records += data["list"]
            info = data.get("page_info") or {}
            if page >= int(info.get("total_page") or 0) or not data["list"]:
                break
            trail.go_on(page, data["list"])
            page += 1
        announced = info.get("total_number")
        if announced is not None and announced != len(records):
            raise ShiftedListError("TikTok", announced, len(records))
        return records


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))

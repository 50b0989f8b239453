"""The HTTP face of the Google Ads twin: ``listAccessibleCustomers``, ``search`` and ``searchStream``."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from sandbox.context import SandboxContext
from sandbox.google_ads import replay
from sandbox.google_ads.access import signed_in_workspace
from sandbox.google_ads.execution import field_mask, run
from sandbox.google_ads.failures import GoogleAdsError, request_fault
from sandbox.google_ads.fields import NEWEST_VERSION, OLDEST_VERSION
from sandbox.google_ads.gaql import Query, parse
from sandbox.google_ads.hierarchy import Hierarchy

PAGE_ROWS = 10_000
# The API sends up to 10,000 rows a batch; smaller ones show a reader of small accounts that several may come.
BATCH_ROWS = 500

Answer = Callable[[Request, int], Response]


class Endpoints:
    """Request handlers over one sandbox."""

    def __init__(self, context: SandboxContext) -> None:
        self._context = context
        self._recording = replay.Recording(context.replay) if context.replay else None

    def routes(self) -> list[BaseRoute]:
        customer = "/v{version:int}/customers/{customer_id:int}/googleAds"
        return [
            Route(
                "/v{version:int}/customers:listAccessibleCustomers",
                self._guarded(self._list_accessible, framed=False),
            ),
            Route(f"{customer}:search", self._guarded(self._search, framed=False), methods=["POST"]),
            Route(f"{customer}:searchStream", self._guarded(self._stream, framed=True), methods=["POST"]),
        ]

    def _guarded(self, answer: Callable[..., Response], framed: bool) -> Callable[..., Any]:
        """``answer`` with its faults as the envelope of its method: searchStream wraps even a refusal in an array."""

        async def handle(request: Request) -> Response:
            version = request.path_params["version"]
            body = await request.body()
            request_id = _request_id(request, body)
            try:
                if not OLDEST_VERSION <= version <= NEWEST_VERSION:
                    raise request_fault(
                        "UNSUPPORTED_VERSION", f"Version v{version} is deprecated. Requests will be blocked."
                    )
                response = answer(request, _decoded(body), request_id)
            except GoogleAdsError as fault:
                content: Any = fault.body(version, request_id)
                response = JSONResponse([content] if framed else content, status_code=fault.status)
            response.headers["request-id"] = request_id
            return response

        return handle

    def _list_accessible(self, request: Request, _: dict[str, Any], __: str) -> Response:
        ids = self._recording.customer_ids if self._recording else self._hierarchy(request).accessible()
        return JSONResponse({"resourceNames": [f"customers/{account_id}" for account_id in ids]})

    def _search(self, request: Request, body: dict[str, Any], request_id: str) -> Response:
        if "pageSize" in body:
            raise request_fault(
                "PAGE_SIZE_NOT_SUPPORTED", "Setting the page size is not supported. Pages hold 10000 rows."
            )
        query, rows = self._answer(request, body)
        start = _offset(body.get("pageToken"), body["query"])
        page = rows[start : start + PAGE_ROWS]
        answer: dict[str, Any] = {"results": page, "fieldMask": field_mask(query)}
        if not page:
            del answer["results"]
        if start + PAGE_ROWS < len(rows):
            answer["nextPageToken"] = _page_token(start + PAGE_ROWS, body["query"])
        if body.get("searchSettings", {}).get("returnTotalResultsCount"):
            answer["totalResultsCount"] = str(len(rows))
        return JSONResponse(answer)

    def _stream(self, request: Request, body: dict[str, Any], request_id: str) -> Response:
        query, rows = self._answer(request, body)
        return StreamingResponse(
            _batches(rows, field_mask(query), request_id), media_type="application/json; charset=UTF-8"
        )

    def _answer(self, request: Request, body: dict[str, Any]) -> tuple[Query, list[dict[str, Any]]]:
        query = parse(body.get("query") or "")
        if self._recording:
            return query, self._recording.rows(query, str(request.path_params["customer_id"]))
        hierarchy = self._hierarchy(request)
        account = hierarchy.open(str(request.path_params["customer_id"]), request.headers.get("login-customer-id"))
        version = request.path_params["version"]
        return query, run(query, version, self._context.market, hierarchy, account, self._context.clock.now())

    def _hierarchy(self, request: Request) -> Hierarchy:
        return Hierarchy(self._context.market, signed_in_workspace(self._context, request))


def _decoded(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body or b"{}")
    except ValueError as error:
        raise request_fault("UNKNOWN", "Invalid JSON payload received.") from error
    if not isinstance(content, dict):
        raise request_fault("UNKNOWN", "Invalid JSON payload received.")
    return content


def _request_id(request: Request, body: bytes) -> str:
    digest = hashlib.sha256(request.url.path.encode() + body).digest()
    return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")


def _batches(rows: list[dict[str, Any]], mask: str, request_id: str) -> Iterator[bytes]:
    """The array of batches, element by element; the last one carries the price of the query."""
    yield b"["
    starts = range(0, len(rows), BATCH_ROWS)
    for start in starts:
        batch: dict[str, Any] = {
            "results": rows[start : start + BATCH_ROWS],
            "fieldMask": mask,
            "requestId": request_id,
        }
        if start == starts[-1]:
            batch["queryResourceConsumption"] = str(len(rows))
        yield (b",\r\n" if start else b"") + orjson.dumps(batch)
    yield b"]"


def _page_token(offset: int, query: str) -> str:
    return base64.urlsafe_b64encode(f"{offset}:{_fingerprint(query)}".encode()).decode()


def _offset(token: str | None, query: str) -> int:
    """Where a page starts; a token belongs to the exact query that got it."""
    if not token:
        return 0
    try:
        offset, fingerprint = base64.urlsafe_b64decode(token).decode().split(":")
        if fingerprint == _fingerprint(query):
            return int(offset)
    except ValueError as error:
        raise request_fault("INVALID_PAGE_TOKEN", "Page token is invalid.") from error
    raise request_fault("EXPIRED_PAGE_TOKEN", "Page token has expired.")


def _fingerprint(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:16]

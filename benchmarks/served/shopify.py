"""Shopify's Admin API, as far as orders need it: orders of the sandbox, repeated under ids of their own.

Pages for our documents; for the Singer tap the shop and the file of a bulk operation, which is finished at once.
"""

import asyncio
import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
from starlette.applications import Starlette

from benchmarks.served.process import Answer
from benchmarks.served.shopify_bulk import BulkFiles
from pipelines.shopify.client import API_VERSION
from pipelines.shopify.documents import all_documents
from sandbox.clock import Clock
from sandbox.context import SandboxContext
from sandbox.credentials import Credentials
from sandbox.faults import Faults
from sandbox.market.generated import generate_market
from sandbox.shopify import routes

OPENED = datetime(2026, 1, 1, tzinfo=UTC)
"""The first order was changed then, the others second by second after it."""

_WORKSPACE = "demo-1"
_MARKET_DAYS = 60
_ORIGINALS = 200
_PAGE = 5
_GID = re.compile(rb"(gid://shopify/\w+/\d+)")
_UPDATED = re.compile(rb'"updatedAt":"[^"]*"')
_BOUND = re.compile(r"(?:updated|processed)_at:(>=|<)'([^']*)'")
_SWITCHES = dict.fromkeys(("withCustomer", "withEmail", "withCost", "withTransactions", "withDiscounts"), True)


def render(orders: int) -> Answer:
    """Answers for a shop with so many orders, without products and customers."""
    shop = _Sandbox()
    originals = list(shop.orders())
    nodes = [_copy(originals[number % len(originals)], number) for number in range(orders)]
    shop_answer = orjson.dumps(shop.ask("Shop", {}))
    operations = {text: name for name, text in all_documents().items()}
    bulk = BulkFiles(nodes)

    def answer(path: str, query: str, body: bytes) -> bytes:
        if not body:
            return bulk.answer(path)
        asked = orjson.loads(body)
        if asked["query"] not in operations:
            return bulk.operation(asked, *_bounds((asked["variables"] or {}).get("query"), orders))
        match operations[asked["query"]]:
            case "Shop":
                return shop_answer
            case "OrdersPage":
                return _page(nodes, asked["variables"], shop.cost)
            case "OrdersCount":
                first, last = _bounds(asked["variables"]["query"], orders)
                return orjson.dumps({"data": {"ordersCount": {"count": last - first, "precision": "EXACT"}}})
            case "ProductsPage" | "CustomersPage" as operation:
                root = operation.removesuffix("Page").lower()
                return orjson.dumps({"data": {root: {"nodes": [], "pageInfo": {"hasNextPage": False}}}})
            case operation:
                raise ValueError(f"{operation} is not served")

    return answer


class _Sandbox:
    """The sandbox's shop, asked without a network; ``cost`` is the price of one order."""

    def __init__(self) -> None:
        now = OPENED + timedelta(days=_MARKET_DAYS)
        market = generate_market(seed=3, start=OPENED.date(), workspaces=1, size="small", now=now)
        credentials = Credentials(market)
        context = SandboxContext(market, Clock(now), credentials, Faults(), None)
        self._transport = httpx.ASGITransport(Starlette(routes=routes(context)))
        self._headers = {"X-Shopify-Access-Token": credentials.shopify_token(_WORKSPACE)}
        self.cost = 0.0

    def ask(self, operation: str, variables: dict[str, Any]) -> Any:
        text = all_documents()[operation]
        switches = {name: value for name, value in _SWITCHES.items() if f"${name}" in text}
        body = {"query": text, "variables": {**variables, **switches}}
        return asyncio.run(self._post(body))

    async def _post(self, body: dict[str, Any]) -> Any:
        async with httpx.AsyncClient(
            transport=self._transport, base_url="http://shop", headers=self._headers
        ) as client:
            answer = await client.post(f"/admin/api/{API_VERSION}/graphql.json", json=body)
        return answer.raise_for_status().json()

    def orders(self) -> Iterator[bytes]:
        """The first orders as JSON text, without those that are too long for a page."""
        after, listed = None, 0
        while listed < _ORIGINALS:
            asked = {"first": _PAGE, "after": after, "sortKey": "UPDATED_AT", "reverse": False}
            answer = self.ask("OrdersPage", asked)
            self.cost = answer["extensions"]["cost"]["requestedQueryCost"] / _PAGE
            found = answer["data"]["orders"]
            listed += len(found["nodes"])
            texts = (orjson.dumps(node) for node in found["nodes"])
            yield from (text for text in texts if b'"hasNextPage":true' not in text)
            if not found["pageInfo"]["hasNextPage"]:
                return
            after = found["pageInfo"]["endCursor"]


def changed_at(number: int) -> datetime:
    """When the order at that position was changed."""
    return OPENED + timedelta(seconds=number)


def _copy(original: bytes, number: int) -> bytes:
    renamed = _GID.sub(rb"\g<1>%07d" % number, original)
    return _UPDATED.sub(b'"updatedAt":"%s"' % changed_at(number).strftime("%Y-%m-%dT%H:%M:%SZ").encode(), renamed, 1)


def _bounds(search: str | None, count: int) -> tuple[int, int]:
    """The positions that a search by time takes in; all orders were placed when they were changed."""
    first, last = 0, count
    for relation, text in _BOUND.findall(search or ""):
        position = bisect_left(range(count), datetime.fromisoformat(text), key=changed_at)
        first, last = (position, last) if relation == ">=" else (first, position)
    return first, last


def _page(nodes: list[bytes], asked: dict[str, Any], cost: float) -> bytes:
    first, last = _bounds(asked["query"], len(nodes))
    start = int(asked["after"]) if asked["after"] else first
    end = min(start + asked["first"], last)
    price = {"requestedQueryCost": cost * asked["first"], "actualQueryCost": cost * (end - start)}
    bucket = {"maximumAvailable": 20000.0, "currentlyAvailable": 20000.0, "restoreRate": 1000.0}
    info = {"hasNextPage": end < last, "endCursor": str(end)}
    extensions = json.dumps({"cost": {**price, "throttleStatus": bucket}}).encode()
    listed = b",".join(nodes[start:end])
    page_info = json.dumps(info).encode()
    return b'{"extensions":%s,"data":{"orders":{"pageInfo":%s,"nodes":[%s]}}}' % (extensions, page_info, listed)

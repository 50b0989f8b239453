"""What a Singer tap asks of a shop: the shop itself, a bulk operation, its state, and its file of orders."""

from collections.abc import Sequence
from typing import Any

import orjson

_ID = "gid://shopify/BulkOperation/1"
_APART = ("lineItems", "discountApplications")
"""What stands on lines of its own below its order."""


class BulkFiles:
    """Answers for the tap, over orders given as JSON text; every line of the file is rendered beforehand."""

    def __init__(self, orders: Sequence[bytes]) -> None:
        self._lines = [_lines(order) for order in orders]
        self._first = self._last = 0

    def operation(self, asked: Any, first: int, last: int) -> bytes:
        """The start of an operation over the orders from ``first`` to ``last``, or its end."""
        if "bulkOperationRunQuery" in asked["query"]:
            self._first, self._last = first, last
            started = {"id": _ID, "status": "CREATED", "createdAt": "2026-03-01T00:00:00Z"}
            return orjson.dumps({"data": {"bulkOperationRunQuery": {"bulkOperation": started, "userErrors": []}}})
        if "accessScopes" in asked["query"]:
            return orjson.dumps({"data": {"currentAppInstallation": {"accessScopes": [{"handle": "read_orders"}]}}})
        done = {"id": _ID, "status": "COMPLETED", "url": "https://bench.myshopify.com/orders.jsonl", "errorCode": None}
        return orjson.dumps({"data": {"node": done}})

    def answer(self, path: str) -> bytes:
        """The file of the operation, or the shop."""
        if path.endswith(".jsonl"):
            return b"".join(self._lines[self._first : self._last])
        return orjson.dumps({"shop": {"id": 1, "name": "Bench", "myshopify_domain": "bench.myshopify.com"}})


def _lines(order: bytes) -> bytes:
    node = orjson.loads(order)
    below = [{**part, "__parentId": node["id"]} for name in _APART for part in node.pop(name)["nodes"]]
    return b"".join(orjson.dumps(line) + b"\n" for line in [node, *below])

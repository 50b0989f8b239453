"""Orders from the files of two bulk operations, made equal to those that pages bring."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.loading.batches import batches
from pipelines.loading.errors import PermanentError, ShrinkError
from pipelines.shopify.bulk.files import BulkFile, ExpiredAddressError, fetch
from pipelines.shopify.bulk.operations import LostOperationError, fresh_url, result_of
from pipelines.shopify.client import AdminClient
from pipelines.shopify.fields import Node, number_of
from pipelines.shopify.order_slices import OrderSlices

ORDERS, LEDGER = "BulkOrders", "BulkLedger"
"""Both together make an order: an operation may read five connections only."""

REFUNDS_PER_QUESTION = 15


def fetched(client: AdminClient, operation_id: str, path: Path) -> BulkFile:
    """The file of an operation, once it is there; raises SourceError, LostOperationError, DeniedOperationError."""
    result = result_of(client, operation_id)
    url = result.url
    for _ in range(2):
        if url is None:
            # Operations are started for orders that were counted.
            break
        try:
            fetch(url, result, path)
        except ExpiredAddressError:
            url = fresh_url(client, operation_id)
        else:
            return BulkFile(path, result)
    raise LostOperationError


def whole_orders(slices: OrderSlices, orders: Sequence[dict[str, Any]], ledger: BulkFile) -> list[Node]:
    """The orders with their sales and the parts of their refunds, which no operation can bring.

    Orders that changed between the two operations, or since, are read once more by themselves.
    """
    books = ledger.by_id([order["id"] for order in orders])
    refund_ids = [refund["id"] for order in orders for refund in order["refunds"]]
    parts = _refund_parts(slices.client, refund_ids)
    whole: dict[str, Node] = {}
    changed = []
    for order in orders:
        book = books.get(order["id"])
        refunds = [{**refund, **parts.get(refund["id"], {})} for refund in order["refunds"]]
        if book is None or book["updatedAt"] != order["updatedAt"] or any(one["id"] not in parts for one in refunds):
            changed.append(str(number_of(order["id"])))
        else:
            whole[order["id"]] = {**order, "agreements": book.get("agreements"), "refunds": refunds}
    whole |= slices.by_numbers(changed)
    return list(whole.values())


def _refund_parts(client: AdminClient, refund_ids: Sequence[str]) -> dict[str, Node]:
    parts: dict[str, Node] = {}
    pending = list(batches(refund_ids, REFUNDS_PER_QUESTION))
    while pending:
        some = pending.pop()
        try:
            nodes = client.run("RefundParts", {"ids": list(some)})["nodes"]
        except ShrinkError as error:
            if len(some) == 1:
                raise PermanentError(f"Even a single refund is too much for Shopify: {error}") from error
            pending += batches(some, (len(some) + 1) // 2)
            continue
        parts |= {node["id"]: node for node in nodes if node}
    return parts

"""The floor of the order case: a loop written by hand that fetches the pages and writes a Parquet file per table.

It shares the tables' declarations and nothing else with ours, and leaves out what ours does beside: hashes of shoppers,
addresses without personal data, the fields that no column takes, and any regard to what may go wrong.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.floors.order_columns import COLUMNS
from pipelines.loading.table import Table
from pipelines.shopify.client import API_VERSION
from pipelines.shopify.documents import all_documents
from pipelines.shopify.tables import ORDER_TABLES

_ORDERS_AT_ONCE = 1000
_VARIABLES = {"query": "", "sortKey": "UPDATED_AT", "reverse": False}
_SWITCHES = {"withCustomer": True, "withEmail": True, "withTransactions": True, "withDiscounts": True}

Node = Mapping[str, Any]
Parts = Mapping[str, list[tuple[str, Node, Node]]]
"""By table the order's id, the part that the row is of, and the part around it."""


def write_orders(url: str, page_size: int, folder: Path) -> int:
    """Reads all orders of the shop at ``url`` and writes a Parquet file per table; returns the rows written."""
    writers = {
        table.name: pq.ParquetWriter(folder / f"{table.name}.parquet", table.arrow_schema) for table in ORDER_TABLES
    }
    written = 0
    with httpx.Client(base_url=url, headers={"X-Shopify-Access-Token": "token"}) as client:
        held: list[Node] = []
        for page in _pages(client, page_size):
            held += page
            if len(held) >= _ORDERS_AT_ONCE:
                written += _write(writers, held)
                held = []
        written += _write(writers, held)
    for writer in writers.values():
        writer.close()
    return written


def _pages(client: httpx.Client, page_size: int) -> Iterator[list[Node]]:
    text = all_documents()["OrdersPage"]
    after, goes_on = None, True
    while goes_on:
        variables = {"first": page_size, "after": after, **_VARIABLES, **_SWITCHES}
        answer = client.post(f"/admin/api/{API_VERSION}/graphql.json", json={"query": text, "variables": variables})
        found = orjson.loads(answer.content)["data"]["orders"]
        yield found["nodes"]
        after, goes_on = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]


def _write(writers: Mapping[str, pq.ParquetWriter], orders: Sequence[Node]) -> int:
    parts = _parts(orders)
    for table in ORDER_TABLES:
        writers[table.name].write_table(_arrow(table, parts[table.name]))
    return sum(map(len, parts.values()))


def _parts(orders: Sequence[Node]) -> Parts:
    parts: dict[str, list[tuple[str, Node, Node]]] = {table.name: [] for table in ORDER_TABLES}
    for order in orders:
        order_id = order["id"].rpartition("/")[2]
        journey = order["customerJourneySummary"] or {"moments": None}

        def put(table: str, nodes: Any, around: Node, order_id: str = order_id) -> None:
            parts[table] += [(order_id, node, around) for node in nodes or ()]

        put("orders", [order], journey)
        put("order_lines", order["lineItems"]["nodes"], order)
        put("discounts", order["discountApplications"]["nodes"], order)
        put("transactions", order["transactions"], order)
        put("visits", (journey["moments"] or {}).get("nodes"), order)
        put("refunds", order["refunds"], order)
        for agreement in order["agreements"]["nodes"]:
            put("sales", agreement["sales"]["nodes"], agreement)
        for refund in order["refunds"]:
            put("refund_lines", refund["refundLineItems"]["nodes"], refund)
            put("refund_adjustments", refund["orderAdjustments"]["nodes"], refund)
    return parts


def _arrow(table: Table, parts: Sequence[tuple[str, Node, Node]]) -> pa.Table:
    columns: dict[str, list[Any]] = {
        "workspace_id": ["bench"] * len(parts),
        "connection_id": ["bench-shopify"] * len(parts),
        "order_id": [order_id for order_id, _, _ in parts],
    }
    taken: Mapping[str, Callable[[Node, Node], Any]] = COLUMNS[table.name]
    for name, take in taken.items():
        columns[name] = [take(node, around) for _, node, around in parts]
    return pa.Table.from_arrays(
        [_column(field, columns.get(field.name) or [None] * len(parts)) for field in table.arrow_schema],
        schema=table.arrow_schema,
    )


def _column(field: pa.Field, values: list[Any]) -> pa.Array:
    if pa.types.is_boolean(field.type) or pa.types.is_int64(field.type):
        return pa.array(values, field.type)
    texts = [value if value is None or isinstance(value, str) else orjson.dumps(value).decode() for value in values]
    return pa.array(texts, pa.string()).cast(field.type)

"""The floor of the order case. What makes rows of an order is ours, for both sides have to do it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.loading.connection import Connection
from pipelines.loading.table import EXTRA, Column, Table
from pipelines.shopify.client import API_VERSION
from pipelines.shopify.documents import all_documents
from pipelines.shopify.fields import number_of
from pipelines.shopify.order_rows import order_rows
from pipelines.shopify.tables import ORDER_TABLES

_ORDERS_AT_ONCE = 1000
_VARIABLES = {"query": "", "sortKey": "UPDATED_AT", "reverse": False}
_SWITCHES = {"withCustomer": True, "withTransactions": True, "withDiscounts": True}

Row = dict[str, Any]


def write_orders(connection: Connection, page_size: int, folder: Path) -> int:
    """Reads all orders and writes a Parquet file per table; returns the rows written."""
    writers = {
        table.name: pq.ParquetWriter(folder / f"{table.name}.parquet", table.arrow_schema) for table in ORDER_TABLES
    }
    held: dict[str, list[Row]] = {table.name: [] for table in ORDER_TABLES}
    written = 0
    assert connection.base_url is not None
    with httpx.Client(base_url=connection.base_url, headers={"X-Shopify-Access-Token": "token"}) as client:
        shop_id = str(number_of(_asked(client, "Shop", {})["shop"]["id"]))
        for number, node in enumerate(_orders(client, page_size), 1):
            for name, rows in order_rows(connection, shop_id, node).items():
                held[name] += rows
            if number % _ORDERS_AT_ONCE == 0:
                written += _flush(connection, writers, held)
    written += _flush(connection, writers, held)
    for writer in writers.values():
        writer.close()
    return written


def _orders(client: httpx.Client, page_size: int) -> Iterator[dict[str, Any]]:
    after, goes_on = None, True
    while goes_on:
        variables = {"first": page_size, "after": after, **_VARIABLES, **_SWITCHES}
        found = _asked(client, "OrdersPage", variables)["orders"]
        yield from found["nodes"]
        after, goes_on = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]


def _asked(client: httpx.Client, operation: str, variables: dict[str, Any]) -> Any:
    body = {"query": all_documents()[operation], "variables": variables}
    return orjson.loads(client.post(f"/admin/api/{API_VERSION}/graphql.json", json=body).content)["data"]


def _flush(connection: Connection, writers: dict[str, pq.ParquetWriter], held: dict[str, list[Row]]) -> int:
    written = 0
    for table in ORDER_TABLES:
        rows = held[table.name]
        if rows:
            writers[table.name].write_table(_arrow(connection, table, rows))
            written += len(rows)
            rows.clear()
    return written


def _arrow(connection: Connection, table: Table, rows: list[Row]) -> pa.Table:
    known = {column.name for column in table.all_columns}
    given: dict[str, list[Any]] = {
        "workspace_id": [connection.workspace_id] * len(rows),
        "connection_id": [connection.connection_id] * len(rows),
        EXTRA: [{name: row[name] for name in row if name not in known} or None for row in rows],
    }
    arrays = [
        _column(column, given[column.name] if column.name in given else [row.get(column.name) for row in rows])
        for column in table.all_columns
    ]
    return pa.Table.from_arrays(arrays, schema=table.arrow_schema)


def _column(column: Column, values: list[Any]) -> pa.Array:
    if column.kind == "json":
        values = [None if value is None else orjson.dumps(value).decode() for value in values]
    if column.kind in ("bool", "bigint"):
        return pa.array(values, column.arrow_type)
    return pa.array(values, pa.string()).cast(column.arrow_type)

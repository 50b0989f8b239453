"""A hundred thousand orders from Shopify's pages into the warehouse, beside a loop written by hand."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from benchmarks.case import Case, Ground, Limit
from benchmarks.floors.orders import write_orders
from benchmarks.served.shopify import OPENED, changed_at
from benchmarks.syncing import sync
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.shopify import SOURCE

_PAGE = 5
"""What Shopify's price leaves room for; ours finds it out by itself."""


def floor(ground: Ground) -> int:
    """The same pages, and the same rows in Parquet files."""
    with ground.measured():
        return write_orders(_connection(ground), _PAGE, ground.folder)


def ours(ground: Ground) -> int:
    """All orders as one change since the last sync, which found none."""
    return _sync_since_opening(ground, ground.shape["orders"])


def ours_tenth(ground: Ground) -> int:
    """The first tenth of the orders: what memory is held against."""
    return _sync_since_opening(ground, ground.shape["orders"] // 10)


def _sync_since_opening(ground: Ground, orders: int) -> int:
    connection = _connection(ground)
    sync(SOURCE, [connection], ground.folder, SyncWindow(OPENED - timedelta(days=1)))
    with ground.measured():
        return sync(SOURCE, [connection], ground.folder, SyncWindow(changed_at(orders - 1)))


def _connection(ground: Ground) -> Connection:
    config, secrets = {"shop": "bench.myshopify.com"}, {"access_token": "token"}
    return Connection("bench", "bench-shopify", SOURCE.name, config, secrets, ground.url, b"key")


def _shape(scale: float) -> Mapping[str, Any]:
    return {"orders": max(round(100_000 * scale), 20)}


CASE = Case(
    name="orders",
    title="100,000 orders: Shopify's pages into DuckDB",
    shape=_shape,
    contestants=(floor, ours, ours_tenth),
    served="benchmarks.served.shopify",
    limits=(
        Limit("ours", "seconds", "floor", at_most=1.6),
        Limit("ours", "peak_mb", "ours_tenth", at_most=1.3),
    ),
)

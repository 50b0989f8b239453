"""A hundred thousand orders from Shopify into the warehouse, beside a loop written by hand and a Singer tap."""

import json
import subprocess
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import tests.clients
from benchmarks.case import Case, Ground, Limit
from benchmarks.floors.orders import write_orders
from benchmarks.served.shopify import OPENED, changed_at
from benchmarks.syncing import sync
from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.shopify import SOURCE
from tests.clients.environments import prepare

_TAP = ("tap-shopify==3.13.0",)
_TAP_SESSION = Path(tests.clients.__file__).with_name("tap_shopify_session.py")
_PAGE = 5
"""What Shopify's price leaves room for; ours finds it out by itself."""


def floor(ground: Ground) -> int:
    """The same pages, and the same rows in Parquet files."""
    with ground.measured():
        return write_orders(ground.url, _PAGE, ground.folder)


def ours(ground: Ground) -> int:
    """All orders as one change since the last sync, which found none."""
    return _sync_since_opening(ground, ground.shape["orders"])


def ours_tenth(ground: Ground) -> int:
    """The first tenth of the orders: what memory is held against."""
    return _sync_since_opening(ground, ground.shape["orders"] // 10)


def tap(ground: Ground) -> int:
    """The Singer tap, which writes its records nowhere: the newest tenth of the orders, by a bulk operation.

    Its rows are counted as ours are: an order, and each line, discount, payment and refund in it.
    """
    python = prepare("tap-shopify", _TAP)
    config, catalog = ground.folder / "config.json", ground.folder / "catalog.json"
    orders = ground.shape["orders"]
    since = changed_at(orders - max(orders // 10, 1))
    config.write_text(
        json.dumps(
            {
                "shop": "bench",
                "access_token": "token",
                "start_date": f"{since:%Y-%m-%dT%H:%M:%SZ}",
                "date_window_size": 10_000,
            }
        )
    )
    command = [str(python), str(_TAP_SESSION), ground.url, "--config", str(config)]
    discovered = json.loads(subprocess.run([*command, "--discover"], capture_output=True, check=True).stdout)
    for stream in discovered["streams"]:
        for entry in stream["metadata"]:
            entry["metadata"]["selected"] = stream["tap_stream_id"] == "orders"
    catalog.write_text(json.dumps(discovered))
    written = ground.folder / "messages.jsonl"
    with written.open("wb") as out, (ground.folder / "log.txt").open("wb") as log, ground.measured():
        subprocess.run([*command, "--catalog", str(catalog)], stdout=out, stderr=log, check=True)
    with written.open() as messages:
        found = [message["record"] for message in map(json.loads, messages) if message["type"] == "RECORD"]
    parts = ("lineItems", "discountApplications", "transactions", "refunds")
    return sum(1 + sum(len(record.get(part) or ()) for part in parts) for record in found)


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
    peers=(tap,),
    served="benchmarks.served.shopify",
    limits=(
        Limit("ours", "seconds", "floor", at_most=1.6),
        Limit("ours", "rows_per_second", "tap", at_least=3),
        Limit("ours", "peak_mb", "ours_tenth", at_most=1.3),
    ),
)

"""What is read of a shop: the shop itself, its orders, its products and its customers.

``Shop`` -> shops; ``OrdersPage`` and what goes on below, or ``BulkOrders`` with ``BulkLedger`` -> orders and their
child tables; ``ProductsPage`` -> products, product_variants, unit_costs; ``CustomersPage`` -> customers. The history of
orders comes last, for it may take long, unless only its newest days are wanted. What the token may not read is said at
the end, after everything else was read.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, replace
from functools import partial
from typing import Any

from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors
from pipelines.shopify.catalog_rows import customer_row, product_rows, shop_row
from pipelines.shopify.changed_objects import ObjectStream, object_slices
from pipelines.shopify.client import AdminClient
from pipelines.shopify.depth import Depth
from pipelines.shopify.errors import AccessDeniedError
from pipelines.shopify.fields import Node, Row, number_of
from pipelines.shopify.order_history import OrderHistory, Progress
from pipelines.shopify.order_slices import STREAM, OrderSlices
from pipelines.shopify.orders import changed_orders
from pipelines.shopify.whole_orders import whole_product
from pipelines.shopify.windows import SAFETY_LAG, asked_days, second_after


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """The slices of one shop; raises SourceError."""
    with AdminClient(connection) as client:
        shop, scopes = read_shop(client)
        row = shop_row(shop, scopes)
        shop_id = row["shop_id"]
        yield Slice(stream="shop", rows={"shops": [row]}, covers={"shops": [(shop_id,)]})
        cursor = cursors.get(STREAM, {})
        orders = OrderSlices.of(client, connection, row, window, cursor)
        objects = [
            stream for stream in (_products(client, connection, shop_id), _customers(connection))
            if connection.wants(stream.name)
        ]  # fmt: skip
        lists = [
            partial(object_slices, client, stream, cursors.get(stream.name, {}), window.now) for stream in objects
        ]  # fmt: skip
        history = partial(_history, orders, cursor)
        later = [*lists, history] if window.newest_days is None else [history, *lists]
        yield from _what_may_be_read(lambda: _news(orders), *later)


def _news(orders: OrderSlices) -> Iterator[Slice]:
    """What changed since the last run; on the first one, all orders are left to the history."""
    if asked_days(orders.window, orders.shop["timezone"]) is None and orders.watermark is not None:
        yield from changed_orders(orders, orders.watermark)


def _history(orders: OrderSlices, cursor: Mapping[str, Any]) -> Iterator[Slice]:
    """What is left of the history, or the days that were asked for; then what changed while it was written.

    A history that lacks what is wanted by now is read anew.
    """
    window, now = orders.window, orders.window.now
    asked = asked_days(window, orders.shop["timezone"])
    key = "history" if asked is None else "asked"
    stored = cursor.get(key)
    wanted = Depth.wanted(orders.connection, orders.shop)
    # Earlier versions did not keep it: their histories count as what is wanted when they are first met.
    held = Depth(**cursor["depth"]) if cursor.get("depth") else wanted
    if asked is not None:
        first, end = asked
        progress = Progress(window.beginning, first.isoformat(), end.isoformat())
        if stored and stored["began"] == progress.began:
            progress = Progress(**stored)
    elif orders.watermark is None or held.lacks(wanted):
        progress = Progress(now.isoformat(), None, second_after(now).isoformat(), wanted.since(now))
        orders.watermark = orders.watermark or now - SAFETY_LAG
        noted = {"watermark": orders.watermark.isoformat(), "depth": asdict(wanted), key: asdict(progress)}
        yield orders.note(noted)
    else:
        # Changes of hidden orders go unseen: what is shown again later is read again.
        seen = asdict(replace(held, all_orders=held.all_orders and wanted.all_orders))
        if seen != cursor.get("depth"):
            yield orders.note({"depth": seen})
        if not stored:
            return
        progress = Progress(**stored)
    watermark = orders.watermark
    yield from OrderHistory(orders, key, progress).slices()
    if watermark is not None and orders.watermark is not None and orders.watermark < watermark:
        yield from changed_orders(orders, orders.watermark)


def read_shop(client: AdminClient) -> tuple[Node, frozenset[str]]:
    """The shop and the scopes of the token."""
    data = client.run("Shop", {})
    scopes = data["currentAppInstallation"]["accessScopes"]
    return data["shop"], frozenset(scope["handle"] for scope in scopes)


def _what_may_be_read(*streams: Callable[[], Iterator[Slice]]) -> Iterator[Slice]:
    refusals: list[AccessDeniedError] = []
    for stream in streams:
        try:
            yield from stream()
        except AccessDeniedError as error:
            refusals.append(error)
    if refusals:
        raise refusals[0]


def _products(client: AdminClient, connection: Connection, shop_id: str) -> ObjectStream:
    return ObjectStream(
        name="products",
        operation="ProductsPage",
        key=lambda node: str(number_of(node["id"])),
        rows=lambda node: product_rows(shop_id, whole_product(client, node)),
        tables=("products", "product_variants"),
        full_pass=True,
        dated_tables={"unit_costs": ("variant_id", "changed_at")} if connection.wants("unit_costs") else {},
    )


def _customers(connection: Connection) -> ObjectStream:
    def key(node: Node) -> str:
        return str(customer_row(connection, node)["customer_key"])

    def rows(node: Node) -> dict[str, list[Row]]:
        return {"customers": [customer_row(connection, node)]}

    return ObjectStream("customers", "CustomersPage", key, rows, ("customers",))

"""What is read of a shop: the shop itself, its orders, its products and its customers.

``Shop`` -> shops; ``OrdersPage`` and what goes on below -> orders and their child tables; ``ProductsPage`` ->
products, product_variants, unit_costs; ``CustomersPage`` -> customers. What the token may not read
is said at the end, after everything else was read.
"""

from collections.abc import Callable, Iterator
from functools import partial

from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import Slice
from pipelines.loading.source import Cursors
from pipelines.shopify.catalog_rows import customer_row, product_rows, shop_row
from pipelines.shopify.changed_objects import ObjectStream, object_slices
from pipelines.shopify.client import AdminClient
from pipelines.shopify.errors import AccessDeniedError
from pipelines.shopify.fields import Node, Row, number_of
from pipelines.shopify.orders import OrderReader
from pipelines.shopify.whole_orders import whole_product


def extract(connection: Connection, cursors: Cursors, window: SyncWindow) -> Iterator[Slice]:
    """The slices of one shop; raises SourceError."""
    with AdminClient(connection) as client:
        shop, scopes = read_shop(client)
        row = shop_row(shop, scopes)
        shop_id = row["shop_id"]
        yield Slice(stream="shop", rows={"shops": [row]}, covers={"shops": [(shop_id,)]})
        orders = OrderReader(client, connection, row, window)
        objects = [
            stream for stream in (_products(client, connection, shop_id), _customers(connection))
            if connection.wants(stream.name)
        ]  # fmt: skip
        yield from _what_may_be_read(
            lambda: orders.slices(cursors.get("orders", {})),
            *(partial(object_slices, client, stream, cursors.get(stream.name, {}), window.now) for stream in objects),
        )


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

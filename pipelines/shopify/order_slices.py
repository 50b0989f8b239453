"""Orders to slices, each order complete with everything below it, and what all reading of one run remembers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.loading.connection import Connection
from pipelines.loading.request import SyncWindow
from pipelines.loading.slice import LoadWindow, Slice
from pipelines.shopify.client import AdminClient
from pipelines.shopify.fields import Node, number_of
from pipelines.shopify.order_rows import order_rows
from pipelines.shopify.paging import PageSize, pages
from pipelines.shopify.tables import ORDER_TABLES
from pipelines.shopify.whole_orders import whole_order

STREAM = "orders"
SLICE_ORDERS = 1000
IDS_PER_SEARCH = 50


@dataclass(slots=True)
class OrderSlices:
    """Makes the slices of one connection's orders.

    ``watermark`` is the moment up to which changes are read; ``unready`` maps orders without a ready journey to their
    creation time; ``waiting`` are those of earlier runs that this run has not met yet.
    """

    client: AdminClient
    connection: Connection
    shop: Mapping[str, Any]
    window: SyncWindow
    watermark: datetime | None = None
    unready: dict[str, str] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    read_count: int = 0
    is_told: bool = False

    @classmethod
    def of(
        cls,
        client: AdminClient,
        connection: Connection,
        shop: Mapping[str, Any],
        window: SyncWindow,
        cursor: Mapping[str, Any],
    ) -> "OrderSlices":
        """Sets off from the committed cursor of the stream."""
        unready = dict(cursor.get("unready") or {})
        return cls(client, connection, shop, window, moment(cursor.get("watermark")), unready, set(unready))

    @property
    def table_names(self) -> list[str]:
        """The tables that an order is replaced in, without those that the connection does not want."""
        optional = {"transactions", "discounts"}
        names = [table.name for table in ORDER_TABLES]
        return [name for name in names if name not in optional or self.connection.wants(name)]

    def note(self, cursor: Mapping[str, Any]) -> Slice:
        """A slice that holds no order and only moves the cursor."""
        return Slice(stream=STREAM, rows={}, covers={}, cursor=cursor)

    def slice(
        self, nodes: Sequence[Node], cursor: Mapping[str, Any], watermark: datetime | None = None, is_last: bool = False
    ) -> Slice:
        """``nodes`` made whole. ``cursor`` and the ``watermark`` hold once it is committed."""
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in self.table_names}
        order_ids = []
        for node in nodes:
            whole = whole_order(self.client, node)
            for table, table_rows in order_rows(self.connection, self.shop["shop_id"], whole).items():
                if table in rows:
                    rows[table] += table_rows
            order_id = str(number_of(node["id"]))
            order_ids.append(order_id)
            self.unready.pop(order_id, None)
            if not is_ready(node) and node.get("createdAt"):
                self.unready[order_id] = node["createdAt"]
        self.waiting -= set(order_ids)
        self.read_count += len(order_ids)
        moved = {"unready": dict(self.unready), **cursor}
        if watermark:
            self.watermark = watermark
            moved["watermark"] = watermark.astimezone(UTC).isoformat()
        keys = [(order_id,) for order_id in order_ids]
        return Slice(
            stream=STREAM,
            rows=rows,
            covers=dict.fromkeys(rows, keys),
            cursor=moved,
            windows=self._today() if is_last else [],
        )

    def by_numbers(self, numbers: Sequence[str]) -> dict[str, Node]:
        """The orders with these numbers, by global id."""
        found: dict[str, Node] = {}
        page_size = PageSize(self.client, "OrdersPage")
        for start in range(0, len(numbers), IDS_PER_SEARCH):
            search = " OR ".join(f"id:{number}" for number in numbers[start : start + IDS_PER_SEARCH])
            variables = {"query": search, "sortKey": "ID", "reverse": False}
            for page in pages(self.client, "OrdersPage", "orders", page_size, variables):
                found |= {node["id"]: node for node in page}
        return found

    def _today(self) -> list[LoadWindow]:
        """Orders are read up to today in the shop's zone; a run says so once."""
        if self.is_told:
            return []
        self.is_told = True
        today = self.window.now.astimezone(ZoneInfo(self.shop["timezone"])).date()
        return [LoadWindow(account_id=self.shop["shop_id"], date_day=today, row_count=self.read_count)]


def is_ready(node: Node) -> bool:
    """Whether there is nothing to wait for: the journey is ready, or the order never has one."""
    journey = node.get("customerJourneySummary")
    return journey is None or bool(journey.get("ready"))


def moment(text: str | None) -> datetime | None:
    """A time of a cursor."""
    return datetime.fromisoformat(text) if text else None

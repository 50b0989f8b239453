"""The orders of a shop in slices, each complete with everything below it.

Orders come by the time of their last change, oldest change first: one that changes while it is read moves behind the
end and is found by the next run. The watermark follows slice by slice, so an interrupted first load goes on where it
stopped. Orders whose customer journey is not ready are kept in the cursor and asked again for two days, because that
does not count as a change.
"""

from collections.abc import Iterator, Mapping, Sequence
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
from pipelines.shopify.windows import asked_days, change_window, still_waited_for, time_filter

STREAM = "orders"
SLICE_ORDERS = 1000
IDS_PER_SEARCH = 50
LONGEST_LISTING = 20_000
"""Shopify ends a listing at 25,000 objects without a word; a new one starts well before."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An order of listing: what is searched and sorted by, and the node's field that holds it."""

    search_field: str
    sort_key: str
    time_name: str


BY_CHANGE = Listing("updated_at", "UPDATED_AT", "updatedAt")
BY_ORDER_TIME = Listing("processed_at", "PROCESSED_AT", "processedAt")


@dataclass(slots=True)
class OrderReader:
    """Reads the orders of one connection.

    ``unready`` maps orders without a ready journey to their creation time; ``waiting`` are those of earlier runs that
    this run has not met yet.
    """

    client: AdminClient
    connection: Connection
    shop: Mapping[str, Any]
    window: SyncWindow
    watermark: datetime | None = None
    unready: dict[str, str] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    read_count: int = 0

    @property
    def table_names(self) -> list[str]:
        """The tables that an order is replaced in, without those that the connection does not want."""
        optional = {"transactions", "discounts"}
        names = [table.name for table in ORDER_TABLES]
        return [name for name in names if name not in optional or self.connection.wants(name)]

    def slices(self, cursor: Mapping[str, Any]) -> Iterator[Slice]:
        """What changed since ``cursor``, or the days that were asked for; then the journeys still waited for."""
        self.watermark = _moment(cursor.get("watermark"))
        self.unready = dict(cursor.get("unready") or {})
        self.waiting = set(self.unready)
        days = asked_days(self.window, self.shop["timezone"])
        if days:
            yield from self._listed(BY_ORDER_TIME, *days, None)
            return
        backfill_days = self.connection.config.get("backfill_days")
        plan = change_window(self.watermark, self.window.now, int(backfill_days) if backfill_days else None)
        yield from self._listed(BY_CHANGE, plan.since, plan.until, plan.watermark)
        yield from self._waited_for(sorted(self.waiting))

    def _listed(
        self, listing: Listing, since: datetime | None, until: datetime, final_watermark: datetime | None
    ) -> Iterator[Slice]:
        """Orders from ``since`` to ``until`` (exclusive); without a final watermark the cursor's stays."""
        held: dict[str, Node] = {}
        page_size = PageSize(self.client, "OrdersPage")
        while True:
            listed = 0
            latest: datetime | None = None
            variables = {"query": time_filter(listing.search_field, since, until), "sortKey": listing.sort_key}
            for page in pages(self.client, "OrdersPage", "orders", page_size, variables):
                listed += len(page)
                held |= {node["id"]: node for node in page}
                latest = _latest(page, listing.time_name) or latest
                if len(held) >= SLICE_ORDERS:
                    yield self._slice(held, latest if final_watermark else None)
                    held = {}
                if listed >= LONGEST_LISTING and latest and latest != since:
                    break
            else:
                break
            since = latest
        yield self._slice(held, final_watermark, is_last=True)

    def _waited_for(self, waiting: Sequence[str]) -> Iterator[Slice]:
        """Asks again for orders that were not ready; those that still are not stay as they are stored."""
        found: dict[str, Node] = {}
        page_size = PageSize(self.client, "OrdersPage")
        for start in range(0, len(waiting), IDS_PER_SEARCH):
            search = " OR ".join(f"id:{number}" for number in waiting[start : start + IDS_PER_SEARCH])
            for page in pages(self.client, "OrdersPage", "orders", page_size, {"query": search, "sortKey": "ID"}):
                found |= {node["id"]: node for node in page}
        unready = {str(number_of(gid)) for gid, node in found.items() if not _is_ready(node)}
        for order_id in set(waiting) - unready:
            self.unready.pop(order_id, None)
        self.unready = still_waited_for(self.unready, self.window.now)
        yield self._slice({gid: node for gid, node in found.items() if _is_ready(node)}, None)

    def _slice(self, nodes: Mapping[str, Node], watermark: datetime | None, is_last: bool = False) -> Slice:
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in self.table_names}
        order_ids = []
        for node in nodes.values():
            whole = whole_order(self.client, node)
            for table, table_rows in order_rows(self.connection, self.shop["shop_id"], whole).items():
                if table in rows:
                    rows[table] += table_rows
            order_id = str(number_of(node["id"]))
            order_ids.append(order_id)
            self.unready.pop(order_id, None)
            if not _is_ready(node) and node.get("createdAt"):
                self.unready[order_id] = node["createdAt"]
        self.waiting -= set(order_ids)
        self.read_count += len(order_ids)
        cursor: dict[str, Any] = {"unready": dict(self.unready)}
        if watermark:
            self.watermark = max(watermark, self.watermark or watermark)
            cursor["watermark"] = self.watermark.astimezone(UTC).isoformat()
        keys = [(order_id,) for order_id in order_ids]
        return Slice(
            stream=STREAM,
            rows=rows,
            covers=dict.fromkeys(rows, keys),
            cursor=cursor,
            windows=[self._today()] if is_last else [],
        )

    def _today(self) -> LoadWindow:
        """Orders are read up to today in the shop's zone."""
        today = self.window.now.astimezone(ZoneInfo(self.shop["timezone"])).date()
        return LoadWindow(account_id=self.shop["shop_id"], date_day=today, row_count=self.read_count)


def _is_ready(node: Node) -> bool:
    """Whether there is nothing to wait for: the journey is ready, or the order never has one."""
    journey = node.get("customerJourneySummary")
    return journey is None or bool(journey.get("ready"))


def _latest(page: Sequence[Node], name: str) -> datetime | None:
    """The latest time on a page."""
    times = [datetime.fromisoformat(node[name]) for node in page if node.get(name)]
    return max(times, default=None)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

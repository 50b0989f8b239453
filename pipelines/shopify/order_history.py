"""A shop's history of orders, newest first: page by page where it is short, by bulk operations where it is long.

How far it has come stands in the cursor, with the ids of the operations under way: a run that was killed or parked
goes on behind the last finished slice. What an operation writes is as old as its start, so the watermark goes back to
then and what changed since is read once more.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pipelines.loading.errors import ShrinkError
from pipelines.loading.progress import Reach
from pipelines.loading.slice import Slice
from pipelines.shopify.bulk.files import BulkFile
from pipelines.shopify.bulk.operations import DeniedOperationError, LostOperationError, start
from pipelines.shopify.bulk.orders import LEDGER, ORDERS, fetched, whole_orders
from pipelines.shopify.fields import Node
from pipelines.shopify.order_slices import SLICE_ORDERS, OrderSlices, moment
from pipelines.shopify.paging import PageSize, pages
from pipelines.shopify.windows import SAFETY_LAG, search_time, time_filter

BULK_FROM = 250
"""Orders from which an operation takes fewer requests than pages do."""

RECENT_DAYS, LATER_DAYS = 30, 365
"""A new shop sees its last month first; what lies before comes year by year."""

MOST_STARTS = 3
"""A piece whose operation is lost so often is read by pages."""

LONGEST_LISTING = 20_000
"""Shopify ends a listing at 25,000 objects without a word; a new one starts well before."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What is left: orders from ``since`` (None: the first) to ``until`` (exclusive), in pieces of ``days``.

    ``began`` is when it was asked for; with ``changed_since`` only what changed since then. While a piece is read by
    ``operations`` (ids by document), ``piece_since`` is where it begins, ``started`` when they were, ``starts`` how
    often, and ``done`` how many of its orders are loaded.
    """

    began: str
    since: str | None
    until: str
    changed_since: str | None = None
    days: int = RECENT_DAYS
    operations: Mapping[str, str] = field(default_factory=dict)
    piece_since: str | None = None
    started: str | None = None
    starts: int = 0
    done: int = 0

    def behind(self, piece_since: str | None) -> "Progress | None":
        """What is left when the newest piece is loaded; None for nothing."""
        if piece_since == self.since or piece_since is None:
            return None
        days = LATER_DAYS if self.days == RECENT_DAYS else self.days
        return replace(self.restarted(0, days), until=piece_since)

    def restarted(self, starts: int, days: int | None = None) -> "Progress":
        """The same piece, or a smaller one of ``days``, anew."""
        return replace(
            self, days=days or self.days, operations={}, piece_since=None, started=None, starts=starts, done=0
        )


class OrderHistory:
    """Reads what is left of one history, whose progress stands under ``key`` in the stream's cursor."""

    def __init__(self, slices: OrderSlices, key: str, progress: Progress) -> None:
        self._slices = slices
        self._client = slices.client
        self._key = key
        self._left: Progress | None = progress
        self._first_day = progress.since or progress.changed_since or slices.shop["created_at"] or progress.began

    def slices(self) -> Iterator[Slice]:
        """The slices, newest orders first; raises SourceError."""
        for piece in self._pieces():
            yield replace(piece, reach={self._slices.shop["shop_id"]: self._reach()})

    def _pieces(self) -> Iterator[Slice]:
        while (left := self._left) is not None and not self._is_for_later(left):
            piece_since = self._piece_since(left)
            if left.operations:
                yield from self._by_operations(left)
            elif left.starts >= MOST_STARTS:
                yield from self._by_pages(left, piece_since)
            elif self._is_short(left.since, left.until):
                yield from self._by_pages(left, left.since)
            elif piece_since != left.since and self._is_short(piece_since, left.until):
                yield from self._by_pages(left, piece_since)
            else:
                yield self._start(left, piece_since)

    def _is_for_later(self, left: Progress) -> bool:
        """Whether this run wants newer orders only than what is left."""
        window = self._slices.window
        if window.newest_days is None or window.is_backfill:
            return False
        return datetime.fromisoformat(left.until) <= window.now - timedelta(days=window.newest_days)

    def _reach(self) -> Reach:
        zone = ZoneInfo(self._slices.shop["timezone"])
        window = self._slices.window
        goal = datetime.fromisoformat(self._first_day).astimezone(zone).date()
        since = datetime.fromisoformat(self._left.until).astimezone(zone).date() if self._left else goal
        return Reach(goal, since, window.until or window.now.astimezone(zone).date())

    def _piece_since(self, left: Progress) -> str | None:
        since = datetime.fromisoformat(left.until) - timedelta(days=left.days)
        return left.since if since <= datetime.fromisoformat(self._first_day) else since.isoformat()

    def _is_short(self, since: str | None, until: str) -> bool:
        count = self._client.run("OrdersCount", {"query": self._query(since, until)})["ordersCount"]["count"]
        return int(count) < BULK_FROM

    def _start(self, left: Progress, piece_since: str | None) -> Slice:
        """Starts the operations of a piece; the slice keeps their ids."""
        variables = {"query": self._query(piece_since, left.until)}
        operations = {name: start(self._client, name, variables) for name in (ORDERS, LEDGER)}
        now = self._slices.window.now.isoformat()
        self._left = replace(
            left, operations=operations, piece_since=piece_since, started=now, starts=left.starts + 1, done=0
        )
        return self._slices.note(self._cursor())

    def _by_operations(self, left: Progress) -> Iterator[Slice]:
        try:
            with tempfile.TemporaryDirectory() as folder:
                orders, ledger = (
                    fetched(self._client, left.operations[name], Path(folder) / name) for name in (ORDERS, LEDGER)
                )
                yield from self._loaded(left, orders, ledger)
        except LostOperationError:
            self._left = left.restarted(left.starts)
        except DeniedOperationError:
            self._left = left.restarted(MOST_STARTS)
        except ShrinkError:
            since = datetime.fromisoformat(left.piece_since or self._first_day)
            days = (datetime.fromisoformat(left.until) - since).days // 2
            self._left = left.restarted(0, days) if days else left.restarted(MOST_STARTS, 1)

    def _loaded(self, left: Progress, orders: BulkFile, ledger: BulkFile) -> Iterator[Slice]:
        assert left.started is not None
        as_of = datetime.fromisoformat(left.started) - SAFETY_LAG
        done = left.done
        for chunk in orders.roots(done, SLICE_ORDERS):
            done += len(chunk)
            is_last = done >= orders.root_count
            self._left = left.behind(left.piece_since) if is_last else replace(left, done=done)
            watermark = min(self._slices.watermark, as_of) if self._slices.watermark else None
            nodes = whole_orders(self._slices, chunk, ledger)
            yield self._slices.slice(nodes, self._cursor(), watermark, is_last)

    def _by_pages(self, left: Progress, piece_since: str | None) -> Iterator[Slice]:
        held: dict[str, Node] = {}
        until = left.until
        page_size = PageSize(self._client, "OrdersPage")
        while True:
            listed, oldest = 0, until
            variables = {"query": self._query(piece_since, until), "sortKey": "PROCESSED_AT", "reverse": True}
            for page in pages(self._client, "OrdersPage", "orders", page_size, variables):
                listed += len(page)
                held |= {node["id"]: node for node in page}
                oldest = _just_behind(page) or oldest
                if len(held) >= SLICE_ORDERS:
                    self._left = replace(left, until=oldest)
                    yield self._slices.slice(list(held.values()), self._cursor())
                    held = {}
                if listed >= LONGEST_LISTING and oldest != until:
                    break
            else:
                break
            until = oldest
        self._left = left.behind(piece_since)
        yield self._slices.slice(list(held.values()), self._cursor(), is_last=True)

    def _query(self, since: str | None, until: str) -> str:
        placed = time_filter("processed_at", moment(since), datetime.fromisoformat(until))
        changed_since = moment(self._left.changed_since) if self._left else None
        return f"updated_at:>='{search_time(changed_since)}' AND {placed}" if changed_since else placed

    def _cursor(self) -> dict[str, Any]:
        return {self._key: None if self._left is None else asdict(self._left)}


def _just_behind(page: Sequence[Node]) -> str | None:
    """Where a listing ends that holds the oldest orders of ``page`` once more: others may share their second."""
    times = [datetime.fromisoformat(node["processedAt"]) for node in page if node.get("processedAt")]
    return (min(times) + timedelta(seconds=1)).isoformat() if times else None

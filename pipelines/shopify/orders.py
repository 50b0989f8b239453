"""What changed among a shop's orders since the last run.

Orders come by the time of their last change, oldest change first: one that changes while it is read moves behind the
end and is found by the next run, and the watermark follows slice by slice. Orders whose customer journey is not ready
are kept in the cursor and asked again for two days, because that does not count as a change.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from pipelines.loading.slice import Slice
from pipelines.shopify.fields import Node, number_of
from pipelines.shopify.order_slices import SLICE_ORDERS, OrderSlices, is_ready
from pipelines.shopify.paging import PageSize, pages
from pipelines.shopify.windows import change_window, still_waited_for, time_filter

LONGEST_LISTING = 20_000
"""Shopify ends a listing at 25,000 objects without a word; a new one starts well before."""


def changed_orders(slices: OrderSlices, watermark: datetime) -> Iterator[Slice]:
    """What changed since ``watermark``; then the journeys still waited for."""
    plan = change_window(watermark, slices.window.now)
    since: datetime = plan.since
    held: dict[str, Node] = {}
    page_size = PageSize(slices.client, "OrdersPage")
    while True:
        listed = 0
        latest: datetime | None = None
        query = time_filter("updated_at", since, plan.until)
        variables = {"query": query, "sortKey": "UPDATED_AT", "reverse": False}
        for page in pages(slices.client, "OrdersPage", "orders", page_size, variables):
            listed += len(page)
            held |= {node["id"]: node for node in page}
            latest = _latest_change(page) or latest
            if len(held) >= SLICE_ORDERS:
                yield slices.slice(list(held.values()), {}, max(latest or watermark, watermark))
                held = {}
            if listed >= LONGEST_LISTING and latest and latest != since:
                break
        else:
            break
        since = latest
    yield slices.slice(list(held.values()), {}, plan.watermark, is_last=True)
    yield _journeys_waited_for(slices)


def _journeys_waited_for(slices: OrderSlices) -> Slice:
    """Orders that were not ready; those that still are not stay as they are stored."""
    waiting = sorted(slices.waiting)
    found = slices.by_numbers(waiting)
    unready = {str(number_of(gid)) for gid, node in found.items() if not is_ready(node)}
    for order_id in set(waiting) - unready:
        slices.unready.pop(order_id, None)
    slices.unready = still_waited_for(slices.unready, slices.window.now)
    return slices.slice([node for node in found.values() if is_ready(node)], {})


def _latest_change(page: Sequence[Node]) -> datetime | None:
    times = [datetime.fromisoformat(node["updatedAt"]) for node in page if node.get("updatedAt")]
    return max(times, default=None)

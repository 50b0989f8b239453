"""Reports by event or by item: sessions and purchases taken apart into what happened in them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from sandbox.ga4.measurements import Measurement
from sandbox.market.model.sales import OrderLine

EVENT_DIMENSIONS, ITEM_DIMENSIONS = frozenset({"eventName"}), frozenset({"itemId", "itemName"})


def parts_for(dimensions: Sequence[str], measured: Iterator[Measurement]) -> Iterator[Measurement]:
    """What a report by ``dimensions`` is about: items, else events, else sessions and purchases as they are."""
    if ITEM_DIMENSIONS.intersection(dimensions):
        return (part for one in measured for part in _items(one))
    if EVENT_DIMENSIONS.intersection(dimensions):
        return (part for one in measured for part in _events(one))
    return measured


def event_counts(one: Measurement) -> dict[str, int]:
    """How often each event happened in a session or purchase."""
    if one.kind == "purchase":
        return {"purchase": 1}
    counts = {"session_start": 1, "page_view": one.page_views}
    return {"first_visit": 1, **counts} if one.is_first_session else counts


def _events(one: Measurement) -> Iterator[Measurement]:
    for name, count in event_counts(one).items():
        yield replace(one, kind="event", event_name=name, count=count)


def _items(one: Measurement) -> Iterator[Measurement]:
    """The lines of a purchase; each was looked at and put into the cart before."""
    for line in one.order.lines if one.order else ():
        yield replace(
            one,
            kind="item",
            item_id=line.sku,
            item_name=line.title,
            count=line.quantity,
            viewed=1,
            added=1,
            revenue=line_value(line),
        )


def line_value(line: OrderLine) -> Decimal:
    """What a line costs after discounts, as the shop shows it."""
    return line.unit_price * line.quantity - sum(line.discounts, Decimal(0))
